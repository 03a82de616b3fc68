"""JSON: what sites say of themselves."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.training.commands.assessments import begin_assessment, hand_in_assessment, keep_assessment
from network.training.queries.assessments import self_assessment, self_assessments
from network.training.schemas.assessments import AssessmentIn, AssessmentOut, AssessmentsOut
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class SelfAssessmentsApi(Controller):
    path = "/api/v1/sites/{code:str}/self-assessments"
    tags = ["Self-assessments"]
    guards = [allows(Permission.READ_SELF_ASSESSMENTS)]

    @get(responses=problems(404))
    async def assessments(self, actor: NamedDependency[Actor], code: FromPath[str]) -> AssessmentsOut:
        """Those of a site, the newest first. They never count in a scorecard."""
        return AssessmentsOut(assessments=await self_assessments(actor, code))

    @post(guards=[allows(Permission.ASSESS_SELF)], status_code=201, responses=problems(404))
    async def begin(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[AssessmentOut]:
        """Begin a draft; the one that is there, if there is one."""
        found = await self_assessment(actor, code, await begin_assessment(actor, code, now()))
        return versioned(found, found.version, 201)

    @get("/{assessment_id:uuid}", responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], assessment_id: FromPath[UUID]
    ) -> Response[AssessmentOut]:
        """One of them. Its ETag is its version."""
        found = await self_assessment(actor, code, assessment_id)
        return versioned(found, found.version)

    @put(
        "/{assessment_id:uuid}",
        guards=[allows(Permission.ASSESS_SELF)],
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def keep(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        assessment_id: FromPath[UUID],
        data: JSONBody[AssessmentIn],
        version: NamedDependency[int | None],
    ) -> Response[AssessmentOut]:
        """Keep the draft as it stands."""
        await keep_assessment(actor, code, assessment_id, data, version)
        found = await self_assessment(actor, code, assessment_id)
        return versioned(found, found.version)

    @post(
        "/{assessment_id:uuid}/hand-in",
        guards=[allows(Permission.ASSESS_SELF)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def hand_in(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        assessment_id: FromPath[UUID],
        data: JSONBody[AssessmentIn],
        version: NamedDependency[int | None],
    ) -> AssessmentOut:
        """Hand it in, with every item answered. It is not changed any more."""
        await hand_in_assessment(actor, code, assessment_id, data, version, now())
        return await self_assessment(actor, code, assessment_id)
