"""Pages: the register of auditors. They stand in it under codes; who one is, is shown for a reason that is kept."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.auditors import (
    add_conflict,
    change_auditor,
    end_conflict,
    enrol_auditor,
    reveal_identity,
)
from network.audits.errors.auditors import AuditorIncomplete, ConflictIncomplete, RevealIncomplete
from network.audits.lists_auditors import AUDITORS
from network.audits.pages.auditors_words import DONE, auditor_facts, auditor_row, conflict_row, look_row
from network.audits.pages.planning_words import auditor_tag
from network.audits.queries.auditors import auditor_detail, list_auditors
from network.audits.schemas.auditors import (
    AuditorChangeIn,
    AuditorDetailOut,
    AuditorIn,
    ConflictEndIn,
    ConflictIn,
    RevealIn,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

PATH = "/auditors"
KEPT = ("qualified_until", "latitude", "longitude", "reach_km", "active")
ENROLLED = ("email", "code", "note")
CONFLICT = ("site", "operator", "reason", "from_on", "to_on")
STATES = {"qualified": lazy("Qualified"), "lapsed": lazy("Not qualified"), "inactive": lazy("Not active")}


class AuditorPages(Controller):
    path = PATH
    guards = [allows(Permission.PLAN_VISITS)]

    @get()
    async def auditors(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        state, today = ListState.read(request.query_params, AUDITORS), now().date()
        found = await list_auditors(actor, state, today)
        count = ngettext("%(count)s auditor", "%(count)s auditors", found.total)
        enrols = actor.may(Permission.MANAGE_AUDITORS)
        table = list_card(
            state.within(found.total),
            found.total,
            [auditor_row(each, today, PATH) for each in found.items],
            title=_("Auditors"),
            count=count % {"count": current().decimal(found.total)},
            search_label=_("Code"),
            groups=[options(state, "state", _("State"), STATES)],
            exports=False,
            empty=Empty(
                _("No auditors yet"),
                _("Invite somebody with the role of an auditor; then enrol the account here under a code."),
                _("Enrol an auditor") if enrols else "",
                f"{PATH}/new" if enrols else "",
            ),
        )
        return page("auditors.html", table=table, enrols=enrols, breadcrumbs=_crumbs())

    @get("/new", guards=[allows(Permission.MANAGE_AUDITORS)])
    async def new(self) -> Page:
        return _form(dict.fromkeys((*KEPT, *ENROLLED), "") | {"active": "yes"})

    @post("/new", guards=[allows(Permission.MANAGE_AUDITORS)])
    async def enrol(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), (*KEPT, *ENROLLED))
        try:
            made = await enrol_auditor(actor, read_as(AuditorIn, _given(typed), AuditorIncomplete), now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return _form(typed, refusal)
        return Redirect(f"{PATH}/{made}?done=enrolled", status_code=303)

    @get("/{auditor_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        return await _shown(actor, auditor_id, done=done)

    @get("/{auditor_id:uuid}/edit", guards=[allows(Permission.MANAGE_AUDITORS)])
    async def edit(self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]) -> Page:
        found = await auditor_detail(actor, auditor_id, now().date())
        return _form(_written(found), found=found)

    @post("/{auditor_id:uuid}/edit", guards=[allows(Permission.MANAGE_AUDITORS)])
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, KEPT)
        try:
            wanted = read_as(AuditorChangeIn, _given(typed), AuditorIncomplete)
            await change_auditor(actor, auditor_id, wanted, version_of(form))
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            found = await auditor_detail(actor, auditor_id, now().date())
            return _form(typed, refusal, found)
        return Redirect(f"{PATH}/{auditor_id}?done=changed", status_code=303)

    @post("/{auditor_id:uuid}/conflicts", guards=[allows(Permission.JUDGE_AUDITORS)])
    async def conflict(
        self, request: HouseRequest, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), CONFLICT)
        try:
            await add_conflict(actor, auditor_id, conflict_in(typed), now())
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _shown(actor, auditor_id, typed=typed, refusal=refusal)
        return Redirect(f"{PATH}/{auditor_id}?done=conflict", status_code=303)

    @post("/{auditor_id:uuid}/conflicts/{conflict_id:uuid}/end", guards=[allows(Permission.JUDGE_AUDITORS)])
    async def end(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        auditor_id: FromPath[UUID],
        conflict_id: FromPath[UUID],
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("to_on",))
        try:
            last_day = read_as(ConflictEndIn, typed, ConflictIncomplete).to_on
            await end_conflict(actor, auditor_id, conflict_id, last_day)
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _shown(actor, auditor_id, refusal=refusal)
        return Redirect(f"{PATH}/{auditor_id}?done=ended", status_code=303)

    @get("/{auditor_id:uuid}/identity", guards=[allows(Permission.REVEAL_AUDITORS)])
    async def ask(self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]) -> Page:
        """The question before who it is, which names the consequence."""
        return _identity(await auditor_detail(actor, auditor_id, now().date()))

    @post("/{auditor_id:uuid}/identity", guards=[allows(Permission.REVEAL_AUDITORS)], status_code=200)
    async def reveal(self, request: HouseRequest, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]) -> Page:
        """Who it is. Shown once, in this answer, and never at an address of its own."""
        typed = typed_values(await request.form(), ("reason",))
        found = await auditor_detail(actor, auditor_id, now().date())
        try:
            known = await reveal_identity(actor, auditor_id, read_as(RevealIn, typed, RevealIncomplete))
        except RevealIncomplete as refusal:
            return _identity(found, typed["reason"], refusal)
        return page(
            "auditor_identity.html",
            found=found,
            known=known,
            reason="",
            errors=[],
            wrong={},
            breadcrumbs=_crumbs(found),
        )


def conflict_in(typed: dict[str, str]) -> ConflictIn:
    """ConflictIncomplete names the fields."""
    return read_as(ConflictIn, {**typed, "to_on": typed["to_on"] or None}, ConflictIncomplete)


def _given(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, an empty field being none."""
    return {name: text for name, text in typed.items() if text.strip()} | {"active": bool(typed["active"])}


def _written(found: AuditorDetailOut) -> dict[str, str]:
    kept = {name: getattr(found, name) for name in KEPT}
    return {name: "" if value is None else str(value) for name, value in kept.items()} | {
        "active": "yes" if found.active else ""
    }


def _form(
    typed: dict[str, str], refusal: ServicemarkError | None = None, found: AuditorDetailOut | None = None
) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "auditor_form.html",
        status=refusal.status if refusal else 200,
        found=found,
        action=f"{PATH}/{found.id}/edit" if found else f"{PATH}/new",
        version=refusal.current if isinstance(refusal, PreconditionFailed) else found.version if found else 0,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=_crumbs(found, _("Change it") if found else _("Enrol an auditor")),
    )


async def _shown(
    actor: Actor,
    auditor: UUID,
    *,
    done: str = "",
    typed: dict[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    today = now().date()
    found, wrong = await auditor_detail(actor, auditor, today), wrong_fields(refusal)
    return page(
        "auditor.html",
        status=refusal.status if refusal else 200,
        found=found,
        tag=auditor_tag(found, today),
        facts=auditor_facts(found),
        conflicts=[conflict_row(each, f"{PATH}/{auditor}/conflicts/{each.id}/end") for each in found.with_conflicts],
        looks=None if found.looks is None else [look_row(each) for each in found.looks],
        manages=actor.may(Permission.MANAGE_AUDITORS),
        judges=actor.may(Permission.JUDGE_AUDITORS),
        today=today.isoformat(),
        typed=typed or dict.fromkeys(CONFLICT, "") | {"from_on": today.isoformat()},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=_crumbs(found),
    )


def _identity(found: AuditorDetailOut, reason: str = "", refusal: RevealIncomplete | None = None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "auditor_identity.html",
        status=refusal.status if refusal else 200,
        found=found,
        known=None,
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=_crumbs(found, _("Who this is")),
    )


def _crumbs(found: AuditorDetailOut | None = None, last: str = "") -> list[dict[str, str]]:
    steps = [(_("Auditors"), PATH)]
    if found:
        steps.append((found.code, f"{PATH}/{found.id}"))
    if last:
        steps.append((last, ""))
    return [{"label": label, "href": href} for label, href in steps]
