"""The network, or a region of it, in a published quarter: spread, trend, regions, movers, sites at risk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, plan_anew, transaction
from network.foundation.i18n import current
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound
from network.scorecards.queries.glance import UNRATED, Glance, Mover, Spread
from network.scorecards.queries.runs import FINAL, Run, run_of
from network.scorecards.queries.sheets import QUARTERS_OF_HISTORY, bands
from network.scorecards.rules.at_risk import QUARTERS as FALLING_QUARTERS
from network.scorecards.rules.at_risk import fell_throughout, revenue_at_risk

FILTERS = ("region",)
MOVERS = 8

# $1 a region's path with all below it, '' for all; $2 how many names its path has.
_SCOPE = """
scope as materialized (
    select s.id, s.code, s.name, s.name_zh, s.kind,
           array_to_string((string_to_array(g.path, '/'))[1:$2 + 1], '/') as below
    from site s left join region g on g.id = s.region
    where $1 = '' or g.path = $1 or starts_with(g.path, $1 || '/')
)
"""
_QUARTERS = f"""
with final as (
    select distinct on (period) id, period from scorecard_run
    where state in ('published', 'restated') and period <= $3 order by period desc, revision desc limit $4
), {_SCOPE}
select final.id, final.period, c.standing, count(c.site) as sites, coalesce(sum(c.overall), 0) as total
from final left join scorecard c on c.run = final.id and c.site in (select id from scope)
group by final.id, final.period, c.standing order by final.period
"""
_SCORES = f"""
with {_SCOPE}
select c.overall from scorecard c join scope on scope.id = c.site
where c.run = $3 and c.standing is not null and scope.kind <> 'self_operated' order by c.overall
"""
# Points of sites that have a standing, so that a region's row adds up to what its sites are ranked by.
_HEAT = f"""
with {_SCOPE}
select coalesce(scope.below, '') as below, k.criterion, avg(k.points) as points, count(k.points) as sites
from criterion_result k join scope on scope.id = k.site
join scorecard c on c.run = k.run and c.site = k.site and c.standing is not null
where k.run = $3 and scope.kind <> 'self_operated' group by 1, 2
"""
_REGIONS = f"""
with {_SCOPE}
select coalesce(scope.below, '') as below, g.name, g.name_zh, count(*) as sites, count(c.standing) as rated,
       avg(c.overall) filter (where c.standing is not null) as mean
from scope join scorecard c on c.site = scope.id and c.run = $3 left join region g on g.path = scope.below
where scope.kind <> 'self_operated'
group by 1, 2, 3 order by mean desc nulls last, below
"""
# Each quarter by itself first: with row security in between, the database would look up one site after another.
_SERIES = f"""
with {_SCOPE}, figure as materialized (
    select site, run, overall, standing from scorecard where run = any ($3::uuid[]) and standing is not null
)
select scope.code, scope.name, scope.name_zh,
       array_agg(figure.overall order by array_position($3::uuid[], figure.run)) as scores,
       array_agg(figure.standing order by array_position($3::uuid[], figure.run)) as standings
from scope join figure on figure.site = scope.id
group by scope.code, scope.name, scope.name_zh having count(*) = cardinality($3::uuid[])
"""

# What customers paid in the quarter on the site's clock, by currency, and how many gave each grade about their order.
# The bounds in UTC are wider by a day: days are compared, or the planner goes for the orders of one site after another.
_MONEY = f"""
with {_SCOPE}, earned as materialized (
    select o.site, o.currency, sum(o.charge) as revenue
    from repair_order o join site s on s.id = o.site
    where o.ready_at >= $3::date::timestamp at time zone 'UTC' - interval '1 day'
        and o.ready_at < $4::date::timestamp at time zone 'UTC' + interval '1 day'
        and (o.ready_at at time zone s.time_zone)::date between $3::date and $4::date - 1 and o.charge > 0
    group by o.site, o.currency
)
select c.code, e.currency, e.revenue, array(
           select count(a.id) from generate_series(1, 5) n left join survey_answer a
           on a.site = c.id and a.grade = n and a.channel <> 'poster' and a.answered_month >= $3::date
           and a.answered_month < $4::date and not exists (select from survey_void v where v.answer = a.id)
           group by n order by n
       ) as grades
from scope c join earned e on e.site = c.id
"""


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region below the chosen one. `points`: by criterion the mean of its rated sites, and how many have any."""

    path: str
    name: str
    sites: int
    rated: int
    mean: Decimal | None
    points: Mapping[str, tuple[Decimal, int]]


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A site whose score fell in each of the last quarters. `scores`: oldest first, this quarter's last.

    `revenue`: what of the quarter's revenue is at risk by what customers say, by currency; an estimate.
    """

    code: str
    name: str
    scores: tuple[Decimal, ...]
    standing: str
    revenue: Mapping[str, Decimal]

    @property
    def lost(self) -> Decimal:
        return self.scores[0] - self.scores[-1]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`scores`: of the rated franchised sites, lowest first. `falling_known`: whether the two quarters before are
    published, so that it can be told who fell in both. `revenue`: at risk at all these sites, by currency; an estimate.
    """

    run: Run
    glance: Glance
    scores: tuple[Decimal, ...]
    regions: tuple[RegionLine, ...]
    at_risk: tuple[AtRisk, ...]
    falling_known: bool
    revenue: Mapping[str, Decimal]

    @property
    def median(self) -> Decimal | None:
        return median(self.scores) if self.scores else None


async def dashboard(actor: Actor, period: Quarter | None, region: str) -> Dashboard:
    """A published quarter (the newest for None) of the sites in reach that lie in the region. RunNotFound."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True, snapshot=True):
        await plan_anew()
        run = await _published(period)
        scope = (region, len(region.split("/")) if region else 0)
        rows = await fetch(_QUARTERS, *scope, str(run.period), QUARTERS_OF_HISTORY)
        runs = {Quarter.parse(row["period"]): row["id"] for row in rows}
        scores = tuple(row["overall"] for row in await fetch(_SCORES, *scope, run.id))
        regions = await _regions(run.id, scope)
        pair, falling = _in_a_row(runs, run.period, 2), _in_a_row(runs, run.period, FALLING_QUARTERS)
        moved = await _series(pair, scope)
        series = await _series(falling, scope)
        money = _at_risk_by_site(await fetch(_MONEY, *scope, run.period.first, run.period.end))
    movers = sorted((_mover(row) for row in moved), key=lambda each: (-each.change, each.code))
    glance = Glance(
        bands(run.kept.scheme),
        tuple(_spread(period, [row for row in rows if row["id"] == each]) for period, each in runs.items()),
        risen=tuple([each for each in movers if each.change > 0][:MOVERS]),
        fallen=tuple([each for each in reversed(movers) if each.change < 0][:MOVERS]),
    )
    return Dashboard(run, glance, scores, regions, _falling(series, money), bool(falling), _summed(money.values()))


async def _published(period: Quarter | None) -> Run:
    """The newest published quarter for None: what is only computed is nobody's picture of the network yet."""
    if period is None:
        [row] = await fetch("select max(period) as period from scorecard_run where state in ('published', 'restated')")
        if row["period"] is None:
            raise RunNotFound(period="")
        period = Quarter.parse(row["period"])
    run = await run_of(period)
    if run.state not in FINAL:
        raise RunNotFound(period=period)
    return run


def _in_a_row(runs: Mapping[Quarter, UUID], newest: Quarter, count: int) -> list[UUID]:
    """So many quarters that follow each other, oldest first; nothing when one of them is not published."""
    wanted = [newest.shift(-back) for back in reversed(range(count))]
    return [runs[each] for each in wanted] if all(each in runs for each in wanted) else []


async def _series(runs: Sequence[UUID], scope: tuple[str, int]) -> list[Record]:
    """The sites rated in all these quarters."""
    return await fetch(_SERIES, *scope, runs) if runs else []


async def _regions(run: UUID, scope: tuple[str, int]) -> tuple[RegionLine, ...]:
    points: dict[str, dict[str, tuple[Decimal, int]]] = {}
    for row in await fetch(_HEAT, *scope, run):
        if row["points"] is not None:
            points.setdefault(row["below"], {})[row["criterion"]] = (row["points"], row["sites"])
    zh = current().code == "zh_CN"
    return tuple(
        RegionLine(
            row["below"],
            ((row["name_zh"] or row["name"]) if zh else row["name"]) or "",
            row["sites"],
            row["rated"],
            row["mean"],
            points.get(row["below"], {}),
        )
        for row in await fetch(_REGIONS, *scope, run)
    )


def _named(row: Record) -> str:
    zh = current().code == "zh_CN"
    name: str = (row["name_zh"] or row["name"]) if zh else (row["name"] or row["name_zh"])
    return name


def _mover(row: Record) -> Mover:
    (before, now), (standing_before, standing) = row["scores"], row["standings"]
    return Mover(row["code"], _named(row), now, now - before, standing, standing_before)


def _at_risk_by_site(rows: Sequence[Record]) -> dict[str, dict[str, Decimal]]:
    """By site code and currency; a site about which too few customers say anything is left out."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        amount = revenue_at_risk(row["revenue"], dict(enumerate(row["grades"], start=1)))
        if amount is not None:
            found.setdefault(row["code"], {})[row["currency"]] = amount
    return found


def _summed(sites: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for site in sites:
        for currency, amount in site.items():
            total[currency] = total.get(currency, Decimal(0)) + amount
    return dict(sorted(total.items()))


def _falling(rows: Sequence[Record], money: Mapping[str, Mapping[str, Decimal]]) -> tuple[AtRisk, ...]:
    """Those that fell throughout, the deepest fall first."""
    found = [
        AtRisk(row["code"], _named(row), tuple(row["scores"]), row["standings"][-1], money.get(row["code"], {}))
        for row in rows
        if fell_throughout(row["scores"])
    ]
    return tuple(sorted(found, key=lambda each: (-each.lost, each.code)))


def _spread(period: Quarter, rows: Sequence[Record]) -> Spread:
    counts = {row["standing"] or UNRATED: row["sites"] for row in rows if row["sites"]}
    rated = sum(sites for standing, sites in counts.items() if standing != UNRATED)
    total = sum((row["total"] for row in rows if row["standing"] is not None), Decimal(0))
    return Spread(period, counts, total / rated if rated else None)
