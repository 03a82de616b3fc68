"""JSON: published audits, and appeals against them."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody
from litestar.response import File

from network.audits.commands.appeal_decisions import decide_appeal
from network.audits.commands.appeals import lodge_appeal, retract_appeal, write_message
from network.audits.commands.delivery import opened_audit
from network.audits.lists_audits import APPEALS, AUDITS
from network.audits.queries.appeals import appeal, appeal_file, list_appeals
from network.audits.queries.audits import audit_photo, list_audits, site_audits
from network.audits.schemas.audits import (
    AppealCase,
    AppealIn,
    AppealMade,
    AppealsOut,
    AuditLine,
    AuditOut,
    AuditsOut,
    DecisionIn,
    MessageIn,
    MessageMade,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.settings import Settings
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.versions import if_match, versioned


class AuditsApi(Controller):
    path = "/api/v1/audits"
    tags = ["Audits"]
    guards = [allows(Permission.READ_AUDITS)]

    @get(responses=problems(422))
    async def audits(self, request: HouseRequest, actor: NamedDependency[Actor]) -> AuditsOut:
        """The published audits in reach; filters, search and sorting as in the address of the page `/audits`."""
        return await list_audits(actor, ListState.read(request.query_params, AUDITS))


class SiteAuditsApi(Controller):
    path = "/api/v1/sites/{code:str}/audits"
    tags = ["Audits"]
    guards = [allows(Permission.READ_AUDITS)]

    @get(responses=problems(404))
    async def audits(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[AuditLine]:
        """The published audits of a site, the newest visit first."""
        return await site_audits(actor, code)

    @get("/{audit_id:uuid}", responses=problems(404))
    async def audit(
        self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID]
    ) -> Response[AuditOut]:
        """A published audit in whole. That its site reads it, is written down once."""
        found = await opened_audit(actor, code, audit_id, now())
        return versioned(found, found.version)

    @get("/{audit_id:uuid}/photos/{photo_id:uuid}", media_type=JPEG, responses=problems(404))
    async def photo(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        """A photo as it was published, as JPEG; the audit names them."""
        found = await audit_photo(actor, code, audit_id, photo_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/{audit_id:uuid}/appeal-files/{file_id:uuid}", responses=problems(404))
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """What a site added to an appeal."""
        found = await appeal_file(actor, code, audit_id, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @post("/{audit_id:uuid}/messages", status_code=201, responses=problems(404, 422))
    async def write(
        self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID], data: JSONBody[MessageIn]
    ) -> MessageMade:
        """Write to headquarters about an audit, or answer the site."""
        return MessageMade(id=await write_message(actor, code, audit_id, data, now()))


class SiteAppealsApi(Controller):
    path = "/api/v1/sites/{code:str}/audits/{audit_id:uuid}/appeals"
    tags = ["Audits"]
    guards = [allows(Permission.APPEAL_AUDITS)]

    @post(status_code=201, responses=problems(404, 409, 422))
    async def lodge(
        self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID], data: JSONBody[AppealIn]
    ) -> AppealMade:
        """Appeal against one question, within ten working days from delivery. 409 when it is too late, when the
        question was appealed before, and when the audit has a newer `revision` than the one that was read."""
        return AppealMade(id=await lodge_appeal(actor, code, audit_id, data, [], now()))

    @delete("/{appeal_id:uuid}", status_code=204, responses=problems(404, 409))
    async def retract(
        self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID], appeal_id: FromPath[UUID]
    ) -> None:
        """Withdraw an open appeal."""
        await retract_appeal(actor, code, audit_id, appeal_id, now())


class AppealsApi(Controller):
    path = "/api/v1/appeals"
    tags = ["Audits"]
    guards = [allows(Permission.DECIDE_APPEALS)]

    @get(responses=problems(422))
    async def appeals(self, request: HouseRequest, actor: NamedDependency[Actor]) -> AppealsOut:
        """The appeals in reach, the oldest first; filters and search as in the address of the page `/appeals`."""
        return await list_appeals(actor, ListState.read(request.query_params, APPEALS))

    @get("/{appeal_id:uuid}", responses=problems(404))
    async def appeal(self, actor: NamedDependency[Actor], appeal_id: FromPath[UUID]) -> Response[AppealCase]:
        """An appeal with the audit that it is about."""
        found = await appeal(actor, appeal_id)
        return versioned(found, found.appeal.version)

    @post(
        "/{appeal_id:uuid}/decision",
        status_code=204,
        responses=problems(404, 409, 412, 422, 428),
        dependencies={"version": Provide(if_match, sync_to_thread=False)},
    )
    async def decide(
        self,
        actor: NamedDependency[Actor],
        version: NamedDependency[int | None],
        appeal_id: FromPath[UUID],
        data: JSONBody[DecisionIn],
    ) -> None:
        """Uphold or reject an appeal: somebody who had no part in the visit, with a reason that the site reads."""
        await decide_appeal(actor, appeal_id, data, now(), version)
