"""JSON: service standards, what stands behind each, what is missing, and whether teaching them worked."""

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.manuals.commands.standards import retire_standard
from network.manuals.queries.standards import standard
from network.manuals.schemas.standards import RetirementIn, StandardChangeIn, StandardIn, StandardOut
from network.scorecards.commands.standards import change_measured, make_measured
from network.scorecards.queries.effects import effect_of
from network.scorecards.queries.gaps import five_gaps
from network.scorecards.queries.standards import standard_gaps, standing_standard, standing_standards
from network.scorecards.schemas.effects import EffectOut
from network.scorecards.schemas.gaps import FiveGapsOut
from network.scorecards.schemas.standards import GapsOut, StandardsOut, StandingStandard
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned


class StandardsApi(Controller):
    path = "/api/v1/standards"
    tags = ["Standards"]
    guards = [allows(Permission.READ_STANDARDS)]

    @get(responses=problems())
    async def standards(self, actor: NamedDependency[Actor]) -> StandardsOut:
        """Every standard that holds, with what states, teaches, checks and measures it."""
        return StandardsOut(standards=await standing_standards(actor, now()))

    @get("/gaps", guards=[allows(Permission.READ_CHECKLISTS)], responses=problems())
    async def gaps(self, actor: NamedDependency[Actor]) -> GapsOut:
        """Standards that lack one of the four, and questions that no standard backs."""
        return (await standard_gaps(actor, now()))[0]

    @get("/{standard_key:str}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], standard_key: FromPath[str]) -> Response[StandingStandard]:
        """One standard. Its ETag is its version."""
        found = await standing_standard(actor, standard_key, now())
        return versioned(found, found.standard.version)

    @post(guards=[allows(Permission.CHANGE_STANDARDS)], status_code=201, responses=problems(409, 422))
    async def make(self, actor: NamedDependency[Actor], data: JSONBody[StandardIn]) -> StandardOut:
        """Set a standard."""
        await make_measured(actor, data, now())
        return await standard(actor, data.key)

    @put(
        "/{standard_key:str}",
        guards=[allows(Permission.CHANGE_STANDARDS)],
        dependencies={"version": Provide(if_match, sync_to_thread=False)},
        responses=problems(404, 409, 412, 422, 428),
    )
    async def change(
        self,
        actor: NamedDependency[Actor],
        standard_key: FromPath[str],
        data: JSONBody[StandardChangeIn],
        version: NamedDependency[int | None],
    ) -> Response[StandardOut]:
        """Replace what a standard says, with a reason. Send the ETag of what you read as If-Match."""
        await change_measured(actor, standard_key, data, version)
        found = await standard(actor, standard_key)
        return versioned(found, found.version)

    @post(
        "/{standard_key:str}/retire",
        guards=[allows(Permission.CHANGE_STANDARDS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def retire(
        self, actor: NamedDependency[Actor], standard_key: FromPath[str], data: JSONBody[RetirementIn]
    ) -> StandardOut:
        """Retire a standard, with a reason."""
        await retire_standard(actor, standard_key, data.reason, None, now())
        return await standard(actor, standard_key)


class EffectsApi(Controller):
    path = "/api/v1/effects"
    tags = ["Standards"]
    guards = [allows(Permission.READ_EFFECTS)]

    @get(responses=problems(404))
    async def effect(self, actor: NamedDependency[Actor], of: FromQuery[str], metric: FromQuery[str]) -> EffectOut:
        """What a course (`course:<key>`) or an edition (`edition:<manual>/<number>`) did to a rate metric."""
        return await effect_of(actor, of, metric, now())


class FiveGapsApi(Controller):
    path = "/api/v1/sites/{code:str}/gaps"
    tags = ["Standards"]
    guards = [allows(Permission.READ_AUDITS)]

    @get(responses=problems(404))
    async def gaps(self, actor: NamedDependency[Actor], code: FromPath[str]) -> FiveGapsOut:
        """What the standard says, what audits saw, what was promised and what customers complained of."""
        return await five_gaps(actor, code, now())
