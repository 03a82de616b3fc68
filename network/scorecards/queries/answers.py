"""What was read, in the shape in which the API gives it."""

from collections.abc import Iterable, Sequence

from network.foundation.i18n import current
from network.foundation.wilson import Interval
from network.scorecards.queries.evidence import Evidence, Figure
from network.scorecards.queries.league import League
from network.scorecards.queries.revisions import CardRevision
from network.scorecards.queries.runs import RunLine
from network.scorecards.queries.schemes import KeptScheme
from network.scorecards.queries.sheets import Card
from network.scorecards.queries.wording import criterion_label, weight
from network.scorecards.rules.curve import Segment
from network.scorecards.rules.explain import Line, NextStanding
from network.scorecards.rules.results import Rank
from network.scorecards.rules.scheme import Criterion, CurvePoint
from network.scorecards.schemas.scorecards import (
    BreakpointOut,
    CardRevisionOut,
    CriterionOut,
    EvidenceOut,
    EvidenceRecordOut,
    FigureOut,
    FiguresOut,
    GateOut,
    IntervalOut,
    LeagueOut,
    LeagueRowOut,
    LiftOut,
    NextStandingOut,
    PointsOut,
    QuarterOut,
    RankOut,
    SchemeOut,
    ScorecardOut,
    SegmentOut,
)
from network.sites.rules.sites import SiteKind
from reports.sheet import LeagueRow


def quarter_out(line: RunLine) -> QuarterOut:
    return QuarterOut(
        quarter=str(line.period),
        revision=line.revision,
        state=line.state,
        scheme=line.scheme,
        scheme_version=line.scheme_version,
        computed_at=line.computed_at,
        computed_by=line.computed_by,
        published_at=line.published_at,
        published_by=line.published_by,
        rated=line.rated,
        mean=line.mean,
        fingerprint=line.fingerprint or None,
    )


def league_out(found: League) -> LeagueOut:
    scheme = found.run.kept.scheme
    return LeagueOut(
        quarter=str(found.run.period),
        state=found.run.state,
        scheme=scheme.code,
        scheme_version=scheme.version,
        total=found.total,
        spread=dict(found.spread),
        rows=[_row(row, found) for row in found.sheet.rows],
    )


def _row(row: LeagueRow, found: League) -> LeagueRowOut:
    criteria = zip(found.run.kept.scheme.criteria, row.cells, strict=True)
    own = row.site_code in found.self_operated
    return LeagueRowOut(
        site=row.site_code,
        name=row.site_name,
        region=row.region,
        kind=SiteKind.SELF_OPERATED if own else SiteKind.FRANCHISED,
        rank=row.rank,
        peer_group=row.peer_group or "",
        peer_rank=row.peer_rank,
        percentile=None if row.percentile is None else row.percentile * 100,
        overall=row.overall,
        change=found.changes[row.site_code],
        standing=row.standing,
        provisional=row.provisional,
        coverage=row.coverage,
        unrated_reason=row.unrated_reason or None,
        criteria=[
            PointsOut(criterion=each.code, state=cell.state, value=cell.value, points=cell.points)
            for each, cell in criteria
        ],
    )


def scorecard_out(card: Card, revisions: Sequence[CardRevision]) -> ScorecardOut:
    scheme, score, origin = card.run.kept.scheme, card.score, card.sheet.provenance
    lines = zip(scheme.criteria, card.explanation.lines, strict=True)
    return ScorecardOut(
        quarter=str(card.run.period),
        site=card.site_code,
        name=card.sheet.site.name,
        state=card.run.state,
        revision=card.run.revision,
        scheme=scheme.code,
        scheme_version=scheme.version,
        first_day=card.sheet.first_day,
        last_day=card.sheet.last_day,
        overall=score.overall,
        coverage=score.coverage,
        band=score.band,
        standing=score.standing,
        provisional=score.provisional,
        unrated=score.unrated,
        unrated_reason=card.sheet.judgement.unrated_reason,
        peer_group=score.peer_group,
        network_rank=_rank(score.network_rank),
        peer_rank=_rank(score.peer_rank),
        criteria=[_criterion(criterion, line) for criterion, line in lines],
        gates=[_gate(card, number) for number in range(len(score.gates))],
        next_standing=_next(card.explanation.next_standing),
        fingerprint=origin.fingerprint or None,
        revisions=[
            CardRevisionOut(revision=each.number, published_at=each.published_at, reason=each.reason)
            for each in revisions
        ],
    )


def _rank(rank: Rank | None) -> RankOut | None:
    return None if rank is None else RankOut(position=rank.position, of=rank.of, percentile=rank.percentile)


def _criterion(criterion: Criterion, line: Line) -> CriterionOut:
    result = line.result
    return CriterionOut(
        criterion=result.criterion,
        metric=result.metric,
        label=criterion_label(criterion),
        state=result.state,
        weight=weight(criterion),
        numerator=result.numerator,
        denominator=result.denominator,
        sample_size=result.sample_size,
        min_sample=criterion.min_sample,
        value=result.raw,
        interval=_interval(result.interval),
        pooled=result.pool.rate if result.pool else None,
        shrink=criterion.shrink,
        adjusted=result.adjusted,
        segment=_segment(result.segment),
        points=result.points,
        contribution=result.contribution,
        lost=line.points_lost,
    )


def _interval(interval: Interval | None) -> IntervalOut | None:
    return None if interval is None else IntervalOut(low=interval.low, high=interval.high)


def _segment(segment: Segment | None) -> SegmentOut | None:
    return None if segment is None else SegmentOut(lower=_point(segment.lower), upper=_point(segment.upper))


def _point(point: CurvePoint | None) -> BreakpointOut | None:
    return None if point is None else BreakpointOut(value=point.value, points=point.points)


def _gate(card: Card, number: int) -> GateOut:
    gate = card.score.gates[number]
    return GateOut(
        gate=gate.gate,
        metric=gate.metric,
        observed=gate.observed,
        cap=gate.cap,
        reason=gate.reason.in_language(current().code),
        lowers=gate.lowers,
    )


def _next(following: NextStanding | None) -> NextStandingOut | None:
    if following is None:
        return None
    return NextStandingOut(
        standing=following.standing,
        from_score=following.from_score,
        points_missing=following.points_missing,
        blocked_by=list(following.blocked_by),
        lifts=[
            LiftOut(
                criterion=lift.criterion,
                value=lift.value,
                change=lift.change,
                records=lift.records,
                blocked_by=list(lift.blocked_by),
            )
            for lift in following.lifts
        ],
    )


def figures_out(period: str, code: str, measured: Iterable[Figure]) -> FiguresOut:
    return FiguresOut(quarter=period, site=code, metrics=[figure_out(each) for each in measured])


def figure_out(figure: Figure) -> FigureOut:
    facts = figure.metric.facts
    return FigureOut(
        metric=figure.key,
        label=figure.metric.named(figure.params),
        definition=figure.metric.defined(figure.params),
        unit=facts.unit,
        better=facts.direction,
        numerator=figure.numerator if facts.is_rate else None,
        denominator=figure.denominator if facts.is_rate else None,
        value=figure.value,
        sample_size=figure.sample_size,
        interval=_interval(figure.interval),
    )


def evidence_out(found: Evidence) -> EvidenceOut:
    return EvidenceOut(
        quarter=str(found.run.period),
        site=found.code,
        time_zone=str(found.time_zone),
        figure=figure_out(found.figure),
        record=found.figure.metric.source,
        unchanged=found.unchanged,
        total=found.total,
        offset=found.offset,
        records=[
            EvidenceRecordOut(
                id=each.id,
                number=each.number,
                counts=each.counts,
                values=dict(each.values),
                file=each.file,
                row=each.row,
            )
            for each in found.records
        ],
    )


def scheme_out(kept: KeptScheme) -> SchemeOut:
    document = kept.scheme.as_document()
    return SchemeOut(
        code=kept.scheme.code,
        version=kept.scheme.version,
        name=kept.scheme.name.in_language(current().code),
        added_at=kept.added_at,
        sha256=kept.sha256,
        document=document,
    )
