"""The numbers of a quarter, all sites at once, inside the running transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from network.foundation.database import Record, execute, fetch, fetch_value
from network.foundation.gathering import Query, gather_rows
from network.foundation.periods import Period, Quarter
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.metrics.metric import together
from network.scorecards.metrics.turnaround import MEDIAN
from network.scorecards.rules.catalogue import Parameter
from network.scorecards.rules.measurement import Measurement
from network.scorecards.rules.scheme import Scheme, metrics_of

Call = tuple[str, Mapping[str, Parameter]]

# So many sites are measured one by one; for more of them it pays to work out the whole network.
FEW = 30

_MEASURED = ("site", "metric", "numerator", "denominator", "value", "sample_size")

# Sources whose records take long to read, the longest first.
_LONG = ("manual_duty", "required_course", "report_reconciled", "repair_order")


@dataclass(frozen=True, slots=True)
class Moment:
    """What is measured: a period, read at an instant; records after it do not exist yet."""

    period: Period
    as_of: datetime

    def values(self, sites: Sequence[int]) -> tuple[Any, ...]:
        return self.period.first, self.period.end, self.as_of, sites


# A site's certification starts with its first certificate. It is valid on a day on which any of its certificates holds
# that is not suspended then; null for a site that never had one.
_SITES = """
select s.id, s.kind, s.city_tier, held.valid as certification_valid,
       (extract(year from $1::date) - extract(year from held.since))::int * 4
       + (extract(quarter from $1::date) - extract(quarter from held.since))::int as quarters_certified
from site s
cross join lateral (
    select min(c.valid_from) as since,
           bool_or(c.valid_from < $2 and least(c.valid_to, c.ended_on - 1) >= $2::date - 1
                   and coalesce(standing.change, '') not in ('suspended', 'withdrawn')) as valid
    from certificate c
    left join lateral (
        select change.change from certification_change change
        where change.certification = c.certification and change.status = 'effective' and change.effective_on < $2
        order by change.effective_on desc, change.decided_at desc nulls last, change.proposed_at desc limit 1
    ) standing on true
    where c.site = s.id
) held
where (s.opened_on is null or s.opened_on < $2) and (s.closed_on is null or s.closed_on >= $1)
order by s.code
"""


async def sites_open_in(period: Period) -> list[Record]:
    """`id, kind, city_tier` of every site that was open on some day of the period, by code, and its certification:
    `quarters_certified` (0 in the quarter in which it starts) and `certification_valid` on the last day."""
    return await fetch(_SITES, period.first, period.end)


async def ended_everywhere(period: Period, at: datetime, sites: Sequence[int]) -> bool:
    """Whether the period is over on the clock of each of these sites."""
    return bool(
        await fetch_value(
            "select coalesce(bool_and(($1::date::timestamp at time zone time_zone) <= $2), true) "
            "from site where id = any ($3::int[])",
            period.end,
            at,
            sites,
        )
    )


def calls(scheme: Scheme) -> dict[str, Call]:
    """By metric key: what the scheme scores, and every other metric as it is shown by default."""
    shown = {metric.facts.key({}): (code, metric.facts.params) for code, metric in METRICS.items()}
    scored = {key: (call.facts.code, call.params) for key, call in metrics_of(scheme, FACTS).items()}
    return {**shown, **scored}


def _many(sites: Sequence[int]) -> bool:
    return len(sites) > FEW


async def store_measurements(
    run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int], *, helped: bool = False
) -> None:
    """Measure all sites, straight into the results of the run. `helped`: by two connections; the running transaction
    must not have written any record."""
    await gather_rows("metric_result", ("run", *_MEASURED), _queries(run, asked, moment, sites), helped=helped)


def _queries(run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int]) -> list[Query]:
    found = []
    for keys in alike(asked):
        measured = together([(METRICS[asked[key][0]], asked[key][1]) for key in keys], many=_many(sites))
        sql = (
            "select $5::uuid, m.site, ($6::text[])[m.place], m.numerator, m.denominator, m.value, m.sample_size "
            f"from ({measured}) m"
        )
        found.append(Query(sql, (*moment.values(sites), run, keys)))
    return found


def alike(asked: Mapping[str, Call]) -> list[list[str]]:
    """The metric keys, those together that read the same records; first those that take longest."""
    found: dict[tuple[str, str], list[str]] = {}
    for key, (code, params) in asked.items():
        found.setdefault(METRICS[code].parts(params), []).append(key)

    def place(keys: list[str]) -> int:
        source = METRICS[asked[keys[0]][0]].source
        return _LONG.index(source) if source in _LONG else len(_LONG)

    return sorted(found.values(), key=place)


async def stored_measurements(run: UUID) -> dict[int, dict[str, Measurement]]:
    """By site and metric key."""
    rows = await fetch(
        "select site, metric, numerator, denominator, value, sample_size from metric_result where run = $1", run
    )
    found: dict[int, dict[str, Measurement]] = {}
    for site, metric, numerator, denominator, value, sample_size in rows:
        found.setdefault(site, {})[metric] = Measurement(numerator, denominator, value, sample_size)
    return found


async def changed_measurements(
    run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int], *, helped: bool = False
) -> int:
    """How many stored figures the records no longer give. `helped`: as of `store_measurements`."""
    columns = ("run", *_MEASURED)
    await execute(
        f"create temp table measured on commit drop as select {', '.join(columns)} from metric_result with no data"
    )
    await gather_rows("measured", columns, _queries(run, asked, moment, sites), helped=helped)
    changed: int = await fetch_value(
        "select count(*) from measured m full join (select * from metric_result where run = $1) s "
        "on s.site = m.site and s.metric = m.metric "
        "where (m.numerator, m.denominator, m.value, m.sample_size) "
        "is distinct from (s.numerator, s.denominator, s.value, s.sample_size)",
        run,
    )
    await execute("drop table measured")
    return changed


async def months(quarter: Quarter, as_of: datetime, sites: Sequence[int]) -> tuple[dict[int, list[Any]], list[Any]]:
    """Median turnaround by month: by site, and of the network, which is the median of the sites' medians.

    Each month is `[month, hours or None, orders]`, hours as text, so that it can be kept as JSON to the digit.
    """
    by_site: dict[int, list[Any]] = {site: [] for site in sites}
    network: list[Any] = []
    for month in quarter.months:
        rows = await fetch(MEDIAN.statement({}), *Moment(month, as_of).values(sites))
        for row in rows:
            by_site[row["site"]].append([str(month), _text(row["value"]), row["sample_size"]])
        known = [row["value"] for row in rows if row["value"] is not None]
        total = sum(row["sample_size"] for row in rows)
        network.append([str(month), _text(median(known)) if known else None, total])
    return by_site, network


def _text(hours: Decimal | None) -> str | None:
    return None if hours is None else f"{hours:.4f}"
