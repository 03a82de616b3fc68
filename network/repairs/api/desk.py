"""JSON: the order desk of a site: its queue, taking a unit in, and every step of an order."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.commands.desk.holds import begin_hold, resume
from network.repairs.commands.desk.intake import correct_entry, take_in
from network.repairs.commands.desk.loans import lend, take_back
from network.repairs.commands.desk.steps import take_step, undo_step
from network.repairs.lists_desk import desk_list
from network.repairs.queries.desk import desk_order, loans_out, queue
from network.repairs.schemas.desk import (
    DeskOrderDetailOut,
    DeskQueueOut,
    EntryIn,
    HoldIn,
    IntakeIn,
    LoanIn,
    LoanOut,
    StepIn,
)
from network.sites.api.sites import PRINTABLE
from network.web.guards import allows
from network.web.listing import LONGEST_SEARCH, ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
CHANGES = problems(404, 409, 412, 422, 428)

Search = Annotated[
    str,
    QueryParameter(
        max_length=LONGEST_SEARCH,
        pattern=PRINTABLE,
        description="Part of a number or a name, or the last four digits of a phone.",
    ),
]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class DeskApi(Controller):
    path = "/api/v1/sites/{code:str}/desk"
    tags = ["Order desk"]
    guards = [allows(Permission.RUN_DESK)]

    @get("/orders", responses=problems(404, 422))
    async def orders(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        q: Search = "",
        show: FromQuery[Literal["open", "overdue", "hold", "hq", "ready", "done"] | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> DeskQueueOut:
        """The queue, most urgent first; without `show` what is open, or with `q` everything."""
        filters = {"show": show} if show else {}
        state = ListState(desk_list(""), q, "left", "ascending", page, size, filters=filters)
        return await queue(actor, code, state, now())

    @post("/orders", status_code=201, responses=problems(404, 409, 422))
    async def take_in(
        self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[IntakeIn]
    ) -> Response[DeskOrderDetailOut]:
        """Take a unit in, now. 409 when an order for its serial number is open here."""
        made = await take_in(actor, code, data, now())
        return await _order(actor, code, made, 201)

    @get("/loans", responses=problems(404))
    async def loans(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[LoanOut]:
        """The loan units that are out, those that are out longest first."""
        return await loans_out(actor, code)

    @get("/orders/{order_id:uuid}", responses=problems(404))
    async def order(
        self, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[DeskOrderDetailOut]:
        """One order; its ETag is what every change of it names."""
        return await _order(actor, code, order_id)

    @put("/orders/{order_id:uuid}/entry", dependencies=MATCHED, responses=CHANGES)
    async def correct(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        order_id: FromPath[UUID],
        version: Version,
        data: JSONBody[EntryIn],
    ) -> Response[DeskOrderDetailOut]:
        """Put right what was written down, until the unit is handed over."""
        await correct_entry(actor, code, order_id, version, data)
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/steps", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def step(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        order_id: FromPath[UUID],
        version: Version,
        data: JSONBody[StepIn],
    ) -> Response[DeskOrderDetailOut]:
        """The next step, taken now: `ready` with its outcome, `handed_over` with charge and currency."""
        await take_step(actor, code, order_id, version, data, now())
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/undo", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def undo(
        self, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID], version: Version
    ) -> Response[DeskOrderDetailOut]:
        """Take the last step back, within ten minutes of it."""
        await undo_step(actor, code, order_id, version, now())
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/hold", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def hold(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        order_id: FromPath[UUID],
        version: Version,
        data: JSONBody[HoldIn],
    ) -> Response[DeskOrderDetailOut]:
        """The site waits from now on, for one of the listed reasons; at most twice an order."""
        await begin_hold(actor, code, order_id, version, data, now())
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/resume", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def resume(
        self, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID], version: Version
    ) -> Response[DeskOrderDetailOut]:
        """The wait is over. Hours waited for the customer move the promise."""
        await resume(actor, code, order_id, version, now())
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/loan", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def lend(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        order_id: FromPath[UUID],
        version: Version,
        data: JSONBody[LoanIn],
    ) -> Response[DeskOrderDetailOut]:
        """Give out a loan unit. 409 when that one is out already."""
        await lend(actor, code, order_id, version, data, now())
        return await _order(actor, code, order_id)

    @post("/orders/{order_id:uuid}/loan/back", status_code=200, dependencies=MATCHED, responses=CHANGES)
    async def take_back(
        self, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID], version: Version
    ) -> Response[DeskOrderDetailOut]:
        """The loan unit is back."""
        await take_back(actor, code, order_id, version, now())
        return await _order(actor, code, order_id)


async def _order(actor: Actor, code: str, order_id: UUID, status: int = 200) -> Response[DeskOrderDetailOut]:
    found = await desk_order(actor, code, order_id, now())
    return versioned(found, found.version, status)
