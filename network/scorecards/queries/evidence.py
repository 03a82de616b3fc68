"""From a number to the records behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import MetricNotFound, ScorecardNotFound
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.metrics.metric import Metric
from network.scorecards.queries.measuring import Moment, calls
from network.scorecards.queries.runs import Run, run_of
from network.scorecards.rules.catalogue import Parameter


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of one site as it was measured."""

    key: str
    metric: Metric
    params: Mapping[str, Parameter]
    numerator: Decimal
    denominator: Decimal
    value: Decimal | None
    sample_size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records behind a figure, one page of `total`; each has `counts`: whether it is in the numerator.

    `unchanged`: the records give the same fingerprint as at publication; None before publication, when figures and
    records are still one.
    """

    run: Run
    code: str
    name: str
    name_zh: str
    time_zone: ZoneInfo
    figure: Figure
    records: list[Record]
    total: int
    unchanged: bool | None


async def figures(actor: Actor, period: Quarter | None, code: str) -> list[Figure]:
    """Every metric of one site in a quarter, in the order of the catalogue. ScorecardNotFound, RunNotFound."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        run = await run_of(period)
        site = await _site(run, code)
        return await _figures(run, site["id"])


async def evidence(
    actor: Actor, period: Quarter | None, code: str, key: str, *, limit: int | None = None, offset: int = 0
) -> Evidence:
    """The records behind one metric of one site. ScorecardNotFound, MetricNotFound, RunNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period)
        site = await _site(run, code)
        figure = next((each for each in await _figures(run, site["id"]) if each.key == key), None)
        if figure is None:
            raise MetricNotFound()
        moment = Moment(run.period, run.computed_at).values([site["id"]])
        records = await fetch(figure.metric.evidence(figure.params), *moment, limit, offset)
        total = records[0]["total"] if records else 0
        unchanged = await _unchanged(run, site["id"], figure)
    return Evidence(
        run, code, site["name"], site["name_zh"], ZoneInfo(site["time_zone"]), figure, records, total, unchanged
    )


async def _site(run: Run, code: str) -> Record:
    site = await fetch_row(
        "select s.id, s.name, s.name_zh, s.time_zone from site s join scorecard c on c.site = s.id and c.run = $1 "
        "where s.code = $2",
        run.id,
        code,
    )
    if site is None:
        raise ScorecardNotFound()
    return site


async def _figures(run: Run, site: int) -> list[Figure]:
    rows = await fetch("select * from metric_result where run = $1 and site = $2", run.id, site)
    measured = {row["metric"]: row for row in rows}
    asked = calls(run.kept.scheme)
    order = {code: place for place, code in enumerate(METRICS)}
    found = [
        Figure(
            key,
            METRICS[code],
            params,
            measured[key]["numerator"],
            measured[key]["denominator"],
            measured[key]["value"],
            measured[key]["sample_size"],
        )
        for key, (code, params) in asked.items()
        if key in measured
    ]
    return sorted(found, key=lambda figure: (order[figure.metric.code], figure.key))


async def _unchanged(run: Run, site: int, figure: Figure) -> bool | None:
    if not run.is_final:
        return None
    stored = await fetch_value(
        "select fingerprint from metric_result where run = $1 and site = $2 and metric = $3", run.id, site, figure.key
    )
    moment = Moment(run.period, run.computed_at).values([site])
    now = await fetch_row(figure.metric.fingerprints(figure.params), *moment)
    return now is not None and now["fingerprint"] == stored
