"""Scoring a quarter: measurements in, cards out. The page `scorecard.md` in code; the same numbers give the same score.

For each site: measure against the network (shrinkage), turn into points (curve), weigh what stays, round once, cap.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from network.foundation.precision import half_up, scoring_arithmetic
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.curve import Segment, points_on
from network.scorecards.rules.gates import GateMetric, fired_gates
from network.scorecards.rules.measurement import NOTHING, Measurement, Pool, SiteInput, raw_value
from network.scorecards.rules.rank import ranked
from network.scorecards.rules.rank_range import with_ranges
from network.scorecards.rules.results import (
    WEIGHING,
    CriterionResult,
    FiredGate,
    NetworkScores,
    SiteScore,
    State,
    Unrated,
)
from network.scorecards.rules.scheme import UNRATED, WHOLE_WEIGHT, Criterion, MetricCondition, Scheme, metrics_of

PROVISIONAL_QUARTERS = 2
_NO_POINTS = Decimal(0)


class Yardstick(NamedTuple):
    """A criterion and the network's rate of its metric; `pool` is None for no rate, and for a rate without data."""

    criterion: Criterion
    metric: str
    facts: MetricFacts
    pool: Pool | None


class _Judging(NamedTuple):
    """What is the same for all sites of a run."""

    scheme: Scheme
    yardsticks: tuple[Yardstick, ...]
    gate_metrics: Mapping[str, GateMetric]


def score_network(
    scheme: Scheme,
    catalogue: Mapping[str, MetricFacts],
    inputs: Iterable[SiteInput],
    pooled: Mapping[str, Pool] | None = None,
) -> NetworkScores:
    """The cards of all sites, with ranks.

    The scheme must have no problems (`validation.validate_scheme`). `pooled` replaces the pooled rates of the metric
    keys it names. ValueError when a site comes twice.
    """
    sites = list(inputs)
    if len({site.site for site in sites}) < len(sites):
        raise ValueError("a site comes twice in one run")
    with scoring_arithmetic():
        given = {key: pool._replace(fixed=True) for key, pool in (pooled or {}).items()}
        pools = pooled_rates(scheme, catalogue, sites) | given
        judging = _Judging(scheme, _yardsticks(scheme, catalogue, pools), _gate_metrics(scheme, catalogue))
        cards = with_ranges(scheme, ranked(_score(judging, site) for site in sites))
    return NetworkScores(cards, pools)


def pooled_rates(scheme: Scheme, catalogue: Mapping[str, MetricFacts], sites: Sequence[SiteInput]) -> dict[str, Pool]:
    """By metric key, each rate of the scheme pooled over all these sites; a rate without any data is left out."""
    pools = {}
    for key, call in metrics_of(scheme, catalogue).items():
        if call.facts.is_rate:
            measured = [site.measurements[key] for site in sites if key in site.measurements]
            numerator = sum((one.numerator for one in measured), Decimal(0))
            pools[key] = Pool(numerator, sum((one.denominator for one in measured), Decimal(0)))
    return {key: pool for key, pool in pools.items() if pool.denominator > 0}


def adjusted_rate(numerator: Decimal, denominator: Decimal, shrink: int, pool: Pool) -> Decimal:
    """(numerator + m p) / (denominator + m) with p as a fraction, so that only one division rounds."""
    pulled = numerator * pool.denominator + shrink * pool.numerator
    return pulled / ((denominator + shrink) * pool.denominator)


def overall_of(criteria: Iterable[CriterionResult], kept_weight: int) -> Decimal | None:
    """The rounded score; None when no weight stays."""
    if kept_weight == 0:
        return None
    earned = sum((result.weight * result.points for result in criteria if result.points is not None), Decimal(0))
    return half_up(earned / kept_weight)


def _yardsticks(
    scheme: Scheme, catalogue: Mapping[str, MetricFacts], pools: Mapping[str, Pool]
) -> tuple[Yardstick, ...]:
    found = []
    for criterion in scheme.criteria:
        facts = catalogue[criterion.metric]
        key = facts.key(criterion.params)
        found.append(Yardstick(criterion, key, facts, pools.get(key)))
    return tuple(found)


def _gate_metrics(scheme: Scheme, catalogue: Mapping[str, MetricFacts]) -> dict[str, GateMetric]:
    found = {}
    for gate in scheme.gates:
        if isinstance(gate.when, MetricCondition):
            facts = catalogue[gate.when.metric]
            found[gate.code] = GateMetric(facts.key(gate.when.params), facts)
    return found


def _score(judging: _Judging, site: SiteInput) -> SiteScore:
    scheme = judging.scheme
    criteria, kept_weight = _criteria(judging, site)
    overall = overall_of(criteria, kept_weight)
    band = None if overall is None else scheme.standing_at(overall).code
    gates = fired_gates(scheme, judging.gate_metrics, site, criteria, band)
    coverage = Decimal(kept_weight) / WHOLE_WEIGHT
    standing, unrated = standing_of(scheme, band, coverage, gates)
    return SiteScore(
        site=site.site,
        kind=site.kind,
        peer_group=site.peer_group,
        criteria=criteria,
        overall=overall,
        coverage=coverage,
        kept_weight=kept_weight,
        band=band,
        standing=standing,
        unrated=unrated,
        provisional=standing is not None and _is_provisional(site),
        gates=gates,
    )


def _criteria(judging: _Judging, site: SiteInput) -> tuple[tuple[CriterionResult, ...], int]:
    """The lines of the card, and the weights that stay: known from the states, before any points are."""
    lines = []
    kept_weight = 0
    for yardstick in judging.yardsticks:
        measured = site.measurements.get(yardstick.metric, NOTHING)
        raw = raw_value(yardstick.facts, measured)
        sample_size = 0 if raw is None else measured.sample_size
        state = state_of(yardstick, sample_size, site, judging.scheme.reporting_duty)
        if state in WEIGHING:
            kept_weight += yardstick.criterion.weight
        lines.append((yardstick, measured, raw, state))
    return tuple(_result(*line, kept_weight) for line in lines), kept_weight


def state_of(yardstick: Yardstick, sample_size: int, site: SiteInput, reporting_duty: bool) -> State:
    """The one state of a criterion; the first that fits, from what HQ decided to what was measured.

    Without data the site is excused (`not_applicable`), unless the silence is its own: it owes reports, and either one
    of the period is missing and would feed this metric, or the scheme says that this criterion is the duty itself.
    """
    criterion = yardstick.criterion
    if criterion.code in site.not_applicable:
        return State.NOT_APPLICABLE
    if criterion.code in site.held:
        return State.HELD
    if sample_size > 0:
        return State.SCORED if sample_size >= criterion.min_sample else State.INSUFFICIENT_SAMPLE
    owes_reports = reporting_duty and site.is_certified
    silent = site.missing_reports and yardstick.facts.fed_by_reports
    if owes_reports and (silent or criterion.absent == "not_reported"):
        return State.NOT_REPORTED
    return State.NOT_APPLICABLE


def _result(
    yardstick: Yardstick, measured: Measurement, raw: Decimal | None, state: State, kept_weight: int
) -> CriterionResult:
    criterion = yardstick.criterion
    adjusted = _adjusted(yardstick, measured, raw)
    points, segment = _points(yardstick, state, adjusted)
    return CriterionResult(
        criterion=criterion.code,
        metric=yardstick.metric,
        state=state,
        weight=criterion.weight,
        numerator=measured.numerator,
        denominator=measured.denominator,
        sample_size=measured.sample_size,
        raw=raw,
        pool=yardstick.pool,
        adjusted=adjusted,
        segment=segment,
        points=points,
        contribution=None if points is None else criterion.weight * points / kept_weight,
    )


def _adjusted(yardstick: Yardstick, measured: Measurement, raw: Decimal | None) -> Decimal | None:
    shrink = yardstick.criterion.shrink
    if raw is None or yardstick.pool is None or shrink == 0:
        return raw
    return adjusted_rate(measured.numerator, measured.denominator, shrink, yardstick.pool)


def _points(yardstick: Yardstick, state: State, adjusted: Decimal | None) -> tuple[Decimal | None, Segment | None]:
    if state is State.SCORED and adjusted is not None:
        return points_on(yardstick.criterion.curve, adjusted)
    return (_NO_POINTS, None) if state is State.NOT_REPORTED else (None, None)


def standing_of(
    scheme: Scheme, band: str | None, coverage: Decimal, gates: tuple[FiredGate, ...]
) -> tuple[str | None, Unrated | None]:
    """The standing, or why there is none."""
    if band is None or coverage < scheme.min_coverage:
        return None, Unrated.LOW_COVERAGE
    caps = [gate.cap for gate in gates]
    if UNRATED in caps:
        return None, Unrated.GATE
    return max([band, *caps], key=scheme.place), None


def _is_provisional(site: SiteInput) -> bool:
    return site.is_certified and (site.quarters_certified or 0) < PROVISIONAL_QUARTERS
