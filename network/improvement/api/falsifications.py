"""JSON: falsified reports and evidence."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.improvement.commands.falsifications import (
    answer_falsification,
    appeal_falsification,
    decide_falsification,
    open_falsification,
    review_falsification,
)
from network.improvement.lists import FALSIFICATIONS
from network.improvement.queries.falsifications import falsification, list_falsifications
from network.improvement.rules.falsifications import FalsificationState, Falsified
from network.improvement.schemas.falsifications import (
    FalsificationAnswerIn,
    FalsificationAppealIn,
    FalsificationDecisionIn,
    FalsificationIn,
    FalsificationOut,
    FalsificationReviewIn,
    FalsificationsOut,
)
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a site's code or name, or of a reference.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
SPEAKS = [allows(Permission.ANSWER_FALSIFICATIONS)]
DECIDES = [allows(Permission.DECIDE_FALSIFICATIONS)]


class FalsificationsApi(Controller):
    path = "/api/v1/falsifications"
    tags = ["Falsification"]
    guards = [allows(Permission.READ_FALSIFICATIONS)]

    @get(responses=problems(422))
    async def cases(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        case_state: FromQuery[FalsificationState | None] = None,
        kind: FromQuery[Falsified | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> FalsificationsOut:
        """Cases in your reach, the newest first."""
        asked = {"stage": case_state, "kind": kind}
        filters = {name: str(value) for name, value in asked.items() if value}
        wanted = ListState(FALSIFICATIONS, q, "opened_at", "descending", page=page, size=size, filters=filters)
        return await list_falsifications(actor, wanted, now())

    @post(guards=[allows(Permission.OPEN_FALSIFICATIONS)], responses=problems(403, 422))
    async def open(self, actor: NamedDependency[Actor], data: JSONBody[FalsificationIn]) -> FalsificationOut:
        """Say that a site falsified something. It is told at once, and heard before anybody decides."""
        return await falsification(actor, await open_falsification(actor, data, now()), now())

    @get("/{case_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], case_id: FromPath[UUID]) -> FalsificationOut:
        """One case with all that happened to it."""
        return await falsification(actor, case_id, now())

    @post("/{case_id:uuid}/answer", guards=SPEAKS, status_code=200, responses=problems(404, 409, 422))
    async def answer(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[FalsificationAnswerIn]
    ) -> FalsificationOut:
        """The site says its side, once."""
        await answer_falsification(actor, case_id, data.answer, now())
        return await falsification(actor, case_id, now())

    @post("/{case_id:uuid}/decide", guards=DECIDES, status_code=200, responses=problems(403, 404, 409, 422))
    async def decide(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[FalsificationDecisionIn]
    ) -> FalsificationOut:
        """Confirm or dismiss it, as somebody who did not open it."""
        await decide_falsification(actor, case_id, data, now())
        return await falsification(actor, case_id, now())

    @post("/{case_id:uuid}/appeal", guards=SPEAKS, status_code=200, responses=problems(404, 409, 422))
    async def appeal(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[FalsificationAppealIn]
    ) -> FalsificationOut:
        """The site appeals against what was confirmed, within its window."""
        await appeal_falsification(actor, case_id, data.appeal, now())
        return await falsification(actor, case_id, now())

    @post("/{case_id:uuid}/review", guards=DECIDES, status_code=200, responses=problems(403, 404, 409, 422))
    async def review(
        self, actor: NamedDependency[Actor], case_id: FromPath[UUID], data: JSONBody[FalsificationReviewIn]
    ) -> FalsificationOut:
        """Uphold or overturn the decision, as somebody who neither opened nor decided it."""
        await review_falsification(actor, case_id, data, now())
        return await falsification(actor, case_id, now())
