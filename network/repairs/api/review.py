"""JSON: odd records, for headquarters."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Month
from network.repairs.commands.review import decide_flag, find_odd
from network.repairs.queries.review import flag, list_flags
from network.repairs.review_lists import FLAGS
from network.repairs.schemas.review import FlagDecisionIn, FlagDetailOut, FlagsOut, FlagState, ReviewedOut
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest


class ReviewApi(Controller):
    path = "/api/v1/review"
    tags = ["Odd records"]
    guards = [allows(Permission.DECIDE_REPORTS)]

    @get()
    async def flags(self, request: HouseRequest, actor: NamedDependency[Actor]) -> FlagsOut:
        """What looks odd, what waits first. Parameters as on the page: `q`, `state`, `kind`, `month`, `region`,
        `sort`, `direction`, `page`, `size`. None of it touches a score."""
        return await list_flags(actor, ListState.read(request.query_params, FLAGS))

    @post("/find", status_code=200, responses=problems(422))
    async def find(self, actor: NamedDependency[Actor], month: FromQuery[str]) -> ReviewedOut:
        """Look through a month (2026-07) of all sites now. Doing it again changes nothing that was decided."""
        return await find_odd(actor, Month.parse(month), now())

    @get("/{flag_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], flag_id: FromPath[UUID]) -> FlagDetailOut:
        """One flag, and the first records behind it."""
        return await flag(actor, flag_id)

    @post("/{flag_id:uuid}/clear", status_code=200, responses=problems(404, 409, 422))
    async def clear(
        self, actor: NamedDependency[Actor], flag_id: FromPath[UUID], data: JSONBody[FlagDecisionIn]
    ) -> FlagDetailOut:
        """There is a good reason for it."""
        await decide_flag(actor, flag_id, FlagState.CLEARED, data, now())
        return await flag(actor, flag_id)

    @post("/{flag_id:uuid}/confirm", status_code=200, responses=problems(404, 409, 422))
    async def confirm(
        self, actor: NamedDependency[Actor], flag_id: FromPath[UUID], data: JSONBody[FlagDecisionIn]
    ) -> FlagDetailOut:
        """It is what it looks like."""
        await decide_flag(actor, flag_id, FlagState.CONFIRMED, data, now())
        return await flag(actor, flag_id)
