"""Pages: handing in a file of answers."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.feedback.answer_files import ANSWERS_LAYOUT
from network.feedback.commands.answer_import import import_answers
from network.feedback.errors.answers import AnswersOverlapped
from network.feedback.lists import ANSWERS
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.intake.small import MOST_MEGABYTES, RowsFaulty
from network.foundation.settings import Settings
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.messages import message
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file

IMPORT = f"{ANSWERS.path}/import"
TOO_LARGE = "size"


def too_large(_request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """To the form, which says so: the body was refused before it was read."""
    return Redirect(f"{IMPORT}?refused={TOO_LARGE}", status_code=303)


class AnswerImportPages(Controller):
    """Apart from the others because files are handed in here."""

    path = IMPORT
    guards = [allows(Permission.RUN_SURVEYS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @get()
    async def form(self, taken: FromQuery[int] = -1, refused: FromQuery[str] = "") -> Page:
        return _form(FileTooLarge(limit=MOST_MEGABYTES) if refused == TOO_LARGE else None, taken)

    @post()
    async def hand_in(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        try:
            taken = await import_answers(actor, sent_file(await request.form()), settings.files, now())
        except (FileMissing, FileTooLarge, FileRefused, RowsFaulty, AnswersOverlapped) as refusal:
            return _form(refusal)
        return Redirect(f"{IMPORT}?taken={taken}", status_code=303)


def _form(refusal: ServicemarkError | None = None, taken: int = -1) -> Page:
    faulty = isinstance(refusal, RowsFaulty)
    wrong = {"file": refusal.text()} if refusal and faulty else wrong_fields(refusal)
    if "" in wrong:
        wrong = {"file": wrong[""]}
    names = {
        kind: ", ".join(each.name for each in ANSWERS_LAYOUT.columns if each.required is kind) for kind in (True, False)
    }
    return page(
        "answer_import.html",
        status=refusal.status if refusal else 200,
        action=IMPORT,
        back=ANSWERS.path,
        limit=MOST_MEGABYTES,
        required=names[True],
        others=names[False],
        taken=_taken(taken),
        rows=[
            {"row": each.row, "column": each.column, "value": each.value, "message": message(each, _)}
            for each in refusal.errors
        ]
        if isinstance(refusal, RowsFaulty)
        else [],
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[
            {"label": _("Customer feedback"), "href": ANSWERS.path},
            {"label": _("Import answers"), "href": ""},
        ],
    )


def _taken(count: int) -> str:
    if count < 0:
        return ""
    if not count:
        return _("All answers of the file were here already. Nothing has changed.")
    text = ngettext("%(count)s answer is taken in.", "%(count)s answers are taken in.", count)
    return text % {"count": current().decimal(count)}
