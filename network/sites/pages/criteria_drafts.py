"""Pages: writing a draft of criteria as a document, with every error at once and a preview."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.documents.problems import Unreadable
from network.foundation.errors import Invalid
from network.foundation.i18n import gettext as _
from network.sites.commands.criteria import write_draft
from network.sites.errors.criteria import CriteriaPublished
from network.sites.pages.criteria import PATH, document_view, problem_lines, set_path, trail_to
from network.sites.queries.criteria import read_set
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_validation import CriteriaUnreadable, NotUtf8
from network.sites.schemas.criteria import CriteriaSet, dump_criteria, load_criteria
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of


class CriteriaDraftPages(Controller):
    path = PATH + "/{code:str}/{version:int}/edit"
    guards = [allows(Permission.CHANGE_CRITERIA)]

    @get()
    async def edit(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Page:
        """The draft as a document."""
        draft = await _draft(actor, code, version)
        return _page(draft, dump_criteria(draft.document), draft.revision)

    @post()
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[Any]:
        """Save it, or (`preview`) show what it would say. What was typed is never lost."""
        form = await request.form()
        draft = await _draft(actor, code, version)
        text, revision = str(form.get("document", "")).replace("\r\n", "\n"), version_of(form)
        try:
            text = await _sent(form) or text
            document = load_criteria(text)
            if "preview" in form:
                return _page(draft, text, revision, preview=document)
            await write_draft(actor, code, version, document, revision, now())
        except Unreadable as refused:
            return _page(draft, text, revision, [(each.path, str(each)) for each in refused.problems])
        except Invalid as refused:
            return _page(draft, text, revision, [(name, str(words)) for name, words in refused.fields.items()])
        except PreconditionFailed as refused:
            theirs = dump_criteria(draft.document)
            return _page(draft, text, refused.current, [("", refused.text())], theirs=theirs, status=412)
        return Redirect(set_path(draft), status_code=303)


async def _draft(actor: Actor, code: str, version: int) -> CriteriaSet:
    found = await read_set(actor, code, version)
    if found.published:
        raise CriteriaPublished()
    return found


async def _sent(form: FormMultiDict) -> str:
    """The text of the file, when one was chosen. CriteriaUnreadable when it is no text."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    try:
        return (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CriteriaUnreadable([NotUtf8("")]) from error


def _page(
    draft: CriteriaSet,
    text: str,
    revision: int,
    errors: list[tuple[str, str]] | None = None,
    *,
    preview: CriteriaDocument | None = None,
    theirs: str = "",
    status: int = 200,
) -> Page:
    wrong = [{"field": "document", "message": f"{place}: {words}" if place else words} for place, words in errors or []]
    return page(
        "criteria_edit.html",
        status=status if status != 200 or not wrong else 422,
        href=set_path(draft),
        code=draft.code,
        version=draft.version,
        revision=revision,
        text=text,
        errors=wrong,
        theirs=theirs,
        preview=document_view(preview) if preview else None,
        problems=problem_lines(preview) if preview else [],
        breadcrumbs=trail_to(draft, _("Change draft")),
    )
