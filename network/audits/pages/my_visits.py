"""Pages: what waits for an auditor, without the tablet; and the conflicts of interest that they tell."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.answers import accept_visit, decline_visit, hand_back_visit
from network.audits.commands.auditors import tell_own_conflict
from network.audits.errors.assignments import AnswerIncomplete
from network.audits.pages.auditors import CONFLICT, conflict_in
from network.audits.pages.auditors_words import conflict_row
from network.audits.pages.planning_words import kind_text, name_of, state_tag, window_text
from network.audits.queries.auditors import own_conflicts
from network.audits.queries.board import board
from network.audits.rules.assignments import AssignmentState
from network.audits.schemas.assignments import AnswerIn, BoardAssignment, BoardSite
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import Language, Text, current, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/my-visits"
DONE: Mapping[str, Text] = MappingProxyType(
    {
        "accepted": lazy("You have accepted the visit. It is on your tablet when that next comes online."),
        "declined": lazy("You have declined the visit."),
        "handed-back": lazy("You have handed the visit back."),
        "conflict": lazy("Thank you. No visit there is assigned to you while it lasts."),
    }
)


class MyVisitPages(Controller):
    path = PATH
    guards = [allows(Permission.MAKE_VISITS)]

    @get()
    async def visits(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        return await _shown(actor, done=done)

    @post("/{assignment_id:uuid}/accept")
    async def accept(self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]) -> Response[Any]:
        return await _answered(actor, "accepted", accept_visit(actor, assignment_id, now()))

    @post("/{assignment_id:uuid}/decline")
    async def decline(
        self, request: HouseRequest, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))

        async def answer() -> None:
            await decline_visit(actor, assignment_id, read_as(AnswerIn, typed, AnswerIncomplete), now())

        return await _answered(actor, "declined", answer())

    @post("/{assignment_id:uuid}/hand-back")
    async def hand_back(
        self, request: HouseRequest, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))

        async def answer() -> None:
            await hand_back_visit(actor, assignment_id, read_as(AnswerIn, typed, AnswerIncomplete), now())

        return await _answered(actor, "handed-back", answer())

    @post("/conflicts")
    async def conflict(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), CONFLICT)
        try:
            await tell_own_conflict(actor, conflict_in(typed), now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return await _shown(actor, typed=typed, refusal=refusal)
        return Redirect(f"{PATH}?done=conflict", status_code=303)


async def _answered(actor: Actor, done: str, answer: Awaitable[object]) -> Response[Any]:
    try:
        await answer
    except Forbidden:
        raise
    except ServicemarkError as refusal:
        return await _shown(actor, refusal=refusal)
    return Redirect(f"{PATH}?done={done}", status_code=303)


async def _shown(
    actor: Actor, *, done: str = "", typed: Mapping[str, str] | None = None, refusal: ServicemarkError | None = None
) -> Page:
    language, wrong = current(), wrong_fields(refusal)
    found = await board(actor)
    places = {each.code: each for each in found.sites}
    rows = [_row(each, places[each.site], language) for each in found.assignments]
    return page(
        "my_visits.html",
        status=refusal.status if refusal else 200,
        code=found.auditor,
        offered=[each for each in rows if each["offered"]],
        accepted=[each for each in rows if not each["offered"]],
        conflicts=[conflict_row(each) for each in await own_conflicts(actor)],
        typed=typed or dict.fromkeys(CONFLICT, "") | {"from_on": now().date().isoformat()},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("My visits"), "href": ""}],
    )


def _row(each: BoardAssignment, place: BoardSite, language: Language) -> dict[str, Any]:
    chinese = language.code == "zh_CN"
    return {
        "id": str(each.id),
        "offered": each.state is AssignmentState.OFFERED,
        "state": state_tag(each.state),
        "site": name_of(place.code, place.name, place.name_zh, language),
        "code": place.code,
        "address": (place.address_zh if chinese else place.address) or (place.city_zh if chinese else place.city),
        "kind": kind_text(each.kind),
        "announced": each.announced,
        "window": window_text(each.window_from, each.window_to, place.time_zone),
        "persona": each.persona,
    }
