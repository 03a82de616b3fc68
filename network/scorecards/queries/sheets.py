"""Scorecards as sheets: everything a drawing or a page shows, gathered in a fixed number of statements."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.i18n import current, gettext
from network.foundation.periods import Month, Quarter
from network.scorecards.errors import ScorecardNotFound
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.queries import wording
from network.scorecards.queries.cards import card_rows, criterion_rows, score_of
from network.scorecards.queries.runs import Run, run_of
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.explain import Explanation, explain
from network.scorecards.rules.results import CriterionResult, SiteScore
from network.scorecards.rules.scheme import Criterion, Scheme
from reports import sheet as drawn

QUARTERS_OF_HISTORY = 8
QUARTERS_OF_TREND = 6
QUARTERS_OF_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """One site's scorecard: the score with its explanation, and the sheet that is drawn from it."""

    run: Run
    site_code: str
    time_zone: ZoneInfo
    score: SiteScore
    explanation: Explanation
    sheet: drawn.ScorecardSheet


@dataclass(frozen=True, slots=True)
class _Past:
    """What earlier quarters add, by site: scores, points by criterion, months; and the network's."""

    quarters: Sequence[Record]
    scores: Mapping[int, Mapping[str, Record]]
    points: Mapping[int, Mapping[tuple[str, str], Decimal | None]]


async def card(actor: Actor, period: Quarter | None, code: str, network_name: str, revision: int | None = None) -> Card:
    """One site's scorecard in the reader's language; of the newest quarter and revision for None. ScorecardNotFound,
    RunNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    for found in await cards(actor, period, [code.replace("\0", "")], network_name, revision):
        if found.site_code == code:
            return found
    raise ScorecardNotFound()


async def cards(
    actor: Actor,
    period: Quarter | None,
    codes: Sequence[str] | None,
    network_name: str,
    revision: int | None = None,
) -> Iterator[Card]:
    """The scorecards of these sites, or of all that the actor sees, by site code, in the reader's language."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period, revision)
        rows = await card_rows(run, codes)
        sites = [row["site"] for row in rows]
        criteria = await criterion_rows(run, sites)
        past = await _past(run, sites)
        orders = await _orders(run, sites)
    return (_card(run, row, criteria[row["site"]], past, orders, network_name) for row in rows)


async def _past(run: Run, sites: Sequence[int]) -> _Past:
    """The quarters before in their newest revisions; a revision that was replaced shows them as they stood then."""
    quarters = await fetch(
        "select distinct on (period) id, period, network from scorecard_run "
        "where computed_at is not null and (period < $1 and period > $2 or id = $3) "
        "order by period, published_at <= $4 desc nulls last, revision desc",
        str(run.period),
        str(run.period.shift(-QUARTERS_OF_HISTORY)),
        run.id,
        run.stood_until,
    )
    runs = [row["id"] for row in quarters]
    scores: dict[int, dict[str, Record]] = {}
    for row in await fetch(
        "select r.period, c.site, c.overall, c.standing, c.months "
        "from scorecard c join scorecard_run r on r.id = c.run "
        "where c.run = any ($1::uuid[]) and c.site = any ($2::int[])",
        runs,
        sites,
    ):
        scores.setdefault(row["site"], {})[row["period"]] = row
    points: dict[int, dict[tuple[str, str], Decimal | None]] = {}
    for row in await fetch(
        "select r.period, c.site, c.criterion, c.points from criterion_result c join scorecard_run r on r.id = c.run "
        "where c.run = any ($1::uuid[]) and c.site = any ($2::int[])",
        runs[-QUARTERS_OF_TREND:],
        sites,
    ):
        points.setdefault(row["site"], {})[row["period"], row["criterion"]] = row["points"]
    return _Past(quarters, scores, points)


async def _orders(run: Run, sites: Sequence[int]) -> dict[int, int]:
    """By site, how many orders were made ready in the quarter: the sample of the turnaround."""
    rows = await fetch(
        "select site, sample_size from metric_result where run = $1 and metric = 'turnaround_median_h' "
        "and site = any ($2::int[])",
        run.id,
        sites,
    )
    return {row["site"]: row["sample_size"] for row in rows}


def _card(
    run: Run, row: Record, criteria: Sequence[Record], past: _Past, orders: Mapping[int, int], network_name: str
) -> Card:
    known = json.loads(row["known"])
    score = score_of(row, criteria, run)
    explained = explain(run.kept.scheme, FACTS, score)
    period = run.period
    made = drawn.ScorecardSheet(
        network_name=network_name,
        quarter=drawn.Quarter(period.year, period.number),
        first_day=period.first,
        last_day=period.end - timedelta(days=1),
        site=_identity(known, orders.get(row["site"])),
        judgement=_judgement(run, score, past),
        criteria=tuple(_lines(run, score, explained, past)),
        lift=wording.lift(run.kept.scheme, score, explained),
        turnaround=_turnaround(run, score, past),
        history=tuple(_history(score, past)),
        provenance=provenance(run, known["code"], row["fingerprint"], known["time_zone"]),
    )
    return Card(run, row["code"], ZoneInfo(known["time_zone"]), score, explained, made)


def _identity(known: Mapping[str, Any], orders: int | None) -> drawn.SiteIdentity:
    zh = current().code == "zh_CN"
    name, other = (known["name_zh"], known["name"]) if zh else (known["name"], known["name_zh"])
    region = (known["region_zh"] if zh else known["region"]) or None
    return drawn.SiteIdentity(
        code=known["code"],
        name=name,
        other_name="" if other == name else other,
        region=region.replace("/", " · ") if region else None,
        city=(known["city_zh"] if zh else known["city"]) or None,
        kind=wording.kind(known["kind"]),
        operator=(known["operator_zh"] if zh else known["operator"]) or None,
        opened_on=date.fromisoformat(known["opened_on"]) if known["opened_on"] else None,
        repair_orders=orders,
    )


def bands(scheme: Scheme) -> tuple[drawn.Band, ...]:
    """The scheme's standings, lowest first, with their stars."""
    language = current().code
    return tuple(
        drawn.Band(each.code, each.label.in_language(language), each.from_score, wording.STARS.get(each.code, 0))
        for each in reversed(scheme.standings)
    )


def _judgement(run: Run, score: SiteScore, past: _Past) -> drawn.Judgement:
    language = current().code
    labels = {each.code: each.label.in_language(language) for each in run.kept.scheme.standings}
    previous = run.period.shift(-1)
    before = past.scores.get(score.site, {}).get(str(previous))  # type: ignore[call-overload]
    return drawn.Judgement(
        bands=bands(run.kept.scheme),
        score=score.overall,
        coverage=score.coverage,
        standing=score.standing,
        unrated_reason=wording.unrated(score, run.kept.scheme),
        provisional=score.provisional,
        previous_score=before["overall"] if before and before["standing"] else None,
        previous_quarter=drawn.Quarter(previous.year, previous.number) if before and before["standing"] else None,
        network_rank=_rank(score.network_rank),
        peer_rank=_rank(score.peer_rank),
        peer_group=wording.peer_group(score.peer_group),
        gates=tuple(
            drawn.FiredGate(gate.reason.in_language(language), labels.get(gate.cap, gettext("Not rated")))
            for gate in score.gates
            if gate.lowers
        ),
    )


def _rank(rank: Any) -> drawn.Rank | None:
    if rank is None:
        return None
    return drawn.Rank(rank.position, rank.of, None if rank.percentile is None else rank.percentile / 100)


def _lines(run: Run, score: SiteScore, explained: Explanation, past: _Past) -> Iterator[drawn.CriterionLine]:
    scheme = run.kept.scheme
    for criterion, line in zip(scheme.criteria, explained.lines, strict=True):
        yield _line(run, criterion, line.result, line.points_lost, _trend(score, criterion, past))


def _trend(score: SiteScore, criterion: Criterion, past: _Past) -> tuple[Decimal | None, ...]:
    periods = [row["period"] for row in past.quarters[-QUARTERS_OF_TREND:]]
    points = past.points.get(score.site, {})  # type: ignore[call-overload]
    return tuple(points.get((period, criterion.code)) for period in periods)


def _line(
    run: Run, criterion: Criterion, result: CriterionResult, lost: Decimal | None, trend: tuple[Decimal | None, ...]
) -> drawn.CriterionLine:
    metric = METRICS[criterion.metric]
    pool = run.pools.get(result.metric)
    best, passing = wording.targets(criterion)
    return drawn.CriterionLine(
        label=metric.named(criterion.params),
        definition=metric.defined(criterion.params),
        weight=Decimal(criterion.weight) / 10_000,
        unit=wording.unit(metric.facts.unit),
        better=metric.facts.direction,
        state=result.state.value,
        curve=tuple((point.value, point.points) for point in criterion.curve),
        sample_size=result.sample_size,
        min_sample=criterion.min_sample,
        raw=result.raw,
        adjusted=result.adjusted,
        interval=_interval(criterion, result),
        network_value=pool.rate if pool else None,
        network_points=points_on(criterion.curve, pool.rate)[0] if pool else None,
        full_value=best,
        pass_value=passing,
        points=result.points,
        contribution=result.contribution,
        lost=lost,
        trend=trend,
    )


def _interval(criterion: Criterion, result: CriterionResult) -> drawn.Interval | None:
    if result.interval is None:
        return None
    low, high = result.interval
    return drawn.Interval(low, high, points_on(criterion.curve, low)[0], points_on(criterion.curve, high)[0])


def _turnaround(run: Run, score: SiteScore, past: _Past) -> drawn.Turnaround:
    months: list[drawn.TurnaroundMonth] = []
    own = past.scores.get(score.site, {})  # type: ignore[call-overload]
    for row in past.quarters[-QUARTERS_OF_MONTHS:]:
        card = own.get(row["period"])
        here = {name: value for name, value, _count in json.loads(card["months"])} if card else {}
        for name, network, _count in json.loads(row["network"])["months"]:
            month = Month.parse(name)
            in_quarter = row["period"] == str(run.period)
            months.append(
                drawn.TurnaroundMonth(month.year, month.number, _hours(here.get(name)), _hours(network), in_quarter)
            )
    return drawn.Turnaround(tuple(months), wording.target_hours(run.kept.scheme))


def _hours(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _history(score: SiteScore, past: _Past) -> Iterator[drawn.HistoryPoint]:
    own = past.scores.get(score.site, {})  # type: ignore[call-overload]
    for row in past.quarters:
        period = Quarter.parse(row["period"])
        card = own.get(row["period"])
        mean = json.loads(row["network"])["mean"]
        yield drawn.HistoryPoint(
            drawn.Quarter(period.year, period.number),
            card["overall"] if card and card["standing"] else None,
            _hours(mean),
        )


def provenance(run: Run, code: str, fingerprint: bytes | None, time_zone: str = "UTC") -> drawn.Provenance:
    """How a document about this run is traced. Its date is the publication's: the same card draws the same bytes."""
    zone = ZoneInfo(time_zone)
    return drawn.Provenance(
        document_number=f"SC-{run.period}-{code}-r{run.revision}",
        revision=run.revision,
        scheme=run.kept.scheme.name.in_language(current().code),
        scheme_version=str(run.kept.scheme.version),
        fingerprint=fingerprint.hex() if fingerprint else "",
        generated_at=(run.published_at or run.computed_at).astimezone(zone),
        published_at=run.published_at.astimezone(zone) if run.published_at else None,
        status="" if run.is_final else gettext("Not published yet: figures may still change"),
        is_final=run.is_final,
    )
