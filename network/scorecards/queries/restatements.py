"""What waits to be restated, read from the records as they are now; and the restatements that people decide on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.gathering import Query, fetch_all
from network.foundation.periods import Quarter
from network.scorecards.errors import NotPublished, RestatementNotFound
from network.scorecards.metrics import (
    audit_critical_failures,
    audit_score,
    no_fault_return_rate,
    report_accuracy,
    report_timeliness,
)
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.queries import schemes
from network.scorecards.queries.circumstances import circumstances
from network.scorecards.queries.consequences import published_run
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.consequence_validation import MOST_QUARTERS
from network.scorecards.rules.drawing import looks_back
from network.scorecards.rules.restating import Cause, RestatementState
from network.scorecards.rules.scheme import metrics_of
from network.scorecards.schemas.process import QueuedOut, QueueOut, RestatementOut

_AUDITS = {audit_score.METRIC.code, audit_critical_failures.METRIC.code}
_REPORTS = {report_timeliness.METRIC.code, report_accuracy.METRIC.code}

_RUN = """
select r.* from scorecard_run r
where r.state = 'published' and ($1::text is null or r.period = $1) order by r.period desc limit 1
"""
_CHANGED = """
with m as materialized ({statement})
select k.site, s.code, s.name, s.name_zh, k.numerator, k.denominator, k.value, k.sample_size,
       m.numerator as numerator_now, m.denominator as denominator_now, m.value as value_now, m.sample_size as sample_now
from metric_result k join m on m.site = k.site join site s on s.id = k.site
where k.run = $5 and k.metric = $6
  and (m.numerator, m.denominator, m.value, m.sample_size)
      is distinct from (k.numerator, k.denominator, k.value, k.sample_size)
order by s.code
"""
_KEPT = """
select x.site, s.code, s.name, s.name_zh, x.held, x.missing_reports, x.derived
from scorecard_circumstance x join site s on s.id = x.site where x.run = $1 order by s.code
"""


@dataclass(frozen=True, slots=True)
class Queued:
    """A site that waits to be restated, and one cause of it. `metric`: whose figures changed, `before` and `after`;
    none when it is a circumstance that did."""

    site: str
    name: str
    name_zh: str
    cause: Cause
    metric: str | None = None
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Restatement:
    """A proposal, or what came of it. `difference`: by code of a site its fields."""

    id: UUID
    period: Quarter
    revision: int
    sites: Sequence[str]
    reason: str
    state: RestatementState
    proposer: str
    proposed_by: UUID | None
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    decision: str | None
    difference: Mapping[str, list[dict[str, Any]]]


async def restatement_queue(actor: Actor, period: Quarter | None = None) -> tuple[Quarter, list[Queued]]:
    """The published quarter (the newest for None), and every site of which the records, read at the instant of its
    computation, give other figures than were published. NotPublished."""
    actor.require(Permission.RESTATE_SCORECARDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await fetch_row(_RUN, str(period) if period else None)
        if run is None:
            raise NotPublished(period=period or "")
        found = [*await _figures(run), *await _circumstances(run)]
    return Quarter.parse(run["period"]), sorted(found, key=lambda each: (each.site, each.metric or ""))


async def list_restatements(actor: Actor) -> list[Restatement]:
    """Those that wait first, then the newest."""
    actor.require(Permission.RESTATE_SCORECARDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_LIST} order by (w.state = 'proposed') desc, w.proposed_at desc")
        return await _named(rows)


async def read_restatement(actor: Actor, restatement: UUID) -> Restatement:
    """RestatementNotFound."""
    actor.require(Permission.RESTATE_SCORECARDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_LIST} where w.id = $1", restatement)
        if not rows:
            raise RestatementNotFound()
        return (await _named(rows))[0]


async def looking_back(actor: Actor, period: Quarter) -> list[Quarter]:
    """The published quarters after this one whose rules look back on it: what they drew stays until they are restated
    as well."""
    actor.require(Permission.RESTATE_SCORECARDS)
    found = []
    async with transaction(actor, read_only=True):
        for distance in range(1, MOST_QUARTERS + 1):
            run = await published_run(period.shift(distance))
            if run is None:
                break
            rules = run.kept.scheme.rules
            if rules and any(looks_back(rule) >= distance for rule in rules.consequences):
                found.append(run.period)
    return found


def restatement_out(actor: Actor, found: Restatement) -> RestatementOut:
    """`own`: whether this actor proposed it."""
    told = {
        each.name: getattr(found, each.name) for each in fields(found) if each.name not in ("period", "proposed_by")
    }
    return RestatementOut(period=str(found.period), own=found.proposed_by == actor.account, **told)


def queued_out(period: Quarter, found: Sequence[Queued]) -> QueueOut:
    items = [
        QueuedOut(
            site=each.site,
            site_name=each.name,
            site_name_zh=each.name_zh,
            cause=each.cause,
            metric=each.metric or "",
            before=[None if value is None else str(value) for value in each.before],
            after=[None if value is None else str(value) for value in each.after],
        )
        for each in found
    ]
    return QueueOut(period=str(period), items=items)


async def newest_revision(period: Quarter, site: str) -> int | None:
    """Inside a transaction: the newest revision of this site's card that it may be shown; none while it has none."""
    found: int | None = await fetch_value(
        "select max(r.revision) from scorecard_run r join scorecard_release x on x.run = r.id "
        "join site s on s.id = x.site where r.period = $1 and s.code = $2 and r.state in ('published', 'restated')",
        str(period),
        site,
    )
    return found


_LIST = """
select w.*, r.period, r.revision from scorecard_restatement w join scorecard_run r on r.id = w.run
"""


async def _named(rows: Sequence[Record]) -> list[Restatement]:
    codes = {row["id"]: row["code"] for row in await fetch("select id, code from site")}
    return [
        Restatement(
            id=row["id"],
            period=Quarter.parse(row["period"]),
            revision=row["revision"],
            sites=sorted(codes.get(site, "") for site in json.loads(row["sites"])),
            reason=row["reason"],
            state=RestatementState(row["state"]),
            proposer=row["proposer"],
            proposed_by=row["proposed_by"],
            proposed_at=row["proposed_at"],
            decider=row["decider"],
            decided_at=row["decided_at"],
            decision=row["decision"],
            difference={
                code: fields for site, fields in json.loads(row["difference"]).items() if (code := codes.get(int(site)))
            },
        )
        for row in rows
    ]


async def _figures(run: Record) -> list[Queued]:
    """A statement for each metric that the scheme scores, over all sites."""
    moment = Moment(Quarter.parse(run["period"]), run["computed_at"])
    scheme = (await schemes.by_id(run["scheme"])).scheme
    sites = [row["site"] for row in await fetch("select site from scorecard where run = $1", run["id"])]
    calls = metrics_of(scheme, FACTS)
    queries = [
        Query(
            _CHANGED.format(statement=METRICS[call.facts.code].statement(call.params, many=True)),
            (*moment.values(sites), run["id"], key),
        )
        for key, call in calls.items()
    ]
    return [
        _changed(row, key, call.facts.code)
        for (key, call), rows in zip(calls.items(), await fetch_all(queries), strict=True)
        for row in rows
    ]


def _changed(row: Record, key: str, metric: str) -> Queued:
    before = (row["numerator"], row["denominator"], row["value"], row["sample_size"])
    after = (row["numerator_now"], row["denominator_now"], row["value_now"], row["sample_now"])
    return Queued(row["code"], row["name"], row["name_zh"], _cause(metric), key, before, after)


async def _circumstances(run: Record) -> list[Queued]:
    """What was open or missing when the quarter was computed, and is not any more, or the other way round."""
    moment = Moment(Quarter.parse(run["period"]), run["computed_at"])
    scheme = (await schemes.by_id(run["scheme"])).scheme
    kept = await fetch(_KEPT, run["id"])
    around = await circumstances(moment, [row["site"] for row in kept])
    on = {
        cause: frozenset(each.code for each in scheme.criteria if each.metric in metrics)
        for cause, metrics in ((Cause.AUDITS, _AUDITS), (Cause.FINDINGS, {no_fault_return_rate.METRIC.code}))
    }
    found = []
    for row in kept:
        about, held = (row["code"], row["name"], row["name_zh"]), set(json.loads(row["held"]))
        challenged = around.challenged.get(row["site"], frozenset())
        for cause, now in ((Cause.AUDITS, around.appealing), (Cause.FINDINGS, around.contesting)):
            if on[cause] - challenged and bool(held & (on[cause] - challenged)) != (row["site"] in now):
                found.append(Queued(*about, cause))
        if scheme.reporting_duty and not row["derived"] and row["missing_reports"] != (row["site"] in around.silent):
            found.append(Queued(*about, Cause.REPORTS))
    return found


def _cause(metric: str) -> Cause:
    if metric in _AUDITS:
        return Cause.AUDITS
    if metric in _REPORTS:
        return Cause.REPORTS
    return Cause.FINDINGS if metric == no_fault_return_rate.METRIC.code else Cause.RECORDS
