"""JSON: quarters, the league table, scorecards with their explanation, the figures and the records behind them."""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.printing import printable
from network.scorecards.commands.runs import compute, publish
from network.scorecards.documents_sent import sent
from network.scorecards.lists import COVERAGE, Revision
from network.scorecards.queries import answers
from network.scorecards.queries.coverage import coverage
from network.scorecards.queries.evidence import evidence, figures
from network.scorecards.queries.league import Wanted, league
from network.scorecards.queries.revisions import revisions
from network.scorecards.queries.runs import list_runs
from network.scorecards.queries.schemes import list_schemes, read_scheme
from network.scorecards.queries.sheets import card
from network.scorecards.schemas.coverage import CoverageOut
from network.scorecards.schemas.scorecards import (
    ComputedOut,
    ComputeIn,
    EvidenceOut,
    FiguresOut,
    LeagueOut,
    PublishedOut,
    QuartersOut,
    SchemeOut,
    SchemesOut,
    ScorecardOut,
)
from network.sites.rules.sites import SiteKind
from network.web.guards import allows
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, Direction, ListState
from network.web.problems import problems
from network.web.requests import HouseRequest

Period = Annotated[str, PathParameter(description="The quarter, such as 2026Q3.")]
Code = Annotated[str, PathParameter(description="The site's code.")]
Key = Annotated[str, PathParameter(description="The metric with its parameters, as `/metrics` names it.")]
Text = Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Offset = Annotated[int, QueryParameter(ge=0, le=10_000_000)]
CitySortKey = Literal[
    "city",
    "region",
    "tier",
    "population",
    "sites",
    "orders_per_month",
    "orders_per_site",
    "sites_per_million",
    "distance_km",
    "applications",
]
SortKey = Literal["rank", "code", "name", "name_zh", "region", "overall", "coverage", "peer_rank"]


class QuartersApi(Controller):
    path = "/api/v1/quarters"
    tags = ["Scorecards"]

    @get(guards=[allows(Permission.READ_SCORECARDS)], responses=problems())
    async def quarters(self, actor: NamedDependency[Actor]) -> QuartersOut:
        """The quarters that you may see, newest first: headquarters every one, others the published ones."""
        return QuartersOut(quarters=[answers.quarter_out(line) for line in await list_runs(actor)])

    @get("/{period:str}/league-table", guards=[allows(Permission.COMPARE_SITES)], responses=problems(404, 422))
    async def league_table(
        self,
        actor: NamedDependency[Actor],
        period: Period,
        q: Annotated[
            str, QueryParameter(max_length=LONGEST_SEARCH, pattern=r"^[^\x00]*$", description="In code, names, cities.")
        ] = "",
        region: Text = "",
        standing: Text = "",
        kind: FromQuery[SiteKind | None] = None,
        sort: FromQuery[SortKey] = "rank",
        direction: FromQuery[Direction] = "ascending",
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> LeagueOut:
        """A page of the league table: the sites in reach, with their points. Past its end: the last page."""
        wanted = Wanted(q, region, standing, kind or "", sort, direction, limit, offset)
        return answers.league_out(await league(actor, Quarter.parse(period), wanted, ""))

    @get(
        "/{period:str}/sites/{code:str}/scorecard",
        guards=[allows(Permission.READ_SCORECARDS)],
        responses=problems(404, 422),
    )
    async def scorecard(
        self, actor: NamedDependency[Actor], period: Period, code: Code, revision: Revision = None
    ) -> ScorecardOut:
        """One site's scorecard with every step of its arithmetic, and what the next standing would take."""
        found = await card(actor, Quarter.parse(period), code, "", revision)
        return answers.scorecard_out(found, await revisions(actor, found.run.period, code))

    @get(
        "/{period:str}/sites/{code:str}/scorecard.pdf",
        guards=[allows(Permission.READ_SCORECARDS)],
        responses=problems(404, 422),
        media_type="application/pdf",
    )
    async def scorecard_pdf(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: Period,
        code: Code,
        language: FromQuery[Literal["en", "zh_CN"] | None] = None,
        revision: Revision = None,
    ) -> Response[Any]:
        """The scorecard as a PDF. A published one has an ETag; ask again with If-None-Match and it is 304."""
        chosen = language or current().code
        quarter = Quarter.parse(period)
        return await sent(request, await printable(actor, settings, quarter, code, chosen, now(), revision))

    @get(
        "/{period:str}/sites/{code:str}/metrics",
        guards=[allows(Permission.READ_SCORECARDS)],
        responses=problems(404, 422),
    )
    async def metrics(
        self, actor: NamedDependency[Actor], period: Period, code: Code, revision: Revision = None
    ) -> FiguresOut:
        """Every figure of a site that was measured in the quarter, scored or not."""
        quarter = Quarter.parse(period)
        return answers.figures_out(str(quarter), code, await figures(actor, quarter, code, revision))

    @get(
        "/{period:str}/sites/{code:str}/evidence/{metric_key:str}",
        guards=[allows(Permission.READ_RECORDS)],
        responses=problems(404, 422),
    )
    async def evidence(
        self,
        actor: NamedDependency[Actor],
        period: Period,
        code: Code,
        metric_key: Key,
        revision: Revision = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> EvidenceOut:
        """The records behind a figure, a page of them. Past its end: the last page."""
        quarter = Quarter.parse(period)
        found = await evidence(actor, quarter, code, metric_key, revision=revision, limit=limit, offset=offset)
        return answers.evidence_out(found)

    @post(
        "/{period:str}/compute",
        guards=[allows(Permission.COMPUTE_SCORECARDS)],
        responses=problems(404, 409, 422),
        status_code=200,
    )
    async def compute(self, actor: NamedDependency[Actor], period: Period, data: JSONBody[ComputeIn]) -> ComputedOut:
        """Measure and score every site that was open in the quarter. May be repeated until it is published."""
        quarter = Quarter.parse(period)
        done = await compute(actor, quarter, data.scheme, now(), data.version)
        return ComputedOut(quarter=str(quarter), sites=done.sites, rated=done.rated, changed=done.changed)

    @post(
        "/{period:str}/publish",
        guards=[allows(Permission.PUBLISH_SCORECARDS)],
        responses=problems(404, 409, 422),
        status_code=200,
    )
    async def publish(self, actor: NamedDependency[Actor], period: Period) -> PublishedOut:
        """Publish the quarter: every site sees its scorecard, and nothing of it is ever changed again."""
        quarter = Quarter.parse(period)
        return PublishedOut(quarter=str(quarter), fingerprint=await publish(actor, quarter, now()))


class SchemesApi(Controller):
    path = "/api/v1/schemes"
    tags = ["Scorecards"]
    guards = [allows(Permission.READ_SCHEMES)]

    @get(responses=problems())
    async def schemes(self, actor: NamedDependency[Actor]) -> SchemesOut:
        """Every version of every scheme, newest first within its code."""
        return SchemesOut(schemes=[answers.scheme_out(kept) for kept in await list_schemes(actor)])

    @get("/{code:str}/{version:int}", responses=problems(404))
    async def scheme(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> SchemeOut:
        """One version of a scheme."""
        return answers.scheme_out(await read_scheme(actor, code, version))


class CoverageApi(Controller):
    path = "/api/v1/coverage"
    tags = ["Network"]

    @get(guards=[allows(Permission.COMPARE_SITES)], responses=problems(422))
    async def cities(
        self,
        actor: NamedDependency[Actor],
        q: Annotated[
            str, QueryParameter(max_length=LONGEST_SEARCH, pattern=r"^[^\x00]*$", description="In names.")
        ] = "",
        region: Text = "",
        tier: Annotated[int | None, QueryParameter(ge=1, le=9)] = None,
        covered: FromQuery[Literal["yes", "no"] | None] = None,
        sort: FromQuery[CitySortKey] = "sites",
        direction: FromQuery[Direction] = "descending",
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> CoverageOut:
        """Cities with the active sites in them and their load; for those without one, how far it is to the next."""
        filters = {"region": region, "tier": str(tier or ""), "covered": covered or ""}
        state = ListState(COVERAGE, q=q, sort=sort, direction=direction, page=page, size=size, filters=filters)
        return await coverage(actor, state, now())
