"""From a number to the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.foundation.wilson import Interval, wilson
from network.scorecards.errors import MetricNotFound, ScorecardNotFound
from network.scorecards.metrics.audit_score import weight as audit_weight
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

    @property
    def interval(self) -> Interval | None:
        """The 95% interval of a rate; None without data and for what is no rate."""
        if self.value is None or not self.metric.facts.is_rate:
            return None
        return wilson(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A repair order, a return or a month's report behind a figure.

    counts  whether it is in the numerator; of a figure that is no rate, every record is
    values  by the metric's `columns`
    file    where it was read; None for a file that somebody else imported, which is not this actor's to see
    row     of that file; None for what was read from no file
    """

    id: UUID
    number: str
    counts: bool
    values: Mapping[str, Any]
    file: str | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records behind a figure, a page of `total` that begins at `offset`.

    `unchanged`: the records give the same fingerprint as at publication; None before publication, when figures and
    records are still one.
    """

    run: Run
    code: str
    name: str
    name_zh: str
    time_zone: ZoneInfo
    figure: Figure
    records: list[EvidenceRecord]
    total: int
    offset: int
    unchanged: bool | None


async def figures(actor: Actor, period: Quarter | None, code: str, revision: int | None = None) -> list[Figure]:
    """Every metric of one site in a quarter, in the order of the catalogue. ScorecardNotFound, RunNotFound."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        run = await run_of(period, revision)
        site = await _site(run, code)
        return await _figures(run, site["id"])


async def evidence(
    actor: Actor,
    period: Quarter | None,
    code: str,
    key: str,
    *,
    revision: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Evidence:
    """The records behind one metric of one site, what makes it worse first; past the end, the last page.

    ScorecardNotFound, MetricNotFound, RunNotFound.
    """
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period, revision)
        site = await _site(run, code)
        figure = next((each for each in await _figures(run, site["id"]) if each.key == key), None)
        if figure is None:
            raise MetricNotFound()
        records = await _records(run, site["id"], figure, limit, offset)
        if limit and offset and not records:
            first = await _records(run, site["id"], figure, 1, 0)
            offset = (first[0]["total"] - 1) // limit * limit if first else 0
            records = await _records(run, site["id"], figure, limit, offset)
        files = await _files(records)
        unchanged = await _unchanged(run, site["id"], figure)
    return Evidence(
        run=run,
        code=code,
        name=site["name"],
        name_zh=site["name_zh"],
        time_zone=ZoneInfo(site["time_zone"]),
        figure=figure,
        records=[_record(row, figure, files, run.period) for row in records],
        total=records[0]["total"] if records else 0,
        offset=offset,
        unchanged=unchanged,
    )


async def _records(run: Run, site: int, figure: Figure, limit: int | None, offset: int) -> list[Record]:
    moment = Moment(run.period, run.computed_at).values([site])
    return await fetch(figure.metric.evidence(figure.params), *moment, limit, offset)


async def _files(records: Sequence[Record]) -> dict[UUID, str]:
    """The names of the files that these records came from, as far as the actor may see them."""
    ids = list({row["import_file"] for row in records if row.get("import_file")})
    rows = await fetch("select id, name from import_file where id = any ($1::uuid[])", ids)
    return {row["id"]: row["name"] for row in rows}


def _record(row: Record, figure: Figure, files: Mapping[UUID, str], period: Quarter) -> EvidenceRecord:
    number = row[figure.metric.origin.number]
    return EvidenceRecord(
        id=row["id"],
        number=f"{number:%Y-%m}" if isinstance(number, date) else number,
        counts=row["counts"],
        values={name: _value(row, name, figure, period) for name in figure.metric.columns},
        file=files.get(row.get("import_file")),
        row=row["import_row"] if row.get("import_file") else None,
    )


def _value(row: Record, name: str, figure: Figure, period: Quarter) -> Any:
    if name == "weight":
        return audit_weight(row["visited_on"], period)
    if name == "due_at" and figure.metric.source == "repair_order":
        return row["promise_base_at"] + timedelta(hours=int(figure.params["target_hours"]))
    if name == "due_at" and figure.metric.source == "complaint":
        return row["due_base_at"] + timedelta(hours=int(figure.params["target_hours"]))
    return row[name]


async def _site(run: Run, code: str) -> Record:
    # PostgreSQL takes no zero byte, and an address may hold one.
    site = (
        None
        if "\0" in code
        else await fetch_row(
            "select s.id, s.name, s.name_zh, s.time_zone from site s join scorecard c on c.site = s.id and c.run = $1 "
            "where s.code = $2",
            run.id,
            code,
        )
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
