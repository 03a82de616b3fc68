"""Pages: writing a draft of a checklist as a document, with every error at once and a preview."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.audits.commands.checklists import write_draft
from network.audits.errors.checklists import ChecklistOfAnotherKey, ChecklistPublished
from network.audits.pages.checklist_words import (
    PATH,
    brief,
    checklist_path,
    document_view,
    problem_lines,
    trail_to,
)
from network.audits.queries.checklists import problems_of, read_checklist_version
from network.audits.rules.checklist_problems import ChecklistUnreadable
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.audits.schemas.checklists import read_checklist, write_checklist
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria_validation import NotUtf8
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of


class ChecklistTextPages(Controller):
    path = PATH + "/{checklist_id:uuid}/text"
    guards = [allows(Permission.CHANGE_CHECKLISTS)]

    @get()
    async def edit(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """The draft as a document."""
        draft = await draft_of(actor, checklist_id)
        return _page(draft, write_checklist(draft.document), draft.row_version)

    @post()
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Response[Any]:
        """Save it, or (`preview`) show what it would say. What was typed is never lost."""
        form = await request.form()
        draft = await draft_of(actor, checklist_id)
        text, version = str(form.get("document", "")).replace("\r\n", "\n"), version_of(form)
        try:
            text = await _sent(form) or text
            document = read_checklist(text)
            if "preview" in form:
                problems = await problems_of(actor, document)
                return _page(draft, text, version, preview=document_view(document), problems=problems)
            await write_draft(actor, checklist_id, document, version, now())
        except Unreadable as refused:
            return _page(draft, text, version, [(each.path, str(each)) for each in refused.problems])
        except ChecklistOfAnotherKey as refused:
            return _page(draft, text, version, [("key", refused.text())])
        except PreconditionFailed as refused:
            theirs = write_checklist(draft.document)
            return _page(draft, text, refused.current, [("", refused.text())], theirs=theirs, status=412)
        return Redirect(checklist_path(draft, "edit"), status_code=303)


async def draft_of(actor: Actor, checklist_id: UUID) -> ChecklistVersion:
    """ChecklistPublished for what is no draft."""
    found = await read_checklist_version(actor, checklist_id)
    if not found.is_draft:
        raise ChecklistPublished()
    return found


async def _sent(form: FormMultiDict) -> str:
    """The text of the file, when one was chosen. ChecklistUnreadable when it is no text."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    try:
        return (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ChecklistUnreadable([NotUtf8("")]) from error


def _page(
    draft: ChecklistVersion,
    text: str,
    version: int,
    errors: list[tuple[str, str]] | None = None,
    *,
    preview: dict[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    theirs: str = "",
    status: int = 200,
) -> Page:
    wrong = [{"field": "document", "message": f"{place}: {words}" if place else words} for place, words in errors or []]
    return page(
        "checklist_text.html",
        status=status if status != 200 or not wrong else 422,
        **brief(draft),
        form_version=version,
        text=text,
        errors=wrong,
        theirs=theirs,
        preview=preview,
        problems=problem_lines(problems),
        breadcrumbs=trail_to(draft, _("Draft as text")),
    )
