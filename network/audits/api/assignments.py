"""JSON: the visits that are assigned, for headquarters; and those that are announced, for the site."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.audits.api.paging import PageNumber, PageSize, Search
from network.audits.commands.assignments import cancel_visit, reassign_visit
from network.audits.lists_assignments import ASSIGNMENTS
from network.audits.queries.assignments import assignment_detail, list_assignments
from network.audits.queries.coming import coming_visits
from network.audits.rules.assignments import AssignmentState
from network.audits.schemas.assignments import AnswerIn, AssignmentOut, AssignmentsOut, ComingVisit, ReassignIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

Named = Annotated[str, QueryParameter(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


class AssignmentsApi(Controller):
    path = "/api/v1/assignments"
    tags = ["Visits"]
    guards = [allows(Permission.PLAN_VISITS)]

    @get(responses=problems())
    async def assignments(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[AssignmentState | None] = None,
        programme: FromQuery[UUID | None] = None,
        auditor: Named = "",
        site: Named = "",
        from_on: FromQuery[date | None] = None,
        to_on: FromQuery[date | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> AssignmentsOut:
        """The visits in your reach by window, the earliest first; `from_on` and `to_on`: days that it touches."""
        asked = {
            "state": stage or "",
            "programme": str(programme or ""),
            "auditor": auditor,
            "site": site,
            "from_on": str(from_on or ""),
            "to_on": str(to_on or ""),
        }
        return await list_assignments(actor, ListState(ASSIGNMENTS, q, "window", page=page, size=size, filters=asked))

    @get("/{assignment_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]) -> AssignmentOut:
        return await assignment_detail(actor, assignment_id)

    @post("/{assignment_id:uuid}/cancel", status_code=200, responses=problems(404, 409, 422))
    async def cancel(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], data: JSONBody[AnswerIn]
    ) -> AssignmentOut:
        """Nobody makes this visit. Whoever was told of it is told."""
        await cancel_visit(actor, assignment_id, data, now())
        return await assignment_detail(actor, assignment_id)

    @post("/{assignment_id:uuid}/reassign", status_code=200, responses=problems(404, 409, 422))
    async def reassign(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], data: JSONBody[ReassignIn]
    ) -> AssignmentOut:
        """Somebody else makes this visit in the same days; the new assignment."""
        return await assignment_detail(actor, await reassign_visit(actor, assignment_id, data, now()))


class ComingVisitsApi(Controller):
    path = "/api/v1/sites/{code:str}/coming-visits"
    tags = ["Audits"]
    guards = [allows(Permission.READ_AUDITS)]

    @get(responses=problems(404))
    async def coming(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[ComingVisit]:
        """The visits that headquarters has announced to a site, the next first."""
        return await coming_visits(actor, code, now().date())
