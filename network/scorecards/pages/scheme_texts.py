"""Pages: schemes as YAML: taken away, and a draft written as text or from a file, with every error at once."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.documents.problems import Unreadable
from network.foundation.i18n import gettext as _
from network.scorecards.commands.drafts import write_draft
from network.scorecards.errors import DraftOfAnotherScheme
from network.scorecards.pages.scheme_editor import open_draft
from network.scorecards.pages.scheme_words import DRAFTS, PATH, YAML, draft_path, name_of, trail_to
from network.scorecards.queries.drafts import Draft, read_draft
from network.scorecards.queries.schemes import read_scheme
from network.scorecards.rules.document import dump_scheme, load_scheme
from network.scorecards.rules.problems import NotUtf8, SchemeTooLong, SchemeUnreadable
from network.web.downloads import download
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

# The largest that ships has four thousand characters.
LONGEST = 100_000


class SchemeFilePages(Controller):
    guards = [allows(Permission.READ_SCHEMES)]

    @get(PATH + "/{code:str}/{version:int}/scheme.yaml")
    async def version_file(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[bytes]:
        """A version as a YAML file."""
        scheme = (await read_scheme(actor, code, version)).scheme
        return download(f"{scheme.code}-{scheme.version}.yaml", dump_scheme(scheme).encode(), YAML)

    @get(DRAFTS + "/{draft_id:uuid}/scheme.yaml", guards=[allows(Permission.CHANGE_SCHEMES)])
    async def draft_file(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Response[bytes]:
        """A draft as a YAML file."""
        scheme = (await read_draft(actor, draft_id)).scheme
        return download(f"{scheme.code}-{scheme.version}-draft.yaml", dump_scheme(scheme).encode(), YAML)


class SchemeTextPages(Controller):
    path = DRAFTS + "/{draft_id:uuid}/text"
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @get()
    async def form(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """The draft as a document."""
        draft = await open_draft(actor, draft_id)
        return _page(draft, dump_scheme(draft.scheme), draft.row_version)

    @post()
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """Keep it, when it has the form of a scheme; what was typed is never lost."""
        form = await request.form()
        draft = await open_draft(actor, draft_id)
        text, version = str(form.get("document", "")).replace("\r\n", "\n"), version_of(form)
        try:
            text = await _sent(form) or text
            await write_draft(actor, draft_id, _read(text), version)
        except Unreadable as refused:
            return _page(draft, text, version, [(each.path, str(each)) for each in refused.problems])
        except DraftOfAnotherScheme as refused:
            return _page(draft, text, version, [("code", refused.text())])
        except PreconditionFailed as refused:
            theirs = dump_scheme(draft.scheme)
            return _page(draft, text, refused.current, [("", refused.text())], theirs=theirs, status=412)
        return Redirect(draft_path(draft_id), status_code=303)


def _read(text: str) -> Any:
    """SchemeUnreadable."""
    if len(text) > LONGEST:
        raise SchemeUnreadable([SchemeTooLong("", {"most": LONGEST})])
    return load_scheme(text)


async def _sent(form: FormMultiDict) -> str:
    """The text of the file, when one was chosen. SchemeUnreadable when it is no text."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    try:
        return (await file.read(4 * LONGEST + 1)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemeUnreadable([NotUtf8("")]) from error


def _page(
    draft: Draft,
    text: str,
    version: int,
    errors: list[tuple[str, str]] | None = None,
    *,
    theirs: str = "",
    status: int = 422,
) -> Page:
    wrong = [{"field": "document", "message": f"{place}: {words}" if place else words} for place, words in errors or []]
    return page(
        "scheme_text.html",
        status=status if wrong else 200,
        title=name_of(draft.scheme),
        href=draft_path(draft.id),
        form_version=version,
        text=text,
        errors=wrong,
        theirs=theirs,
        breadcrumbs=trail_to(draft, _("Draft as text")),
    )
