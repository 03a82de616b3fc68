"""JSON: the board of an auditor's tablet, and the answers to what is offered on it."""

import hashlib
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from network.audits.commands.answers import accept_visit, decline_visit, hand_back_visit
from network.audits.queries.board import board
from network.audits.schemas.assignments import AnsweredOut, AnswerIn, BoardOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.etags import unless_known
from network.web.guards import allows
from network.web.requests import HouseRequest


class TabletApi(Controller):
    path = "/api/v1"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]

    @get("/tablet/board")
    async def board(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[BoardOut]:
        """The visits that wait for you, with their sites and checklists. 304 to the ETag of what has not changed."""
        found = await board(actor)
        etag = hashlib.sha256(found.model_dump_json().encode()).hexdigest()[:32]

        async def make() -> Response[Any]:
            return Response(found)

        return await unless_known(request, etag, make)

    @post("/assignments/{assignment_id:uuid}/accept", status_code=200)
    async def accept(self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]) -> AnsweredOut:
        """Take on a visit that was offered to you; saying so again changes nothing."""
        return await accept_visit(actor, assignment_id, now())

    @post("/assignments/{assignment_id:uuid}/decline", status_code=200)
    async def decline(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], data: JSONBody[AnswerIn]
    ) -> AnsweredOut:
        """Not take on a visit that was offered to you, with the reason."""
        return await decline_visit(actor, assignment_id, data, now())

    @post("/assignments/{assignment_id:uuid}/hand-back", status_code=200)
    async def hand_back(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], data: JSONBody[AnswerIn]
    ) -> AnsweredOut:
        """Not make a visit that you have accepted, with the reason."""
        return await hand_back_visit(actor, assignment_id, data, now())
