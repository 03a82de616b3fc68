"""The network at a glance: how sites spread over the standings, quarter by quarter, and which moved most."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.queries.schemes import by_id
from network.scorecards.queries.sheets import QUARTERS_OF_HISTORY, bands
from network.scorecards.queries.wording import standing_color
from reports.charts import Class, Counts
from reports.sheet import Band
from reports.sheet import Quarter as DrawnQuarter

# So many of those that rose and of those that fell.
MOVERS = 5
UNRATED = "unrated"
# What older quarters were judged by and the newest scheme does not know.
OTHER = "other"

# Published quarters only, in their newest revision: what everybody else sees as well.
_QUARTERS = """
with final as (
    select distinct on (period) id, period, scheme from scorecard_run
    where state in ('published', 'restated') order by period desc, revision desc limit $2
), counted as (
    select run, standing, count(*) as sites, sum(overall) as total from scorecard
    where run in (select id from final) group by run, standing
)
select final.id, final.period, final.scheme, coalesce(counted.standing, $1) as standing,
       coalesce(counted.sites, 0) as sites, coalesce(counted.total, 0) as total
from final left join counted on counted.run = final.id order by final.period
"""
# Each quarter by itself first: with row security in between, the database would look up one site after another.
_MOVERS = """
with newest as materialized (
    select site, overall, standing from scorecard where run = $1 and standing is not null
), before as materialized (
    select site, overall, standing from scorecard where run = $2 and standing is not null
), moved as materialized (
    select site, newest.overall, newest.standing, before.standing as standing_before,
           newest.overall - before.overall as change
    from newest join before using (site)
)
select s.code, s.name, s.name_zh, most.overall, most.standing, most.standing_before, most.change
from (
    (select * from moved where change > 0 order by change desc, site limit $3)
    union all
    (select * from moved where change < 0 order by change, site limit $3)
) most join site s on s.id = most.site
order by most.change desc, s.code
"""
_BEGUN = """
select exists (select from site) as sites, exists (select from repair_order) as orders,
       exists (select from scorecard_run where computed_at is not null) as computed,
       exists (select from scorecard_run where state in ('published', 'restated')) as published,
       (select min(period) from (
           select distinct on (period) period, state from scorecard_run
           where computed_at is not null order by period, revision desc) newest
        where state in ('computed', 'preview')) as unpublished,
       (select max(period) from scorecard_run where computed_at is not null) as newest
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the sites in reach spread over the standings of one quarter. `counts` holds UNRATED as well."""

    period: Quarter
    counts: Mapping[str, int]
    mean: Decimal | None

    @property
    def sites(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Mover:
    """A site that is rated in the newest quarter and in the one before it."""

    code: str
    name: str
    overall: Decimal
    change: Decimal
    standing: str
    standing_before: str


@dataclass(frozen=True, slots=True)
class Glance:
    """`bands`: the standings of the newest quarter, lowest first. `quarters`: oldest first, never empty."""

    bands: tuple[Band, ...]
    quarters: tuple[Spread, ...]
    risen: tuple[Mover, ...]
    fallen: tuple[Mover, ...]

    @property
    def newest(self) -> Spread:
        return self.quarters[-1]


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a network has come. `unpublished`: the oldest quarter that is computed and not published."""

    sites: bool
    orders: bool
    computed: bool
    published: bool
    unpublished: Quarter | None
    newest: Quarter | None


async def begun(actor: Actor) -> Begun:
    """How far the network has come, as far as the actor sees it."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True):
        [row] = await fetch(_BEGUN)
    told = {name: row[name] for name in ("sites", "orders", "computed", "published")}
    return Begun(**told, unpublished=_quarter(row["unpublished"]), newest=_quarter(row["newest"]))


def classes(found: Glance) -> list[tuple[str, Class]]:
    """The standings of the newest scheme, best first; older ones where there are any; the unrated."""
    known = [(band.code, Class(band.label, standing_color(band.code))) for band in reversed(found.bands)]
    codes = {code for code, _class in known} | {UNRATED}
    if any(set(quarter.counts) - codes for quarter in found.quarters):
        known.append((OTHER, Class(_("Other standings"), standing_color(OTHER))))
    return [*known, (UNRATED, Class(_("Not rated"), standing_color(UNRATED)))]


def counts(spread: Spread, codes: list[str]) -> Counts:
    given = dict(spread.counts)
    given[OTHER] = sum(sites for code, sites in given.items() if code not in codes)
    return Counts(DrawnQuarter(spread.period.year, spread.period.number), tuple(given.get(code, 0) for code in codes))


def _quarter(text: str | None) -> Quarter | None:
    return Quarter.parse(text) if text else None


async def glance(actor: Actor) -> Glance | None:
    """The published quarters of the sites in reach; None while there is none."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True, snapshot=True):
        rows = await fetch(_QUARTERS, UNRATED, QUARTERS_OF_HISTORY)
        if not rows:
            return None
        runs = {Quarter.parse(row["period"]): row["id"] for row in rows}
        scheme = (await by_id(rows[-1]["scheme"])).scheme
        moved = await _moved(runs)
    return Glance(
        bands(scheme),
        tuple(_spread(period, [row for row in rows if row["id"] == run]) for period, run in runs.items()),
        risen=tuple(mover for mover in moved if mover.change > 0),
        fallen=tuple(mover for mover in reversed(moved) if mover.change < 0),
    )


async def _moved(runs: Mapping[Quarter, UUID]) -> list[Mover]:
    """Those that moved most since the quarter before the newest; nobody while that one is not published."""
    newest = max(runs)
    before = runs.get(newest.shift(-1))
    if before is None:
        return []
    zh = current().code == "zh_CN"
    return [
        Mover(
            row["code"],
            (row["name_zh"] or row["name"]) if zh else (row["name"] or row["name_zh"]),
            row["overall"],
            row["change"],
            row["standing"],
            row["standing_before"],
        )
        for row in await fetch(_MOVERS, runs[newest], before, MOVERS)
    ]


def _spread(period: Quarter, rows: list[Record]) -> Spread:
    """`rows`: one for each standing of the quarter."""
    counts = {row["standing"]: row["sites"] for row in rows if row["sites"]}
    rated = sum(sites for standing, sites in counts.items() if standing != UNRATED)
    total = sum((row["total"] for row in rows if row["standing"] != UNRATED), Decimal(0))
    return Spread(period, counts, total / rated if rated else None)
