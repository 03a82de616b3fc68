"""JSON: why a card says what it says, what changed since the quarter before, and what if."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.periods import Quarter
from network.scorecards.api import Code, Period
from network.scorecards.lists import Revision
from network.scorecards.queries import explained_answers as answers
from network.scorecards.queries.explained import explained
from network.scorecards.schemas.explained import ChangeOut, ExplanationOut, SupposedOut
from network.web.guards import allows
from network.web.problems import problems

Better = Annotated[
    list[str] | None,
    QueryParameter(
        max_items=40,
        description="`criterion:number`, any number of times: so many more of its records good (below zero: fewer).",
    ),
]


class ExplainedApi(Controller):
    path = "/api/v1/quarters/{period:str}/sites/{code:str}"
    tags = ["Scorecards"]
    guards = [allows(Permission.READ_SCORECARDS)]

    @get("/explanation", responses=problems(404, 422))
    async def explanation(
        self, actor: NamedDependency[Actor], period: Period, code: Code, revision: Revision = None
    ) -> ExplanationOut:
        """What would lift the standing, the cheapest first; how the sites of others stand; what chance leaves open."""
        return answers.explanation_out(await explained(actor, Quarter.parse(period), code, revision), code)

    @get("/change", responses=problems(404, 422))
    async def change(
        self, actor: NamedDependency[Actor], period: Period, code: Code, revision: Revision = None
    ) -> ChangeOut:
        """The difference from the quarter before, split into own work, the network's rates and the scheme."""
        return answers.change_out(await explained(actor, Quarter.parse(period), code, revision), code)

    @get("/what-if", responses=problems(404, 422))
    async def what_if(
        self,
        actor: NamedDependency[Actor],
        period: Period,
        code: Code,
        better: Better = None,
        revision: Revision = None,
    ) -> SupposedOut:
        """The card as it would be with other records. Nothing is stored."""
        return answers.supposed_out(await explained(actor, Quarter.parse(period), code, revision), code, better or [])
