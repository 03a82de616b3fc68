"""The numbers of a quarter, all sites at once, inside the running transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from network.foundation.database import Record, fetch, fetch_value
from network.foundation.periods import Period, Quarter
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.metrics.turnaround import MEDIAN
from network.scorecards.rules.catalogue import Parameter
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.scheme import Scheme, metrics_of
from network.sites.rules.sites import peer_group

Call = tuple[str, Mapping[str, Parameter]]


@dataclass(frozen=True, slots=True)
class Moment:
    """What is measured: a period, read at an instant; records after it do not exist yet."""

    period: Period
    as_of: datetime

    def values(self, sites: Sequence[int]) -> tuple[Any, ...]:
        return self.period.first, self.period.end, self.as_of, sites


async def sites_open_in(period: Period) -> list[Record]:
    """`id, kind, city_tier` of every site that was open on some day of the period, by code."""
    return await fetch(
        "select id, kind, city_tier from site "
        "where (opened_on is null or opened_on < $2) and (closed_on is null or closed_on >= $1) order by code",
        period.first,
        period.end,
    )


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


async def store_measurements(run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int]) -> None:
    """Measure each metric for all sites in one statement, straight into the results of the run."""
    for key, (code, params) in asked.items():
        await fetch(
            "insert into metric_result (run, site, metric, numerator, denominator, value, sample_size) "
            f"select $5, m.site, $6, m.numerator, m.denominator, m.value, m.sample_size "
            f"from ({METRICS[code].statement(params)}) m",
            *moment.values(sites),
            run,
            key,
        )


async def stored_measurements(run: UUID) -> dict[int, dict[str, Measurement]]:
    """By site and metric key."""
    rows = await fetch(
        "select site, metric, numerator, denominator, value, sample_size from metric_result where run = $1", run
    )
    found: dict[int, dict[str, Measurement]] = {}
    for site, metric, numerator, denominator, value, sample_size in rows:
        found.setdefault(site, {})[metric] = Measurement(numerator, denominator, value, sample_size)
    return found


async def changed_measurements(run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int]) -> int:
    """How many stored figures the records no longer give."""
    changed = 0
    for key, (code, params) in asked.items():
        changed += await fetch_value(
            f"with m as materialized ({METRICS[code].statement(params)}) select count(*) from m "
            "full join (select * from metric_result where run = $5 and metric = $6) s on s.site = m.site "
            "where (m.numerator, m.denominator, m.value, m.sample_size) "
            "is distinct from (s.numerator, s.denominator, s.value, s.sample_size)",
            *moment.values(sites),
            run,
            key,
        )
    return changed


def inputs(sites: Sequence[Record], measured: Mapping[int, Mapping[str, Measurement]]) -> list[SiteInput]:
    """What scoring is given. Certifications and monthly reports are not kept yet: no site has a duty to report."""
    return [
        SiteInput(
            site=site["id"],
            kind=site["kind"],
            peer_group=peer_group(site["kind"], site["city_tier"]),
            measurements=measured.get(site["id"], {}),
        )
        for site in sites
    ]


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
