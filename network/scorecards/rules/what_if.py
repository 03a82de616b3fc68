"""What a card would say if a few of its records had been better, or worse: scored anew, nothing kept. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from network.foundation.precision import scoring_arithmetic
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.gates import fired, holds
from network.scorecards.rules.measurement import Pool
from network.scorecards.rules.results import CriterionResult, FiredGate, SiteScore, State
from network.scorecards.rules.scheme import Criterion, Gate, MetricCondition, Scheme
from network.scorecards.rules.scoring import adjusted_rate, overall_of, standing_of


class Supposed(NamedTuple):
    """The card as it would be, without ranks: what the others do is not supposed."""

    card: SiteScore
    changed: tuple[str, ...]


def supposed(
    scheme: Scheme, catalogue: Mapping[str, MetricFacts], card: SiteScore, better: Mapping[str, int]
) -> Supposed:
    """`better`: by criterion, how many more of its records would be good (fewer bad ones, where less is better).

    Only rates that are scored can be changed; others, and 0, are passed over. A number beyond what there is stops at
    the best, or the worst, there is.
    """
    with scoring_arithmetic():
        criteria = tuple(
            _turned(criterion, catalogue[criterion.metric], result, better.get(criterion.code, 0))
            for criterion, result in zip(scheme.criteria, card.criteria, strict=True)
        )
        moved = tuple(
            new.criterion for old, new in zip(card.criteria, criteria, strict=True) if old.numerator != new.numerator
        )
        weighed = tuple(
            result
            if result.points is None
            else result._replace(contribution=result.weight * result.points / card.kept_weight)
            for result in criteria
        )
        return Supposed(_judged(scheme, catalogue, card, weighed), moved)


def can_be_supposed(facts: MetricFacts, result: CriterionResult) -> bool:
    return facts.is_rate and result.state is State.SCORED


def _turned(criterion: Criterion, facts: MetricFacts, result: CriterionResult, better: int) -> CriterionResult:
    if not better or not can_be_supposed(facts, result):
        return result
    wanted = result.numerator + (better if facts.direction == "higher" else -better)
    numerator = min(max(wanted, Decimal(0)), result.denominator)
    pool, raw = _moved_pool(result, numerator - result.numerator), numerator / result.denominator
    adjusted = (
        adjusted_rate(numerator, result.denominator, criterion.shrink, pool) if pool and criterion.shrink else raw
    )
    points, segment = points_on(criterion.curve, adjusted)
    return result._replace(numerator=numerator, raw=raw, pool=pool, adjusted=adjusted, points=points, segment=segment)


def _moved_pool(result: CriterionResult, by: Decimal) -> Pool | None:
    """The site's own records move the network's rate too."""
    pool = result.pool
    return pool if pool is None or pool.fixed else pool._replace(numerator=pool.numerator + by)


def _judged(
    scheme: Scheme, catalogue: Mapping[str, MetricFacts], card: SiteScore, criteria: tuple[CriterionResult, ...]
) -> SiteScore:
    overall = overall_of(criteria, card.kept_weight)
    band = None if overall is None else scheme.standing_at(overall).code
    before = {result.metric: result.numerator for result in card.criteria}
    turned = {result.metric: result for result in criteria if before[result.metric] != result.numerator}
    gates = tuple(
        found for gate in scheme.gates if (found := _gate(scheme, gate, _asked(gate, catalogue, turned), card, band))
    )
    standing, unrated = standing_of(scheme, band, card.coverage, gates)
    return replace(
        card,
        criteria=criteria,
        overall=overall,
        band=band,
        gates=gates,
        standing=standing,
        unrated=unrated,
        provisional=card.provisional and standing is not None,
        network_rank=None,
        peer_rank=None,
        ranges=None,
    )


def _asked(
    gate: Gate, catalogue: Mapping[str, MetricFacts], turned: Mapping[str, CriterionResult]
) -> CriterionResult | None:
    """The supposed result that a gate looks at, if it looks at one."""
    if not isinstance(gate.when, MetricCondition):
        return None
    return turned.get(catalogue[gate.when.metric].key(gate.when.params))


def _gate(
    scheme: Scheme, gate: Gate, result: CriterionResult | None, card: SiteScore, band: str | None
) -> FiredGate | None:
    """A gate on what is supposed is asked anew; any other holds as it held."""
    if result is None or not isinstance(gate.when, MetricCondition):
        held = next((each for each in card.gates if each.gate == gate.code), None)
        return fired(scheme, gate, held.metric, held.observed, band) if held else None
    if not holds(gate.when, result.raw, result.adjusted, result.sample_size):
        return None
    return fired(scheme, gate, result.metric, result.adjusted if gate.when.use == "adjusted" else result.raw, band)
