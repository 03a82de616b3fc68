"""Pages: published audits, in lists and whole, with their photos, their revisions and their report."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from network.audits.commands.appeals import write_message
from network.audits.commands.delivery import opened_audit
from network.audits.errors.appeals import AuditNotFound, MessageWrong
from network.audits.lists_audits import AUDITS
from network.audits.pages.audit_report import audit_sheet, read_pictures
from network.audits.pages.audit_view import audit_page, audits_page, revisions_page, site_audits_page
from network.audits.pages.audit_words import audit_cells, audit_path
from network.audits.queries.appeals import appeal_file
from network.audits.queries.audits import audit_photo, audit_thumbnails, list_audits
from network.audits.queries.quoting import quoted_clauses
from network.audits.schemas.audits import MessageIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, negotiate, reading
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.queries.sites import site
from network.web.downloads import MOST_ROWS, check_rows, disposition, format_of, table_download
from network.web.evidence import evidence_answer
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page
from reports.audit import render_audit

_TYPED = ("question", "body")


class AuditsPages(Controller):
    path = "/audits"
    guards = [allows(Permission.READ_AUDITS)]

    @get()
    async def audits(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The published audits in reach, or what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, AUDITS)
        if kind := format_of(request):
            found = await list_audits(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[audit_cells(each)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Audits"), [str(column.label) for column in shown], rows, kind)
        return await audits_page(actor, state)


class SiteAuditPages(Controller):
    path = "/sites/{code:str}/audits"
    guards = [allows(Permission.READ_AUDITS)]

    @get()
    async def audits(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """The published audits of a site, and the visits that were announced to it."""
        return await site_audits_page(actor, code)

    @get("/{audit_id:uuid}")
    async def show(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        revision: FromQuery[int | None] = None,
        done: FromQuery[str] = "",
    ) -> Page:
        """An audit in whole. That its site opens it, is written down once."""
        return await audit_page(actor, code, audit_id, revision, done=done)

    @get("/{audit_id:uuid}/revisions")
    async def revisions(self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID]) -> Page:
        """What each revision says otherwise than the one before, and why."""
        return await revisions_page(actor, code, audit_id)

    @post("/{audit_id:uuid}/messages")
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), _TYPED)
        try:
            given = read_as(MessageIn, {**typed, "question": typed["question"] or None}, MessageWrong)
            await write_message(actor, code, audit_id, given, now())
        except Invalid as refusal:
            return await audit_page(actor, code, audit_id, typed=typed, refusal=refusal)
        return Redirect(f"{audit_path(code, audit_id)}?done=written#talk", status_code=303)


class AuditFilePages(Controller):
    path = "/sites/{code:str}/audits/{audit_id:uuid}"
    guards = [allows(Permission.READ_AUDITS)]

    @get("/report.pdf")
    async def report(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        revision: FromQuery[int | None] = None,
        language: FromQuery[str] = "",
    ) -> Response[bytes]:
        """The audit as a PDF in the language that is asked for, else in the reader's."""
        shop, found = await site(actor, code), await opened_audit(actor, code, audit_id, now())
        shown = found.numbered(revision)
        if shown is None:
            raise AuditNotFound()
        wanted, quoted = await audit_thumbnails(actor, audit_id), await quoted_clauses(actor, found, shown.document)
        pictures = await asyncio.to_thread(read_pictures, settings.files, wanted)
        origin = (settings.public_url or str(request.base_url)).rstrip("/")
        with reading(negotiate(language) or current().code) as spoken:
            network = settings.name_of_network(spoken.code)
            address = origin + audit_path(code, audit_id)
            sheet = audit_sheet(found, shown, shop, pictures, quoted, network, address)
            drawn = await asyncio.to_thread(render_audit, sheet, spoken)
            name = f"{code} {found.visited_on} {sheet.kind}.pdf"
        return Response(drawn, media_type="application/pdf", headers={"content-disposition": disposition(name)})

    @get("/photos/{photo_id:uuid}")
    async def photo(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        found = await audit_photo(actor, code, audit_id, photo_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/photos/{photo_id:uuid}/thumbnail")
    async def thumbnail(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        found = await audit_photo(actor, code, audit_id, photo_id, small=True)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/appeal-files/{file_id:uuid}")
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """What a site added to an appeal."""
        found = await appeal_file(actor, code, audit_id, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)
