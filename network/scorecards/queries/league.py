"""The league table of a quarter: every site that the actor sees, with its points by criterion."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from network.sites.rules.sites import SiteKind
from reports import sheet as drawn

FILTERS = ("region", "standing", "kind")

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
  and ($5 = '' or s.kind = $5)
"""
_COLUMNS = """
select c.*, s.code, s.name, s.name_zh, s.kind, g.path as region,
       (select string_agg(up.name_zh, '/' order by length(up.path)) from region up
        where g.path = up.path or starts_with(g.path, up.path || '/')) as region_zh,
       (select p.overall from scorecard p
        where p.run = $9 and p.site = c.site and p.standing is not null) as previous,
       (select k.points from criterion_result k
        where k.run = c.run and k.site = c.site and k.criterion = $10) as points
"""
_STANDING = "($6 = '' or c.standing = $6 or ($6 = 'unrated' and c.standing is null))"

# How a criterion's code is written as something to sort by: `points:repair_within_target`.
POINTS = "points:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the league table, in which order. `sort` is of SORTS, or POINTS and the code of a criterion."""

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
    """One page of it.

    total          rows that match
    spread         how what matches but for the standing spreads over standings, `unrated` among them
    changes        by site code, the score less that of the quarter before; None unless rated in both
    self_operated  codes of the sites that are shown for reference and never ranked
    """

    run: Run
    sheet: drawn.LeagueSheet
    total: int
    spread: Mapping[str, int]
    changes: Mapping[str, Decimal | None]
    self_operated: frozenset[str]


async def league(actor: Actor, period: Quarter | None, wanted: Wanted, network_name: str) -> League:
    """The league table of a quarter (the newest for None) in the reader's language. RunNotFound."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period)
        filters = (run.id, wanted.text, _like(wanted.text), wanted.region, wanted.kind)
        counts = await fetch(
            f"select coalesce(c.standing, 'unrated') as standing, count(*) as sites {_FROM} group by 1", *filters
        )
        spread = {row["standing"]: row["sites"] for row in counts}
        total = spread.get(wanted.standing, 0) if wanted.standing else sum(spread.values())
        rows = await _rows(run, _within(wanted, total), filters)
        cells = await _cells(run, [row["site"] for row in rows])
    sheet = drawn.LeagueSheet(
        network_name=network_name,
        quarter=drawn.Quarter(run.period.year, run.period.number),
        bands=bands(run.kept.scheme),
        criteria=_criteria(run),
        rows=tuple(_row(run, row, cells[row["site"]]) for row in rows),
        provenance=provenance(run, "network", run.fingerprint),
    )
    return League(
        run,
        sheet,
        total,
        spread,
        changes={row["code"]: _change(row) for row in rows},
        self_operated=frozenset(row["code"] for row in rows if row["kind"] == SiteKind.SELF_OPERATED),
    )


def _within(wanted: Wanted, total: int) -> Wanted:
    """A page past the end becomes the last one."""
    if wanted.limit is None or wanted.offset < total:
        return wanted
    return replace(wanted, offset=max(0, (total - 1) // wanted.limit * wanted.limit))


async def _rows(run: Run, wanted: Wanted, filters: Sequence[Any]) -> list[Record]:
    direction = "desc" if wanted.direction == "descending" else "asc"
    # The code of a criterion reaches SQL as a value only; what is sorted by is our own text.
    criterion = wanted.sort.removeprefix(POINTS) if wanted.sort.startswith(POINTS) else ""
    key = "points" if criterion else SORTS[wanted.sort]
    previous = await fetch_row(
        "select id from scorecard_run where period = $1 and computed_at is not null order by revision desc limit 1",
        str(run.period.shift(-1)),
    )
    return await fetch(
        f"{_COLUMNS} {_FROM} and {_STANDING} order by {key} {direction} nulls last, s.code limit $7 offset $8",
        *filters,
        wanted.standing,
        wanted.limit,
        wanted.offset,
        previous["id"] if previous else None,
        criterion,
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
        region=_spaced(row["region_zh"] if zh else row["region"]),
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
        rank_range=_rank_range(row["ranges"]) if row["rank"] else None,
    )


def _rank_range(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    best, worst = json.loads(text)["network"]
    return best, worst


def _spaced(path: str | None) -> str | None:
    return path.replace("/", " · ") if path else None


def _change(row: Record) -> Decimal | None:
    if row["previous"] is None or row["standing"] is None:
        return None
    change: Decimal = row["overall"] - row["previous"]
    return change
