"""Pages of an applicant: its applications, the form of one, what it hands in, and how it goes."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import NotFound, ServicemarkError
from network.foundation.evidence.errors import EvidenceTooLarge
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.commands.applications import (
    change_application,
    create_application,
    submit_application,
    withdraw_application,
)
from network.sites.commands.applications_documents import add_document, remove_document
from network.sites.pages.applications import photo_context
from network.sites.pages.applications_forms import Typed, read_as, summary, typed_values, wrong_fields
from network.sites.pages.applications_own_form import TEXTS, form_page, own_tabs, read_form, typed_form
from network.sites.pages.applications_words import course, evidence_groups, facts, happened, state_badge, wants
from network.sites.queries.applications import own_application, wanted_titles
from network.sites.queries.applications_list import own_applications
from network.sites.rules.applications import TAKING_EVIDENCE, ApplicationState, may_move
from network.sites.schemas.applications import ApplicationIn, ApplicationOut, WithdrawalIn
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import sent_file
from network.web.versions import version_of
from network.web.visit import visit_of

PATH = "/my-applications"


class OwnApplicationPages(Controller):
    path = PATH
    guards = [allows(Permission.APPLY)]

    @get()
    async def own(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        language = visit_of(request).language
        lines = [
            {
                "href": f"{PATH}/{line.id}",
                "number": line.number,
                "name": line.name_in(language.code) or _("Site without a name"),
                "city": line.city_in(language.code),
                "badge": state_badge(line.state),
                "since": language.date(line.since.date()),
            }
            for line in await own_applications(actor)
        ]
        return page("my_applications.html", lines=lines, breadcrumbs=[{"label": _("My applications"), "href": ""}])

    @get("/new")
    async def new(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        return await form_page(request, actor, None, typed_form(ApplicationIn(), visit_of(request).language))

    @post("/new")
    async def create(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, TEXTS, ("wanted",))
        try:
            made = await create_application(actor, read_form(typed), now())
        except ServicemarkError as refusal:
            return await form_page(request, actor, None, typed, refusal)
        return Redirect(
            f"{PATH}/{made}/form" if form.get("do") == "stay" else f"{PATH}/{made}/evidence", status_code=303
        )

    @get("/{application_id:uuid}")
    async def show(self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]) -> Page:
        return await _overview(request, actor, application_id)

    @get("/{application_id:uuid}/form")
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Response[Any]:
        found = await own_application(actor, application_id)
        if found.state != ApplicationState.DRAFT:
            return Redirect(f"{PATH}/{application_id}", status_code=303)
        return await form_page(request, actor, found, typed_form(found, visit_of(request).language))

    @post("/{application_id:uuid}/form")
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Response[Any]:
        """Keep the draft; with `do=submit` also hand it in. Either way nothing that was typed is lost."""
        form = await request.form()
        typed = typed_values(form, TEXTS, ("wanted",))
        try:
            version = await change_application(actor, application_id, version_of(form), read_form(typed))
            if form.get("do") == "submit":
                await submit_application(actor, application_id, version, now())
        except NotFound:
            raise
        except ServicemarkError as refusal:
            found = await own_application(actor, application_id)
            return await form_page(request, actor, found, typed, refusal)
        return Redirect(f"{PATH}/{application_id}", status_code=303)

    @post("/{application_id:uuid}/withdraw")
    async def withdraw(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("reason",))
        try:
            given = read_as(WithdrawalIn, typed)
            await withdraw_application(actor, application_id, version_of(form), given.reason, now())
        except NotFound:
            raise
        except ServicemarkError as refusal:
            return await _overview(request, actor, application_id, typed, refusal)
        return Redirect(f"{PATH}/{application_id}", status_code=303)

    @get("/{application_id:uuid}/evidence")
    async def evidence(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        application_id: FromPath[UUID],
    ) -> Page:
        large = request.query_params.get("refused") == "too-large"
        refusal = EvidenceTooLarge(limit=settings.photo_megabytes) if large else None
        return await _evidence(request, actor, settings, application_id, "", refusal)

    @get("/{application_id:uuid}/documents/{document_id:uuid}")
    async def photo(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        document_id: FromPath[UUID],
    ) -> Page:
        found, language = await own_application(actor, application_id), visit_of(request).language
        return page("application_photo.html", **photo_context(found, document_id, f"{PATH}/{found.id}", language))

    @post("/{application_id:uuid}/documents/{document_id:uuid}/remove")
    async def remove(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], document_id: FromPath[UUID]
    ) -> Redirect:
        await remove_document(actor, application_id, document_id, now())
        return Redirect(f"{PATH}/{application_id}/evidence", status_code=303)


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """To the page that says so: the body was refused before it was read, so nothing of it is known."""
    return Redirect(f"{PATH}/{request.path_params['application_id']}/evidence?refused=too-large", status_code=303)


class OwnEvidencePages(Controller):
    """Apart because files are handed in here."""

    path = PATH + "/{application_id:uuid}/documents"
    guards = [allows(Permission.APPLY)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post()
    async def add(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        application_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await request.form()
        criterion = str(form.get("criterion", ""))
        try:
            await add_document(
                actor, application_id, criterion, sent_file(form), settings.files, settings.photo_megabytes, now()
            )
        except NotFound:
            raise
        except ServicemarkError as refusal:
            return await _evidence(request, actor, settings, application_id, criterion, refusal)
        return Redirect(f"{PATH}/{application_id}/evidence#evidence-{criterion}", status_code=303)


async def _overview(
    request: HouseRequest,
    actor: Actor,
    application_id: UUID,
    typed: Typed | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    found, language = await own_application(actor, application_id), visit_of(request).language
    wrong = wrong_fields(refusal)
    return page(
        "my_application.html",
        status=refusal.status if refusal else 200,
        **_frame(found, language, "overview"),
        course=course(found, language),
        facts=facts(found, await wanted_titles(actor, found.wanted), language),
        wants=wants(found, language),
        timeline=happened(found, language),
        may_withdraw=may_move(found.state, ApplicationState.WITHDRAWN, by_applicant=True),
        typed=typed or {},
        wrong=wrong,
        errors=summary(wrong),
    )


async def _evidence(
    request: HouseRequest,
    actor: Actor,
    settings: Settings,
    application_id: UUID,
    criterion: str,
    refusal: ServicemarkError | None,
) -> Page:
    """What is asked for and what has been handed in; again, with why a file was not taken."""
    found, language = await own_application(actor, application_id), visit_of(request).language
    wrong = next(iter(wrong_fields(refusal).values()), "")
    groups = evidence_groups(found, f"{PATH}/{found.id}", language)
    shown = {group["key"] for group in groups}
    return page(
        "my_application_evidence.html",
        status=refusal.status if refusal else 200,
        **_frame(found, language, "evidence"),
        groups=groups,
        others=[
            {"value": key, "label": label.in_language(language.code)}
            for key, label in found.criteria.items()
            if key not in shown
        ],
        wants=[want for want in wants(found, language) if not want["answered"]],
        taking=found.state in (*TAKING_EVIDENCE, ApplicationState.DRAFT),
        wrong_key=criterion if refusal else None,
        wrong=wrong,
        errors=[{"field": f"file-{criterion}", "message": wrong}] if wrong else [],
        limit=settings.photo_megabytes,
    )


def _frame(found: ApplicationOut, language: Language, active: str) -> dict[str, Any]:
    """What the pages of one application share."""
    here = f"{PATH}/{found.id}"
    return {
        "found": found,
        "draft": found.state == ApplicationState.DRAFT,
        "here": here,
        "name": found.name_in(language.code) or _("Site without a name"),
        "badge": state_badge(found.state),
        "tabs": own_tabs(found, active),
        "breadcrumbs": [{"label": _("My applications"), "href": PATH}, {"label": found.number, "href": ""}],
    }
