"""Pages of headquarters: each step has one that says what it brings about, and asks for what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import NotFound, ServicemarkError
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.commands.applications_routing import take_step
from network.sites.commands.applications_steps import ask_for_evidence
from network.sites.errors.applications import ApplicationNotFound
from network.sites.pages.applications import PATH, about
from network.sites.pages.applications_forms import Typed, read_as, summary, typed_values, wrong_fields
from network.sites.pages.applications_offers import offers
from network.sites.queries.applications import application
from network.sites.queries.assessments import panel
from network.sites.rules.applications import STATE_LABELS
from network.sites.schemas.applications import (
    ApplicationOut,
    ApprovalIn,
    ContractIn,
    FinishIn,
    OpeningIn,
    RejectionIn,
    ReviewIn,
    StepIn,
    VisitIn,
    WantsIn,
)
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences, version_of
from network.web.visit import visit_of


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step as a page: its form's fields (`lists` are chosen from many), and how what was typed is read."""

    title: Text
    button: Text
    read: Callable[[Typed], StepIn]
    names: tuple[str, ...] = ("reason",)
    lists: tuple[str, ...] = ()
    danger: bool = False
    preset: Mapping[str, Any] = field(default_factory=dict)


def _reviewers(typed: Typed) -> ReviewIn:
    chosen = [typed[name] for name in ("first", "second") if typed[name]]
    return read_as(ReviewIn, {"assessors": chosen})


STEPS: Mapping[str, StepPage] = MappingProxyType(
    {
        "review": StepPage(_("Take into desk review"), _("Take into desk review"), _reviewers, ("first", "second")),
        "visit": StepPage(_("Start the site visit"), _("Start the site visit"), lambda typed: read_as(VisitIn, typed)),
        "decision": StepPage(_("Decide"), _("Approve application"), lambda typed: read_as(ApprovalIn, typed)),
        "rejection": StepPage(
            _("Reject application"),
            _("Reject application"),
            lambda typed: read_as(RejectionIn, typed),
            ("reason_code", "reason"),
            danger=True,
        ),
        "contract": StepPage(
            _("Record the contract"),
            _("Record contract and create site"),
            lambda typed: read_as(ContractIn, typed),
            ("code", "time_zone", "reason"),
            preset={"time_zone": "Asia/Shanghai"},
        ),
        "opening": StepPage(
            _("Record the opening check"),
            _("Record check and open site"),
            lambda typed: read_as(OpeningIn, typed),
            ("opened_on", "reason"),
            ("met",),
        ),
        "certificate": StepPage(
            _("Mark as certified"), _("Mark as certified"), lambda typed: read_as(FinishIn, typed), ()
        ),
    }
)

_STALE_LABELS: Mapping[str, Text] = MappingProxyType({"state": _("State")})


class ApplicationStepPages(Controller):
    path = PATH + "/{application_id:uuid}"
    guards = [allows(Permission.SELECT_SITES)]

    @get("/steps/{step:str}")
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID], step: FromPath[str]
    ) -> Page:
        return await _form(request, actor, application_id, step, dict(_known(step).preset))

    @post("/steps/{step:str}")
    async def take(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID], step: FromPath[str]
    ) -> Response[Any]:
        wanted, form = _known(step), await request.form()
        typed = typed_values(form, wanted.names, wanted.lists)
        try:
            await take_step(actor, application_id, version_of(form), wanted.read(typed), now())
        except NotFound:
            raise
        except ServicemarkError as refusal:
            return await _form(request, actor, application_id, step, typed | _seen(form), refusal)
        return Redirect(f"{PATH}/{application_id}", status_code=303)

    @get("/wants")
    async def wants_form(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Page:
        return await _wants_form(request, actor, application_id, {})

    @post("/wants")
    async def want(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("criterion", "words"))
        try:
            asked = (
                read_as(WantsIn, {"wants": [typed]}) if typed["words"].strip() else WantsIn.model_construct(wants=[])
            )
            await ask_for_evidence(actor, application_id, version_of(form), asked.wants, now())
        except NotFound:
            raise
        except ServicemarkError as refusal:
            return await _wants_form(request, actor, application_id, typed | _seen(form), refusal)
        return Redirect(f"{PATH}/{application_id}", status_code=303)


def _known(step: str) -> StepPage:
    if step not in STEPS:
        raise ApplicationNotFound()
    return STEPS[step]


def _seen(form: FormMultiDict) -> Typed:
    """The state that the page showed when the form was made."""
    return typed_values(form, ("seen_state",))


async def _form(
    request: HouseRequest,
    actor: Actor,
    application_id: UUID,
    step: str,
    typed: Typed,
    refusal: ServicemarkError | None = None,
) -> Page:
    """The page of a step; once more, with all that was typed, when it was refused."""
    wanted = _known(step)
    context = await _context(request, actor, application_id, str(wanted.title), typed, refusal)
    return page(
        f"application_{step}.html",
        status=refusal.status if refusal else 200,
        **context,
        button=str(wanted.button),
        danger=wanted.danger,
        action=f"{PATH}/{application_id}/steps/{step}",
        **offers(step, context["seats"]),
    )


async def _wants_form(
    request: HouseRequest, actor: Actor, application_id: UUID, typed: Typed, refusal: ServicemarkError | None = None
) -> Page:
    context = await _context(request, actor, application_id, str(_("Ask for evidence")), typed, refusal)
    found: ApplicationOut = context["found"]
    code = visit_of(request).language.code
    return page(
        "application_wants.html",
        status=refusal.status if refusal else 200,
        **context,
        button=str(_("Ask for evidence")),
        danger=False,
        action=f"{PATH}/{application_id}/wants",
        criteria=[{"value": key, "label": label.in_language(code)} for key, label in found.criteria.items()],
    )


async def _context(
    request: HouseRequest,
    actor: Actor,
    application_id: UUID,
    title: str,
    typed: Typed,
    refusal: ServicemarkError | None,
) -> dict[str, Any]:
    """The names that every page of a step needs."""
    found, seats = await application(actor, application_id), await panel(actor, application_id, now())
    wrong = {} if isinstance(refusal, PreconditionFailed) else wrong_fields(refusal)
    context = await about(actor, found, seats, visit_of(request).language)
    crumbs = [context["breadcrumbs"][0], {"label": found.number, "href": f"{PATH}/{found.id}"}]
    return {
        **context,
        "seats": seats,
        "title": title,
        "typed": typed,
        "wrong": wrong,
        "errors": summary(wrong),
        "stale": _stale(refusal, typed, found),
        "breadcrumbs": [*crumbs, {"label": title, "href": ""}],
    }


def _stale(refusal: ServicemarkError | None, typed: Typed, found: ApplicationOut) -> list[dict[str, Any]] | None:
    """The `rows` of `both_versions`; None when nothing has changed meanwhile."""
    if not isinstance(refusal, PreconditionFailed):
        return None
    seen = STATE_LABELS.get(typed.get("seen_state", ""), "")
    return differences(_STALE_LABELS, {"state": str(seen)}, {"state": str(STATE_LABELS[found.state])})
