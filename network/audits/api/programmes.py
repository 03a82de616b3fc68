"""JSON: programmes of visits and their plans."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from network.audits.api.paging import PageNumber, PageSize, Search
from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import choose_auditor, plan_programme, remove_proposal
from network.audits.commands.programmes import (
    activate_programme,
    begin_programme,
    change_programme,
    close_programme,
)
from network.audits.lists_assignments import PROGRAMMES
from network.audits.queries.programmes import list_gaps, list_programmes, list_proposals, programme_detail
from network.audits.rules.planning import ProgrammeState
from network.audits.schemas.assignments import ChosenAuditorIn
from network.audits.schemas.programmes import (
    GapOut,
    OfferedOut,
    PlanIn,
    PlanOut,
    ProgrammeIn,
    ProgrammeOut,
    ProgrammesOut,
    ProposalOut,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
Programme = FromPath[UUID]


class ProgrammesApi(Controller):
    path = "/api/v1/programmes"
    tags = ["Programmes"]
    guards = [allows(Permission.PLAN_VISITS)]

    @get(responses=problems())
    async def programmes(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[ProgrammeState | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> ProgrammesOut:
        """Programmes, the latest first, with how far each is at the sites in your reach."""
        wanted = ListState(PROGRAMMES, q, "from_on", "descending", page, size, filters={"state": stage or ""})
        items, total = await list_programmes(actor, wanted)
        return ProgrammesOut(items=items, total=total, page=wanted.within(total).page, size=size)

    @post(status_code=201, responses=problems(422))
    async def begin(self, actor: NamedDependency[Actor], data: JSONBody[ProgrammeIn]) -> Response[ProgrammeOut]:
        """Begin a programme, as a draft."""
        return await _versioned(actor, await begin_programme(actor, data, now()), 201)

    @get("/{programme_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], programme_id: Programme) -> Response[ProgrammeOut]:
        return await _versioned(actor, programme_id)

    @put("/{programme_id:uuid}", dependencies=MATCHED, responses=problems(404, 409, 412, 422))
    async def change(
        self,
        actor: NamedDependency[Actor],
        programme_id: Programme,
        data: JSONBody[ProgrammeIn],
        version: NamedDependency[int | None],
    ) -> Response[ProgrammeOut]:
        """Write a draft anew."""
        await change_programme(actor, programme_id, data, version)
        return await _versioned(actor, programme_id)

    @post("/{programme_id:uuid}/activate", status_code=200, responses=problems(404, 409))
    async def activate(self, actor: NamedDependency[Actor], programme_id: Programme) -> Response[ProgrammeOut]:
        """From now on its visits can be planned, and it does not change any more."""
        await activate_programme(actor, programme_id)
        return await _versioned(actor, programme_id)

    @post("/{programme_id:uuid}/close", status_code=200, responses=problems(404, 409))
    async def close(self, actor: NamedDependency[Actor], programme_id: Programme) -> Response[ProgrammeOut]:
        """No more visits; what was proposed and not offered is gone."""
        await close_programme(actor, programme_id)
        return await _versioned(actor, programme_id)

    @post("/{programme_id:uuid}/plan", status_code=200, responses=problems(404, 409, 422))
    async def plan(self, actor: NamedDependency[Actor], programme_id: Programme, data: JSONBody[PlanIn]) -> PlanOut:
        """Draw the visits that are still wanted. The same seed on the same facts draws the same visits."""
        return await plan_programme(actor, programme_id, now(), data.seed)

    @get("/{programme_id:uuid}/proposals", responses=problems(404))
    async def proposals(self, actor: NamedDependency[Actor], programme_id: Programme) -> list[ProposalOut]:
        """What was drawn and is not offered yet."""
        await programme_detail(actor, programme_id)
        return await list_proposals(actor, programme_id)

    @get("/{programme_id:uuid}/gaps", responses=problems(404))
    async def gaps(self, actor: NamedDependency[Actor], programme_id: Programme) -> list[GapOut]:
        """The sites for which nobody was found, with the rule that refused each auditor."""
        await programme_detail(actor, programme_id)
        return (await list_gaps(actor, programme_id))[0]

    @post("/{programme_id:uuid}/offer", status_code=200, responses=problems(404, 409))
    async def offer(self, actor: NamedDependency[Actor], programme_id: Programme) -> OfferedOut:
        """Offer everything that is proposed, and tell the auditors; the sites only of what is announced."""
        return await offer_visits(actor, programme_id, now())


class ProposalsApi(Controller):
    path = "/api/v1/proposals/{assignment_id:uuid}"
    tags = ["Programmes"]
    guards = [allows(Permission.PLAN_VISITS)]

    @put("/auditor", dependencies=MATCHED, status_code=204, responses=problems(404, 409, 412, 422))
    async def choose(
        self,
        actor: NamedDependency[Actor],
        assignment_id: FromPath[UUID],
        data: JSONBody[ChosenAuditorIn],
        version: NamedDependency[int | None],
    ) -> None:
        """Another auditor for a proposed visit, by the same rules."""
        await choose_auditor(actor, assignment_id, data.auditor, version, now())

    @delete(responses=problems(404, 409))
    async def remove(self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]) -> None:
        """Leave a proposed visit out."""
        await remove_proposal(actor, assignment_id)


async def _versioned(actor: Actor, programme: UUID, status: int = 200) -> Response[ProgrammeOut]:
    found = await programme_detail(actor, programme)
    return versioned(found, found.version, status)
