"""JSON: the register of auditors, who stand in it under their codes."""

from typing import Literal
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from network.audits.api.paging import PageNumber, PageSize, Search
from network.audits.commands.auditors import (
    add_conflict,
    change_auditor,
    end_conflict,
    enrol_auditor,
    reveal_identity,
    tell_own_conflict,
)
from network.audits.lists_auditors import AUDITORS
from network.audits.queries.auditors import auditor_detail, list_auditors, own_conflicts
from network.audits.schemas.auditors import (
    AuditorChangeIn,
    AuditorDetailOut,
    AuditorIn,
    AuditorsOut,
    ConflictEndIn,
    ConflictIn,
    ConflictOut,
    IdentityOut,
    RevealIn,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

MANAGES = [allows(Permission.MANAGE_AUDITORS)]
JUDGES = [allows(Permission.JUDGE_AUDITORS)]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class AuditorsApi(Controller):
    path = "/api/v1/auditors"
    tags = ["Auditors"]
    guards = [allows(Permission.PLAN_VISITS)]

    @get(responses=problems())
    async def auditors(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[Literal["", "qualified", "lapsed", "inactive"]] = "",
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> AuditorsOut:
        """Auditors by code, with how many visits wait for each of them at the sites in your reach."""
        wanted = ListState(AUDITORS, q, "code", page=page, size=size, filters={"state": stage})
        return await list_auditors(actor, wanted, now().date())

    @post(guards=MANAGES, status_code=201, responses=problems(409, 422))
    async def enrol(self, actor: NamedDependency[Actor], data: JSONBody[AuditorIn]) -> Response[AuditorDetailOut]:
        """Put an account with the role of an auditor into the register, under a code."""
        return await _versioned(actor, await enrol_auditor(actor, data, now()), 201)

    @get("/{auditor_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]) -> Response[AuditorDetailOut]:
        """One of them, with conflicts of interest, and who looked up who it is."""
        return await _versioned(actor, auditor_id)

    @put("/{auditor_id:uuid}", guards=MANAGES, dependencies=MATCHED, responses=problems(404, 412, 422))
    async def change(
        self,
        actor: NamedDependency[Actor],
        auditor_id: FromPath[UUID],
        data: JSONBody[AuditorChangeIn],
        version: NamedDependency[int | None],
    ) -> Response[AuditorDetailOut]:
        """Qualification, place, reach, and whether visits are assigned."""
        await change_auditor(actor, auditor_id, data, version)
        return await _versioned(actor, auditor_id)

    @post("/{auditor_id:uuid}/conflicts", guards=JUDGES, status_code=201, responses=problems(404, 422))
    async def conflict(
        self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID], data: JSONBody[ConflictIn]
    ) -> Response[AuditorDetailOut]:
        """Keep that an auditor may not visit a site, or any site of an operator."""
        await add_conflict(actor, auditor_id, data, now())
        return await _versioned(actor, auditor_id, 201)

    @post(
        "/{auditor_id:uuid}/conflicts/{conflict_id:uuid}/end",
        guards=JUDGES,
        status_code=200,
        responses=problems(404, 422),
    )
    async def end(
        self,
        actor: NamedDependency[Actor],
        auditor_id: FromPath[UUID],
        conflict_id: FromPath[UUID],
        data: JSONBody[ConflictEndIn],
    ) -> Response[AuditorDetailOut]:
        """Say through which day a conflict lasts."""
        await end_conflict(actor, auditor_id, conflict_id, data.to_on)
        return await _versioned(actor, auditor_id)

    @post(
        "/{auditor_id:uuid}/identity",
        guards=[allows(Permission.REVEAL_AUDITORS)],
        status_code=200,
        responses=problems(404, 422),
    )
    async def identity(
        self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID], data: JSONBody[RevealIn]
    ) -> IdentityOut:
        """Who an auditor is. That you asked, and why, is kept for good."""
        return await reveal_identity(actor, auditor_id, data)


class OwnConflictsApi(Controller):
    path = "/api/v1/tablet/conflicts"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]

    @get(responses=problems(404))
    async def conflicts(self, actor: NamedDependency[Actor]) -> list[ConflictOut]:
        """Your conflicts of interest."""
        return await own_conflicts(actor)

    @post(status_code=201, responses=problems(404, 422))
    async def conflict(self, actor: NamedDependency[Actor], data: JSONBody[ConflictIn]) -> list[ConflictOut]:
        """Say that you may not visit a site, or any site of an operator."""
        await tell_own_conflict(actor, data, now())
        return await own_conflicts(actor)


async def _versioned(actor: Actor, auditor: UUID, status: int = 200) -> Response[AuditorDetailOut]:
    found = await auditor_detail(actor, auditor, now().date())
    return versioned(found, found.version, status)
