"""JSON: an assessor's own assessments, and whom headquarters asks to assess."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.sites.commands.assessments import assign_assessor, release_assessor, save_marks, submit_assessment
from network.sites.queries.assessments import my_assessment, my_assessments
from network.sites.schemas.assessments import (
    AssessmentOut,
    AssessmentsOut,
    AssessorIn,
    AssignedOut,
    MarksIn,
    SubmittedOut,
    assessment_out,
)
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class AssessmentsApi(Controller):
    path = "/api/v1/assessments"
    tags = ["Applications"]
    guards = [allows(Permission.ASSESS_APPLICATIONS)]

    @get(responses=problems())
    async def mine(self, actor: NamedDependency[Actor]) -> AssessmentsOut:
        """Your assessments: those to be written first, the oldest first, then those handed in, the newest first."""
        return AssessmentsOut(assessments=await my_assessments(actor))

    @get("/{assessment_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], assessment_id: FromPath[UUID]) -> Response[AssessmentOut]:
        """One of yours, with what you have marked so far."""
        return await _own(actor, assessment_id)

    @put("/{assessment_id:uuid}/marks", dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def save(
        self,
        actor: NamedDependency[Actor],
        assessment_id: FromPath[UUID],
        version: Version,
        data: JSONBody[MarksIn],
    ) -> Response[AssessmentOut]:
        """Keep your marks as they are now, complete or not."""
        await save_marks(actor, assessment_id, data, version, now())
        return await _own(actor, assessment_id)

    @post(
        "/{assessment_id:uuid}/submit",
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def submit(
        self, actor: NamedDependency[Actor], assessment_id: FromPath[UUID], version: Version
    ) -> SubmittedOut:
        """Hand in what was saved. It never changes after that, and opens to others with the last assessor's."""
        return await submit_assessment(actor, assessment_id, version, now())


class AssessorsApi(Controller):
    path = "/api/v1/applications/{application_id:uuid}/assessors"
    tags = ["Applications"]
    guards = [allows(Permission.READ_APPLICATIONS)]

    @post(status_code=201, responses=problems(404, 409, 422))
    async def assign(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], data: JSONBody[AssessorIn]
    ) -> AssignedOut:
        """Ask somebody to assess an application: two at first, a third when the two are too far apart."""
        return AssignedOut(assessment_id=await assign_assessor(actor, application_id, data.account, now()))

    @delete("/{assessment_id:uuid}", responses=problems(404, 409))
    async def release(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], assessment_id: FromPath[UUID]
    ) -> None:
        """Take back the asking of somebody who has not handed in; what they wrote so far is deleted."""
        await release_assessor(actor, application_id, assessment_id)


async def _own(actor: Actor, assessment_id: UUID) -> Response[AssessmentOut]:
    mine = await my_assessment(actor, assessment_id)
    return versioned(assessment_out(mine), mine.version)
