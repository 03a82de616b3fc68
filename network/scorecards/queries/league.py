"""The league table of a quarter: every site that the actor sees, with its points by criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.i18n import current
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries import wording
from network.scorecards.queries.runs import Run, run_of
from network.scorecards.queries.sheets import bands, provenance
from reports import sheet as drawn

# What a list may be sorted by; anything else is refused before it comes near SQL.
SORTS: Mapping[str, str] = {
    "rank": "c.rank",
    "code": "s.code",
    "name": "s.name",
    "name_zh": "s.name_zh",
    "region": "g.path",
    "overall": "c.overall",
    "coverage": "c.coverage",
    "peer_rank": "c.peer_rank",
}

_FROM = """
from scorecard c join site s on s.id = c.site left join region g on g.id = s.region
where c.run = $1
  and ($2 = '' or s.code ilike $3 or s.name ilike $3 or s.name_zh ilike $3 or s.city ilike $3 or s.city_zh ilike $3)
  and ($4 = '' or g.path = $4 or starts_with(g.path, $4 || '/'))
  and ($5 = '' or c.standing = $5 or ($5 = 'unrated' and c.standing is null))
  and ($6 = '' or s.kind = $6)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the league table, in which order."""

    text: str = ""
    region: str = ""
    standing: str = ""
    kind: str = ""
    sort: str = "rank"
    direction: Literal["ascending", "descending"] = "ascending"
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class League:
    """One page of it: rows, how many there are in all, and how the whole filtered table spreads over standings."""

    run: Run
    sheet: drawn.LeagueSheet
    total: int
    spread: Mapping[str, int]
    changes: Mapping[str, Decimal | None] = field(default_factory=dict)


async def league(actor: Actor, period: Quarter | None, wanted: Wanted, network_name: str) -> League:
    """The league table of a quarter (the newest for None) in the reader's language. RunNotFound."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period)
        filters = (run.id, wanted.text, _like(wanted.text), wanted.region, wanted.standing, wanted.kind)
        rows = await _rows(run, wanted, filters)
        cells = await _cells(run, [row["site"] for row in rows])
        counts = await fetch(
            f"select coalesce(c.standing, 'unrated') as standing, count(*) as sites {_FROM} group by 1", *filters
        )
    sheet = drawn.LeagueSheet(
        network_name=network_name,
        quarter=drawn.Quarter(run.period.year, run.period.number),
        bands=bands(run.kept.scheme),
        criteria=_criteria(run),
        rows=tuple(_row(run, row, cells[row["site"]]) for row in rows),
        provenance=provenance(run, "network", run.fingerprint),
    )
    spread = {row["standing"]: row["sites"] for row in counts}
    changes = {row["code"]: _change(row) for row in rows}
    return League(run, sheet, sum(spread.values()), spread, changes)


async def regions(actor: Actor) -> list[Record]:
    """`path, name, name_zh` of every region, for filters, in the order of the tree."""
    async with transaction(actor, read_only=True):
        return await fetch("select path, name, name_zh from region order by path")


async def _rows(run: Run, wanted: Wanted, filters: Sequence[Any]) -> list[Record]:
    order = f"{SORTS[wanted.sort]} {'desc' if wanted.direction == 'descending' else 'asc'} nulls last"
    previous = await fetch_row(
        "select id from scorecard_run where period = $1 and computed_at is not null order by revision desc limit 1",
        str(run.period.shift(-1)),
    )
    return await fetch(
        "select c.*, s.code, s.name, s.name_zh, s.kind, s.city_tier, g.path as region, g.name_zh as region_zh, "
        "(select p.overall from scorecard p "
        "where p.run = $9 and p.site = c.site and p.standing is not null) as previous "
        f"{_FROM} order by {order}, s.code limit $7 offset $8",
        *filters,
        wanted.limit,
        wanted.offset,
        previous["id"] if previous else None,
    )


async def _cells(run: Run, sites: Sequence[int]) -> dict[int, dict[str, drawn.LeagueCell]]:
    cells: dict[int, dict[str, drawn.LeagueCell]] = {site: {} for site in sites}
    for row in await fetch(
        "select site, criterion, value, points, state from criterion_result where run = $1 and site = any ($2::int[])",
        run.id,
        sites,
    ):
        cells[row["site"]][row["criterion"]] = drawn.LeagueCell(row["value"], row["points"], row["state"])
    return cells


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _criteria(run: Run) -> tuple[drawn.LeagueCriterion, ...]:
    return tuple(
        drawn.LeagueCriterion(
            label=METRICS[criterion.metric].named(criterion.params),
            unit=wording.unit(METRICS[criterion.metric].facts.unit),
            weight=Decimal(criterion.weight) / 10_000,
        )
        for criterion in run.kept.scheme.criteria
    )


def _row(run: Run, row: Record, cells: Mapping[str, drawn.LeagueCell]) -> drawn.LeagueRow:
    zh = current().code == "zh_CN"
    return drawn.LeagueRow(
        site_code=row["code"],
        site_name=(row["name_zh"] or row["name"]) if zh else (row["name"] or row["name_zh"]),
        region=row["region_zh"] if zh else row["region"],
        kind=wording.kind(row["kind"]),
        peer_group=wording.peer_group(row["peer_group"]),
        overall=row["overall"],
        standing=row["standing"],
        coverage=row["coverage"],
        cells=tuple(cells[criterion.code] for criterion in run.kept.scheme.criteria),
        rank=row["rank"],
        peer_rank=row["peer_rank"],
        percentile=None if row["percentile"] is None else row["percentile"] / 100,
        provisional=row["provisional"],
        unrated_reason=wording.unrated_code(row["unrated_reason"]),
    )


def _change(row: Record) -> Decimal | None:
    if row["previous"] is None or row["overall"] is None:
        return None
    change: Decimal = row["overall"] - row["previous"]
    return change
