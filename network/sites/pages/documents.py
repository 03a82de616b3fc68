"""Pages: the documents of a site's file."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.kinds import JPEG
from network.foundation.file_errors import FileGone
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy
from network.foundation.settings import Settings
from network.sites.commands.documents import add_document, remove_document
from network.sites.errors.site_files import BadSiteFile, BindingDocument
from network.sites.pages.document_words import document_rows
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.documents import document_file, list_documents
from network.sites.queries.sites import site
from network.sites.rules.documents import BINDING, DOCUMENT_KIND_LABELS
from network.sites.schemas.documents import DocumentIn
from network.sites.schemas.sites import SiteOut
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file
from network.web.visit import visit_of, visitor_of

DONE = {"added": lazy("The document is in the file."), "removed": lazy("The document has been taken out of the file.")}
LABELS = {
    "kind": lazy("Kind of document"),
    "title": lazy("Title"),
    "version": lazy("Edition or number"),
    "valid_from": lazy("Valid from"),
    "valid_to": lazy("Valid until"),
    "file": lazy("File"),
}


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """The form again: the body was refused before it was read, so nothing is known but the site of the address."""
    settings, code = request.app.state.house.settings, str(request.path_params["code"])
    crumbs = [{"label": code, "href": site_path(code, "documents")}, {"label": _("Add a document"), "href": ""}]
    refusal = EvidenceTooLarge(limit=settings.photo_megabytes)
    return _form(visitor_of(request).actor, code, crumbs, settings, {}, refusal)


class DocumentsPages(Controller):
    """Apart from a single one because files are handed in here."""

    path = "/sites/{code:str}/documents"
    guards = [allows(Permission.READ_SITE_FILES)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @get()
    async def documents(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        shop, found = await site(actor, code), await list_documents(actor, code)
        present, earlier = document_rows(found, now().astimezone(ZoneInfo(shop.time_zone)).date(), code)
        return page(
            "site_documents.html",
            site=shop,
            present=present,
            earlier=earlier,
            add_href=site_path(code, "documents", "new"),
            changing=actor.may(Permission.CHANGE_SITE_FILES),
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            tabs=site_tabs(actor, code, "documents"),
            breadcrumbs=trail_to(shop, visit_of(request).language, _("Documents")),
        )

    @post()
    async def add(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
    ) -> Response[Any]:
        shop, form = await site(actor, code), await request.form()
        try:
            wanted, sent = DocumentIn.read(form), sent_file(form)
            await add_document(actor, code, wanted, sent, settings.files, settings.photo_megabytes, now())
        except (BadSiteFile, BindingDocument, FileMissing, EvidenceRefused, EvidenceTooLarge) as refusal:
            return _form(actor, code, _crumbs(request, shop), settings, form, refusal)
        return Redirect(site_path(code, "documents") + "?done=added", status_code=303)


class DocumentPages(Controller):
    path = "/sites/{code:str}/documents"
    guards = [allows(Permission.READ_SITE_FILES)]

    @get("/new")
    async def form(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
    ) -> Page:
        crumbs = _crumbs(request, await site(actor, code))
        return _form(actor, code, crumbs, settings, {})

    @get("/{document_id:uuid}/file")
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        document_id: FromPath[UUID],
    ) -> File:
        """A photo to be looked at, everything else to be saved."""
        found = await document_file(actor, code, document_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/{document_id:uuid}/thumbnail")
    async def thumbnail(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        document_id: FromPath[UUID],
    ) -> File:
        """The small picture of a photo; FileGone for what is none."""
        found = await document_file(actor, code, document_id)
        if found.thumbnail_sha256 is None:
            raise FileGone()
        return await evidence_answer(settings.files, found.thumbnail_sha256, JPEG, found.name)

    @post("/{document_id:uuid}/remove", guards=[allows(Permission.CHANGE_SITE_FILES)])
    async def remove(self, actor: NamedDependency[Actor], code: FromPath[str], document_id: FromPath[UUID]) -> Redirect:
        await remove_document(actor, code, document_id, now())
        return Redirect(site_path(code, "documents") + "?done=removed", status_code=303)


def _crumbs(request: HouseRequest, shop: SiteOut) -> list[dict[str, str]]:
    return trail_to(shop, visit_of(request).language, _("Documents"), "documents", _("Add a document"))


def _form(
    actor: Actor,
    code: str,
    crumbs: list[dict[str, str]],
    settings: Settings,
    typed: Any,
    refusal: ServicemarkError | None = None,
) -> Page:
    """The form, again with what was typed; the browser gives no file back, so that is to be chosen anew."""
    binding = actor.may(Permission.CHANGE_SITE_FILES)
    kinds = {kind: label for kind, label in DOCUMENT_KIND_LABELS.items() if binding or kind not in BINDING}
    wrong = _wrong(refusal)
    return page(
        "site_document_new.html",
        status=refusal.status if refusal else 200,
        action=site_path(code, "documents"),
        kinds=[{"value": kind, "label": str(label)} for kind, label in kinds.items()],
        typed={name: str(typed.get(name, "")) for name in DocumentIn.model_fields},
        labels={name: str(label) for name, label in LABELS.items()},
        limit=settings.photo_megabytes,
        wrong=wrong,
        errors=[
            {"field": name, "message": _("%(label)s: %(message)s") % {"label": LABELS[name], "message": message}}
            for name, message in wrong.items()
        ],
        breadcrumbs=crumbs,
    )


def _wrong(refusal: ServicemarkError | None) -> dict[str, str]:
    """By field of the form; what has to do with the bytes stands at the file."""
    if refusal is None:
        return {}
    if isinstance(refusal, Invalid) and refusal.fields:
        return {name: str(text) for name, text in refusal.fields.items()}
    return {"kind" if isinstance(refusal, BindingDocument) else "file": refusal.text()}
