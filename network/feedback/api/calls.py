"""JSON: the customers whom headquarters calls."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from network.feedback.commands.calls import keep_call
from network.feedback.lists_calls import CALLS
from network.feedback.queries.calls import list_calls, read_call
from network.feedback.rules.calls import CallState
from network.feedback.schemas.calls import CallIn, CallOut, CallsOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class CallsApi(Controller):
    path = "/api/v1/calls"
    tags = ["Feedback"]
    guards = [allows(Permission.RUN_SURVEYS)]

    @get(responses=problems(422))
    async def calls(
        self,
        actor: NamedDependency[Actor],
        wanted: Annotated[CallState | None, QueryParameter(name="state")] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> CallsOut:
        """Who was drawn, who was tried least first."""
        filters = {"state": str(wanted)} if wanted else {}
        return await list_calls(actor, ListState(CALLS, sort=CALLS.sort, page=page, size=size, filters=filters))

    @get("/{call_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], call_id: FromPath[UUID]) -> CallOut:
        """One of them, with name and number while there is something to ask."""
        return await read_call(actor, call_id)

    @post("/{call_id:uuid}", status_code=200, responses=problems(404, 409, 422))
    async def keep(self, actor: NamedDependency[Actor], call_id: FromPath[UUID], data: JSONBody[CallIn]) -> CallOut:
        """Keep how a call ended. It cannot be changed afterwards."""
        await keep_call(actor, call_id, data, now())
        return await read_call(actor, call_id)
