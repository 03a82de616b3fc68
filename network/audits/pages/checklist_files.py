"""Pages: reference photos of questions, and a checklist as a workbook, out and back in."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from network.audits.checklist_workbook import read_workbook, write_workbook
from network.audits.commands.checklist_photos import add_reference_photo
from network.audits.commands.checklists import write_draft
from network.audits.errors.checklists import ChecklistOfAnotherKey, QuestionNotFound
from network.audits.pages.checklist_labels import LINE_LABELS
from network.audits.pages.checklist_texts import draft_of
from network.audits.pages.checklist_words import PATH, brief, checklist_path, trail_to
from network.audits.queries.checklists import read_checklist_version, reference_photo
from network.audits.rules.checklist_editing import home_of, with_question
from network.audits.rules.checklists import ChecklistDocument
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.documents.problems import Unreadable
from network.foundation.errors import ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.kinds import JPEG
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.grid import FORM_LIMITS, read_grid
from network.foundation.tabular.limits import MEBIBYTE
from network.web.downloads import XLSX, download
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, SentFile, sent_file
from network.web.versions import PreconditionFailed, version_of

# A workbook of 200 questions has some 30 kB.
MOST_MEGABYTES = FORM_LIMITS.file_bytes // MEBIBYTE
CHANGES = [allows(Permission.CHANGE_CHECKLISTS)]


class ChecklistPhotoPages(Controller):
    """Apart from the others because photos are handed in here."""

    path = PATH
    guards = [allows(Permission.READ_CHECKLISTS)]

    @get("/photos/{sha256:str}")
    async def photo(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], sha256: FromPath[str]
    ) -> File:
        """A reference photo, small enough to stand beside its question."""
        return await evidence_answer(settings.files, await reference_photo(actor, sha256), JPEG, "photo.jpg")

    @get("/{checklist_id:uuid}/question/photo", guards=CHANGES)
    async def form(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], question: FromQuery[str] = ""
    ) -> Page:
        return _photo_form(await draft_of(actor, checklist_id), question, None)

    @post("/{checklist_id:uuid}/question/photo", guards=CHANGES)
    async def upload(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        checklist_id: FromPath[UUID],
    ) -> Response[Any]:
        """Keep a photo and put it beside its question."""
        form = await request.form()
        draft, key = await draft_of(actor, checklist_id), str(form.get("question", ""))
        try:
            sha256 = await add_reference_photo(actor, sent_file(form), settings.files, settings.photo_megabytes, now())
            await write_draft(actor, draft.id, _with_photo(draft.document, key, sha256), version_of(form), now())
        except (FileMissing, EvidenceRefused, EvidenceTooLarge, PreconditionFailed) as refusal:
            return _photo_form(draft, key, refusal)
        return Redirect(f"{checklist_path(draft, 'edit')}#question-{key}", status_code=303)


class ChecklistWorkbookPages(Controller):
    path = PATH + "/{checklist_id:uuid}"
    guards = [allows(Permission.READ_CHECKLISTS)]
    request_max_body_size = 4 * MOST_MEGABYTES * MEBIBYTE

    @get("/workbook.xlsx")
    async def workbook(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Response[bytes]:
        kept = await read_checklist_version(actor, checklist_id)
        return download(f"{kept.key}-{kept.version}.xlsx", write_workbook(kept.document, LINE_LABELS), XLSX)

    @get("/workbook", guards=CHANGES)
    async def form(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        draft = await draft_of(actor, checklist_id)
        return _workbook_form(draft, draft.row_version, None)

    @post("/workbook", guards=CHANGES)
    async def take(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Response[Any]:
        """The draft says from now on what the workbook says, or nothing of it when a cell cannot be read."""
        form = await request.form()
        draft = await draft_of(actor, checklist_id)
        try:
            document = await _document(sent_file(form))
            await write_draft(actor, draft.id, document, version_of(form), now())
        except (FileMissing, FileTooLarge, FileRefused, Unreadable, ChecklistOfAnotherKey) as refusal:
            return _workbook_form(draft, version_of(form), refusal)
        except PreconditionFailed as refusal:
            return _workbook_form(draft, refusal.current, refusal)
        return Redirect(checklist_path(draft, "edit"), status_code=303)


async def _document(sent: SentFile) -> ChecklistDocument:
    """What a workbook holds, read in a child process. FileTooLarge, FileRefused, ChecklistUnreadable."""
    with tempfile.TemporaryDirectory(prefix="checklist-") as folder:
        path = Path(folder, "checklist.xlsx")
        content = bytearray()
        async for block in sent.blocks:
            content += block
            if len(content) > FORM_LIMITS.file_bytes:
                raise FileTooLarge(limit=MOST_MEGABYTES)
        await asyncio.to_thread(path.write_bytes, content)
        return read_workbook(await read_grid(path))


def _with_photo(document: ChecklistDocument, key: str, sha256: str) -> ChecklistDocument:
    """QuestionNotFound."""
    try:
        home = home_of(document, key)
    except KeyError as error:
        raise QuestionNotFound() from error
    asked = next(each for each in home.questions if each.key == key)
    return with_question(document, home.key, replace(asked, photo=sha256), key)


def _photo_form(draft: ChecklistVersion, key: str, refusal: ServicemarkError | None) -> Page:
    wrong = _told(refusal)
    return page(
        "checklist_photo.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        question=key,
        wrong=wrong,
        errors=[{"field": "file", "message": each} for each in wrong],
        breadcrumbs=trail_to(draft, _("Reference photo")),
    )


def _workbook_form(draft: ChecklistVersion, version: int, refusal: ServicemarkError | None) -> Page:
    wrong = _told(refusal)
    return page(
        "checklist_workbook.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        form_version=version,
        wrong=wrong,
        errors=[{"field": "file", "message": each} for each in wrong],
        breadcrumbs=trail_to(draft, _("From a workbook")),
    )


def _told(refusal: ServicemarkError | None) -> list[str]:
    """What is wrong with a file: every cell by its name, or a sentence."""
    if isinstance(refusal, Unreadable):
        return [f"{each.path}: {each}" if each.path else str(each) for each in refusal.problems]
    if isinstance(refusal, FileMissing):
        return [str(text) for text in refusal.fields.values()]
    return [refusal.text()] if refusal else []
