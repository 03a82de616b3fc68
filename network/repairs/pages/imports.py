"""Pages: handing in a file, looking at what importing it would change, and confirming it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import Text
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month, NotAPeriod
from network.foundation.tabular.errors import ProfileInvalid
from network.repairs.commands.taking import LAYOUTS
from network.repairs.commands.uploads import Counter, Upload, cancel, confirm, handed_back, upload
from network.repairs.errors.report_files import MonthForOrdersOnly, MonthNotBegun
from network.repairs.lists import IMPORTS
from network.repairs.pages.months import month_options
from network.repairs.pages.previews import import_context, imports_table, is_running, progress_context
from network.repairs.queries.imports import import_, list_imports
from network.repairs.schemas.records import FILE_KIND_LABELS, IMPORTING, FileKind
from network.repairs.uploading import profile_text
from network.sites.errors.sites import CreatingSitesNeedsZone
from network.sites.queries.sites import contains
from network.web.downloads import XLSX, download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import blocks
from network.web.visit import visit_of, visitor_of


class FormIncomplete(Invalid):
    """`fields` says what is missing."""


_MONTH_REFUSED = (NotAPeriod, MonthForOrdersOnly, MonthNotBegun)


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """The form again: the body was refused before it was read, so nothing of it is known."""
    counter: Counter = request.app.state.counter
    limit = counter.settings.upload_megabytes
    return _form(visitor_of(request).actor, counter, {"kind": FileKind.ORDERS}, FileTooLarge(limit=limit))


class ImportsPages(Controller):
    """Apart from a single one because files are handed in here."""

    path = "/imports"
    guards = [allows(Permission.IMPORT_RECORDS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @get()
    async def imports(
        self, request: HouseRequest, actor: NamedDependency[Actor], counter: NamedDependency[Counter]
    ) -> Page:
        state = ListState.read(request.query_params, IMPORTS)
        found = await list_imports(actor, counter.desk, state, pattern=contains(state.q))
        table = imports_table(state.within(found.total), found, visit_of(request).language)
        return page("imports.html", table=table, breadcrumbs=[{"label": _("Imports"), "href": ""}])

    @get("/new")
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], counter: NamedDependency[Counter]
    ) -> Page:
        asked = request.query_params
        return _form(actor, counter, {"kind": asked.get("kind", FileKind.ORDERS), "month": asked.get("month", "")})

    @post()
    async def upload(
        self, request: HouseRequest, actor: NamedDependency[Actor], counter: NamedDependency[Counter]
    ) -> Response[Any]:
        form = await request.form()
        try:
            file = await upload(actor, counter, await _read(form))
        except (FormIncomplete, FileTooLarge, ProfileInvalid, CreatingSitesNeedsZone, *_MONTH_REFUSED) as refusal:
            return _form(actor, counter, form, refusal)
        return Redirect(f"/imports/{file}", status_code=303)


class ImportPages(Controller):
    path = "/imports/{file:uuid}"
    guards = [allows(Permission.IMPORT_RECORDS)]

    @get()
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        counter: NamedDependency[Counter],
        file: FromPath[UUID],
    ) -> Page:
        found = await import_(actor, counter.desk, file)
        return page("import.html", **import_context(found, visit_of(request).language))

    @get("/progress")
    async def progress(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        counter: NamedDependency[Counter],
        file: FromPath[UUID],
    ) -> Page:
        """The part of the page that asks again every two seconds; when the work has ended, the page is loaded anew."""
        found = await import_(actor, counter.desk, file)
        shown = page("import_progress.html", **progress_context(found, visit_of(request).language))
        if not is_running(found):
            shown.headers["hx-refresh"] = "true"
        return shown

    @get("/errors.xlsx")
    async def errors(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> Response[bytes]:
        """The failing rows with what is wrong in each, in the reader's language."""
        name, content = await handed_back(actor, counter, file)
        return download(name, content, XLSX)

    @post("/confirm")
    async def confirm(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> Redirect:
        await confirm(actor, counter, file)
        return Redirect(f"/imports/{file}", status_code=303)

    @post("/cancel")
    async def cancel(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> Redirect:
        await cancel(actor, counter, file)
        return Redirect(f"/imports/{file}", status_code=303)


async def _read(form: FormMultiDict) -> Upload:
    """The form as an upload; FormIncomplete, ProfileInvalid, NotAPeriod."""
    kind, file, profile = form.get("kind"), form.get("file"), form.get("profile")
    missing: dict[str, Text] = {}
    if kind not in list(FileKind):
        missing["kind"] = _("Choose what the file holds.")
    if not isinstance(file, UploadFile) or not file.filename:
        missing["file"] = _("Choose a file.")
    if missing or not isinstance(file, UploadFile):
        raise FormIncomplete(missing)
    text = await profile_text(profile) if isinstance(profile, UploadFile) and profile.filename else ""
    month = Month.parse(str(form["month"])) if form.get("month") else None
    return Upload(FileKind(str(kind)), file.filename, blocks(file), text, bool(form.get("create_sites")), month)


def _form(actor: Actor, counter: Counter, typed: Any, refusal: ServicemarkError | None = None) -> Page:
    """The form, again with what was chosen; the browser gives no file back, so that is to be chosen anew."""
    sites = actor.may(Permission.IMPORT_SITES)
    kinds = [kind for kind in FileKind if actor.may(IMPORTING[kind])]
    wrong = _wrong(refusal)
    return page(
        "import_new.html",
        status=refusal.status if refusal else 200,
        kinds=[{"value": kind.value, "label": str(FILE_KIND_LABELS[kind]), "help": _columns(kind)} for kind in kinds],
        kind=str(typed.get("kind", "")),
        months=month_options(now(), str(typed.get("month", ""))),
        month=str(typed.get("month", "")),
        may_create_sites=sites,
        create_sites=bool(typed.get("create_sites")),
        limit=counter.settings.upload_megabytes,
        errors=[{"field": field, "message": text} for field, text in wrong.items()],
        wrong=wrong,
        breadcrumbs=[{"label": _("Imports"), "href": "/imports"}, {"label": _("Import a file"), "href": ""}],
    )


def _wrong(refusal: ServicemarkError | None) -> dict[str, str]:
    if refusal is None:
        return {}
    if isinstance(refusal, FormIncomplete):
        return {field: str(text) for field, text in refusal.fields.items()}
    if isinstance(refusal, _MONTH_REFUSED):
        return {"month": refusal.text()}
    return {"file" if isinstance(refusal, FileTooLarge) else "profile": refusal.text()}


def _columns(kind: FileKind) -> str:
    """Which columns are read when no profile says otherwise."""
    return _("Columns: %(names)s") % {"names": ", ".join(column.name for column in LAYOUTS[kind].columns)}
