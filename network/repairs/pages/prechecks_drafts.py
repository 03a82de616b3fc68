"""Pages: writing a draft of a pre-check list as a document, with every error at once and a preview."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.documents.problems import Unreadable
from network.foundation.i18n import gettext as _
from network.repairs.commands.prechecks import write_draft
from network.repairs.errors.prechecks import PrechecksPublished
from network.repairs.pages.prechecks_words import (
    PATH,
    brief,
    list_path,
    problem_lines,
    reason_lines,
    step_views,
    trail_to,
)
from network.repairs.queries.filters import frequent_reasons
from network.repairs.queries.prechecks import read_list
from network.repairs.rules.filters import last_quarters
from network.repairs.rules.prechecks import PrecheckDocument, PrechecksUnreadable
from network.repairs.schemas.filters import Reason
from network.repairs.schemas.prechecks import PrecheckList, dump_prechecks, load_prechecks
from network.sites.rules.criteria_validation import NotUtf8
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of


class PrecheckDraftPages(Controller):
    path = PATH + "/{list_id:uuid}/edit"
    guards = [allows(Permission.CHANGE_PRECHECKS)]

    @get()
    async def edit(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Page:
        """The draft as a document, beside the reasons that it should catch."""
        draft, reasons = await _draft(actor, list_id)
        return _page(draft, reasons, dump_prechecks(draft.document), draft.row_version)

    @post()
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], list_id: FromPath[UUID]
    ) -> Response[Any]:
        """Save it, or (`preview`) show what it would say. What was typed is never lost."""
        form = await request.form()
        draft, reasons = await _draft(actor, list_id)
        text, version = str(form.get("document", "")).replace("\r\n", "\n"), version_of(form)
        try:
            text = await _sent(form) or text
            document = load_prechecks(text)
            if "preview" in form:
                return _page(draft, reasons, text, version, preview=document)
            await write_draft(actor, list_id, document, version, now())
        except Unreadable as refused:
            wrong = [(each.path, str(each)) for each in refused.problems]
            return _page(draft, reasons, text, version, wrong)
        except PreconditionFailed as refused:
            theirs = dump_prechecks(draft.document)
            return _page(draft, reasons, text, refused.current, [("", refused.text())], theirs=theirs, status=412)
        return Redirect(list_path(draft), status_code=303)


async def _draft(actor: Actor, list_id: UUID) -> tuple[PrecheckList, list[Reason]]:
    """The draft, and why units of its product came up without a fault. PrechecksPublished for what is none."""
    found = await read_list(actor, list_id)
    if not found.is_draft:
        raise PrechecksPublished()
    return found, await frequent_reasons(actor, found.product, *last_quarters(now().date()))


async def _sent(form: FormMultiDict) -> str:
    """The text of the file, when one was chosen. PrechecksUnreadable when it is no text."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    try:
        return (await file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PrechecksUnreadable([NotUtf8("")]) from error


def _page(
    draft: PrecheckList,
    reasons: list[Reason],
    text: str,
    version: int,
    errors: list[tuple[str, str]] | None = None,
    *,
    preview: PrecheckDocument | None = None,
    theirs: str = "",
    status: int = 200,
) -> Page:
    wrong = [{"field": "document", "message": f"{place}: {words}" if place else words} for place, words in errors or []]
    return page(
        "precheck_edit.html",
        status=status if status != 200 or not wrong else 422,
        **brief(draft),
        form_version=version,
        text=text,
        errors=wrong,
        theirs=theirs,
        preview=step_views(preview) if preview else [],
        problems=problem_lines(preview) if preview else [],
        reasons=reason_lines(reasons, preview or draft.document),
        breadcrumbs=trail_to(draft, _("Change draft")),
    )
