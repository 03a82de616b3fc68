"""JSON: suspected overcharging."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.feedback.commands.overcharges import decide_case, find_overcharges, state_case
from network.feedback.lists import OVERCHARGES
from network.feedback.queries.overcharges import list_overcharges, overcharge
from network.feedback.rules.overcharges import CaseState, Ground
from network.feedback.schemas.overcharges import CaseOut, CasesOut, Found, PeriodIn, StatementIn, VerdictIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a site's code or name, or of an order.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
DECIDES = [allows(Permission.DECIDE_OVERCHARGES)]


class OverchargesApi(Controller):
    path = "/api/v1/overcharges"
    tags = ["Overcharging"]
    guards = [allows(Permission.READ_COMPLAINTS)]

    @get(responses=problems(422))
    async def cases(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        case_state: FromQuery[CaseState | None] = None,
        ground: FromQuery[Ground | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> CasesOut:
        """Cases in your reach, the newest charge first."""
        asked = {"state": case_state, "ground": ground}
        filters = {name: str(value) for name, value in asked.items() if value}
        wanted = ListState(OVERCHARGES, q, "charged_on", "descending", page=page, size=size, filters=filters)
        return await list_overcharges(actor, wanted)

    @post("/find", guards=DECIDES, status_code=200, responses=problems(422))
    async def find(self, actor: NamedDependency[Actor], data: JSONBody[PeriodIn]) -> Found:
        """Hold every charge of these days against the price list in force. Again is safe."""
        return Found(found=await find_overcharges(actor, data.first_day, data.last_day, now()))

    @get("/{case_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], case_id: FromPath[UUID]) -> CaseOut:
        """One case with all that happened to it."""
        return await overcharge(actor, case_id)

    @post(
        "/{case_id:uuid}/statement",
        guards=[allows(Permission.ANSWER_COMPLAINTS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def state(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[StatementIn]
    ) -> CaseOut:
        """The site says its side, until it is decided."""
        await state_case(actor, case_id, data.statement, now())
        return await overcharge(actor, case_id)

    @post("/{case_id:uuid}/decide", guards=DECIDES, status_code=200, responses=problems(404, 409, 422))
    async def decide(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[VerdictIn]
    ) -> CaseOut:
        """Substantiate or dismiss it, once."""
        await decide_case(actor, case_id, data, now())
        return await overcharge(actor, case_id)
