"""Pages: handing in a file of what people passed before, looking at what it would add, and importing it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.foundation.tabular.errors import FileRefused
from network.training.commands.record_uploads import handed_back, take_records, try_records
from network.training.errors.record_files import RecordFileNotReady, RecordsOverlapped
from network.training.lists_coverage import PATH as COVERAGE_PATH
from network.training.queries.record_files import record_file
from network.training.record_files import RECORDS_LAYOUT
from network.training.schemas.record_files import RecordFileOut
from network.web.downloads import XLSX, download
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file

PATH = "/training/import"


class RecordUploadPages(Controller):
    """Apart from a single one because files are handed in here."""

    path = PATH
    guards = [allows(Permission.TRAIN_SITES)]

    @get()
    async def form(self, settings: NamedDependency[Settings]) -> Page:
        return _form(settings)

    @post()
    async def hand_in(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Try the file; nothing is changed yet."""
        try:
            sent = sent_file(await request.form())
            file = await try_records(actor, settings, sent.name, sent.blocks, now())
        except (FileMissing, FileTooLarge, FileRefused, RecordsOverlapped) as refusal:
            return _form(settings, refusal)
        return Redirect(f"{PATH}/{file}", status_code=303)


class RecordFilePages(Controller):
    path = f"{PATH}/{{file:uuid}}"
    guards = [allows(Permission.TRAIN_SITES)]

    @get()
    async def show(self, actor: NamedDependency[Actor], file: FromPath[UUID]) -> Page:
        """What the file would add, or has added; what is wrong with it."""
        return _file_page(await record_file(actor, file))

    @get("/errors.xlsx")
    async def errors(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], file: FromPath[UUID]
    ) -> Response[bytes]:
        """The failing rows with what is wrong in each, in the reader's language."""
        name, content = await handed_back(actor, settings, file)
        return download(name, content, XLSX)

    @post("/confirm")
    async def confirm(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], file: FromPath[UUID]
    ) -> Response[Any]:
        """Import it for real."""
        try:
            await take_records(actor, settings, file, now())
        except (RecordFileNotReady, RecordsOverlapped) as refusal:
            return _file_page(await record_file(actor, file), refusal)
        return Redirect(f"{PATH}/{file}", status_code=303)


def _form(settings: Settings, refusal: ServicemarkError | None = None) -> Page:
    wrong = wrong_fields(refusal)
    if "" in wrong:
        wrong = {"file": wrong[""]}
    required = [column.name for column in RECORDS_LAYOUT.columns if column.required]
    others = [column.name for column in RECORDS_LAYOUT.columns if not column.required]
    return page(
        "training_import.html",
        status=refusal.status if refusal else 200,
        action=PATH,
        limit=settings.photo_megabytes,
        required=", ".join(required),
        others=", ".join(others),
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=_trail(),
    )


def _file_page(found: RecordFileOut, refusal: ServicemarkError | None = None) -> Page:
    spoken = current()
    failing = ngettext("The file has %(count)s error.", "The file has %(count)s errors.", found.error_count)
    more = found.error_count - len(found.errors)
    return page(
        "training_import_file.html",
        status=refusal.status if refusal else 200,
        found=found,
        path=f"{PATH}/{found.id}",
        new_path=PATH,
        refusal=refusal.text() if refusal else "",
        facts=[
            {"label": _("Rows"), "value": spoken.decimal(found.rows)},
            {"label": _("New"), "value": spoken.decimal(found.new)},
            {"label": _("Recorded already"), "value": spoken.decimal(found.unchanged)},
            {"label": _("By"), "value": found.actor},
            {"label": _("Handed in"), "value": spoken.moment(found.created_at)},
        ],
        unread=", ".join(found.unread_columns),
        error_text=failing % {"count": spoken.decimal(found.error_count)},
        more=ngettext("… and %(count)s more", "… and %(count)s more", more) % {"count": spoken.decimal(more)}
        if more > 0
        else "",
        imported_before=spoken.moment(found.imported_before) if found.imported_before else "",
        breadcrumbs=_trail(found.name),
    )


def _trail(name: str = "") -> list[dict[str, str]]:
    first = {"label": _("Training coverage"), "href": COVERAGE_PATH}
    if not name:
        return [first, {"label": _("Import training records")}]
    return [first, {"label": _("Import training records"), "href": PATH}, {"label": name}]
