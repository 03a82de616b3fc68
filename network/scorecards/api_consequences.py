"""JSON: proposed rewards and penalties, decisions about them, appeals, honours, demerit points."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.ledger.commands.consequence_appeals import appeal, consent
from network.ledger.queries.demerits import demerits
from network.ledger.queries.proposals import honours, list_proposals, proposal
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import ProposalState
from network.ledger.schemas.proposals import (
    AppealDecisionIn,
    ApprovalIn,
    ConsentIn,
    DemeritLine,
    HonourOut,
    ManualIn,
    ManyIn,
    ManyOut,
    ProposalMade,
    ProposalOut,
    ProposalsOut,
    ReasonIn,
)
from network.scorecards.commands.consequences import (
    approve_consequences,
    decide_consequence_appeal,
    propose_consequence,
    reject_consequence,
)
from network.scorecards.lists import PROPOSALS
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a site's code or name, or of the title.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class ConsequencesApi(Controller):
    path = "/api/v1/consequences"
    tags = ["Rewards and penalties"]
    guards = [allows(Permission.READ_PROPOSALS)]

    @get(responses=problems(422))
    async def proposals(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[ProposalState | None] = None,
        effect: FromQuery[Effect | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> ProposalsOut:
        """Proposals in your reach, the newest first."""
        asked = {"state": stage, "effect": effect}
        filters = {name: str(value) for name, value in asked.items() if value}
        wanted = ListState(PROPOSALS, q, "proposed_at", "descending", page=page, size=size, filters=filters)
        return await list_proposals(actor, wanted)

    @post(
        "/approve",
        guards=[allows(Permission.APPROVE_CONSEQUENCES)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def approve(self, actor: NamedDependency[Actor], data: JSONBody[ManyIn]) -> ManyOut:
        """Agree to many proposals: to all of them or none. Tells how many need no other person any more."""
        return ManyOut(approved=await approve_consequences(actor, data.ids, data.note, now()))

    @get("/demerits")
    async def demerits(self, actor: NamedDependency[Actor]) -> list[DemeritLine]:
        """Sites with demerit points that count today, most points first."""
        return await demerits(actor, now())


class HonoursApi(Controller):
    path = "/api/v1/honours"
    tags = ["Rewards and penalties"]
    guards = [allows(Permission.READ_BALANCES)]

    @get()
    async def honours(self, actor: NamedDependency[Actor]) -> list[HonourOut]:
        """Honours that are published with the consent of the sites, the newest first."""
        return await honours(actor)


class SiteConsequencesApi(Controller):
    path = "/api/v1/sites/{code:str}/consequences"
    tags = ["Rewards and penalties"]
    guards = [allows(Permission.READ_PROPOSALS)]

    @post(guards=[allows(Permission.APPROVE_CONSEQUENCES)], status_code=201, responses=problems(404, 409, 422))
    async def propose(
        self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[ManualIn]
    ) -> ProposalMade:
        """Propose something for a site. Somebody else decides about it."""
        return ProposalMade(id=await propose_consequence(actor, code, data, now()))

    @get("/{consequence_id:uuid}", responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], consequence_id: FromPath[UUID]
    ) -> ProposalOut:
        """A proposal with what it rests on and all that happened to it."""
        return await proposal(actor, consequence_id, now(), code)

    @post(
        "/{consequence_id:uuid}/approve",
        guards=[allows(Permission.APPROVE_CONSEQUENCES)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def approve(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        data: JSONBody[ApprovalIn],
    ) -> ProposalOut:
        """Agree. What needs no other person takes effect at once."""
        await approve_consequences(actor, [consequence_id], data.note, now(), code)
        return await proposal(actor, consequence_id, now(), code)

    @post(
        "/{consequence_id:uuid}/reject",
        guards=[allows(Permission.APPROVE_CONSEQUENCES)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def reject(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
    ) -> ProposalOut:
        """Do not approve it. Nothing comes of it."""
        await reject_consequence(actor, consequence_id, data.reason, now(), code)
        return await proposal(actor, consequence_id, now(), code)

    @post(
        "/{consequence_id:uuid}/appeal",
        guards=[allows(Permission.APPEAL_CONSEQUENCES)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def appeal(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
    ) -> ProposalOut:
        """Say why it is wrong, in time. Nothing is posted before that is decided."""
        await appeal(actor, code, consequence_id, data.reason, now())
        return await proposal(actor, consequence_id, now(), code)

    @post(
        "/{consequence_id:uuid}/appeal/decide",
        guards=[allows(Permission.DECIDE_CONSEQUENCE_APPEALS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def decide(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        data: JSONBody[AppealDecisionIn],
    ) -> ProposalOut:
        """Uphold the appeal or reject it, as somebody who had no part in the proposal."""
        await decide_consequence_appeal(actor, consequence_id, data, now(), code)
        return await proposal(actor, consequence_id, now(), code)

    @post(
        "/{consequence_id:uuid}/consent",
        guards=[allows(Permission.APPEAL_CONSEQUENCES)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def consent(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        data: JSONBody[ConsentIn],
    ) -> ProposalOut:
        """Let an honour be published, or take that back."""
        await consent(actor, code, consequence_id, data.given, now())
        return await proposal(actor, consequence_id, now(), code)
