"""Why a card says what it says, and what the next standing would take.

"What it takes" is found by scoring again with better numbers, one criterion at a time, all else unchanged: so what is
promised here is what the site gets, to the record. The site's own records move the network's pooled rate too.
"""

from bisect import bisect_left
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from network.foundation.precision import scoring_arithmetic
from network.scorecards.rules.catalogue import UNITS, MetricFacts
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.gates import holds
from network.scorecards.rules.results import CriterionResult, FiredGate, SiteScore, State
from network.scorecards.rules.scheme import Criterion, MetricCondition, Scheme, Standing
from network.scorecards.rules.scoring import adjusted_rate, overall_of


class Lift(NamedTuple):
    """The smallest change of one criterion's metric that brings the score to the next standing and frees its own gates.

    value       what the metric must reach, in its unit; None when this criterion alone cannot do it, or need not change
    change      value less the raw value of today: positive where more is better
    records     for a rate: how many more of the same records must be good (in time, not faulty, ...)
    effort      the share of what there is to change: of a rate its records, else of the way to the best value
    blocked_by  gates on something else that keep the standing down all the same
    """

    criterion: str
    value: Decimal | None
    change: Decimal | None
    records: int | None
    effort: Decimal | None
    blocked_by: tuple[str, ...]


class NextStanding(NamedTuple):
    """`points_missing`: what the overall score lacks; 0 when only gates are in the way. A lift per scored criterion."""

    standing: str
    from_score: Decimal
    points_missing: Decimal
    blocked_by: tuple[str, ...]
    lifts: tuple[Lift, ...]


class Line(NamedTuple):
    """A criterion's arithmetic, and how much of the overall score it cost; None where the weight left the total."""

    result: CriterionResult
    points_lost: Decimal | None


class Explanation(NamedTuple):
    """`next_standing` is None for an unrated site and for one that has the best standing."""

    lines: tuple[Line, ...]
    next_standing: NextStanding | None


def cheapest_first(following: NextStanding) -> list[Lift]:
    """The lifts that are possible, the one first for which the smallest share of the work must change."""
    possible = [lift for lift in following.lifts if lift.effort is not None]
    return sorted(possible, key=lambda lift: (bool(lift.blocked_by), lift.effort, lift.records or 0))


def explain(scheme: Scheme, catalogue: Mapping[str, MetricFacts], card: SiteScore) -> Explanation:
    """The explanation of a card that `score_network` gave for this scheme and catalogue."""
    with scoring_arithmetic():
        lines = tuple(Line(result, _points_lost(result, card.kept_weight)) for result in card.criteria)
        return Explanation(lines, _next_standing(scheme, catalogue, card))


def _points_lost(result: CriterionResult, kept_weight: int) -> Decimal | None:
    return None if result.points is None else result.weight * (100 - result.points) / kept_weight


def _next_standing(scheme: Scheme, catalogue: Mapping[str, MetricFacts], card: SiteScore) -> NextStanding | None:
    if card.standing is None or card.overall is None or scheme.place(card.standing) == 0:
        return None
    target = scheme.standings[scheme.place(card.standing) - 1]
    blocking = tuple(gate for gate in card.gates if scheme.place(gate.cap) > scheme.place(target.code))
    lifts = tuple(
        _lift(
            _Attempt(
                facts=catalogue[criterion.metric],
                criterion=criterion,
                result=result,
                card=card,
                target=target,
                conditions=_conditions(scheme, blocking, result.metric),
            ),
            blocking,
        )
        for criterion, result in zip(scheme.criteria, card.criteria, strict=True)
        if result.state is State.SCORED
    )
    return NextStanding(
        standing=target.code,
        from_score=target.from_score,
        points_missing=max(target.from_score - card.overall, Decimal(0)),
        blocked_by=tuple(gate.gate for gate in blocking),
        lifts=lifts,
    )


class _Attempt(NamedTuple):
    """One scored criterion, tried with a better metric. A step is one record of a rate, else the unit's smallest step.

    `conditions`: of the gates on this very metric that keep the standing below the target.
    """

    facts: MetricFacts
    criterion: Criterion
    result: CriterionResult
    card: SiteScore
    target: Standing
    conditions: tuple[MetricCondition, ...]

    def succeeds_after(self, steps: int) -> bool:
        """Whether the score then reaches the target and none of the conditions holds any more."""
        raw, adjusted = self.raw_after(steps), self.adjusted_after(steps)
        better = self.result._replace(points=points_on(self.criterion.curve, adjusted)[0])
        criteria = (better if result is self.result else result for result in self.card.criteria)
        overall = overall_of(criteria, self.card.kept_weight)
        if overall is None or overall < self.target.from_score:
            return False
        return not any(holds(condition, raw, adjusted, self.result.sample_size) for condition in self.conditions)

    def raw_after(self, steps: int) -> Decimal:
        """The metric's value; one that is no rate moves along the multiples of its unit's step."""
        if self.facts.is_rate:
            return (self.result.numerator + self._signed(steps)) / self.result.denominator
        if steps == 0:
            return self._raw
        return (self._grid_start() + self._signed(steps)) * self._step

    def adjusted_after(self, steps: int) -> Decimal:
        pool = self.result.pool
        if pool is None or self.criterion.shrink == 0:
            return self.raw_after(steps)
        numerator = self.result.numerator + self._signed(steps)
        if not pool.fixed:
            pool = pool._replace(numerator=pool.numerator + self._signed(steps))
        return adjusted_rate(numerator, self.result.denominator, self.criterion.shrink, pool)

    def most_steps(self) -> int:
        """How many steps lead to the best value there is."""
        higher = self.facts.direction == "higher"
        if self.facts.is_rate:
            bad = self.result.denominator - self.result.numerator
            return int(bad if higher else self.result.numerator)
        if not higher:
            return self._grid_start()
        best = UNITS[self.facts.unit].maximum
        if best is None:
            # Nothing beyond the curve and the gates can make a difference.
            values = [self.criterion.curve[-1].value, *(condition.value for condition in self.conditions)]
            best = max(values) + self._step
        return max(int(best / self._step) - self._grid_start(), 0)

    @property
    def _raw(self) -> Decimal:
        return self.result.raw or Decimal(0)

    @property
    def _step(self) -> Decimal:
        return UNITS[self.facts.unit].step

    def _signed(self, steps: int) -> int:
        return steps if self.facts.direction == "higher" else -steps

    def _grid_start(self) -> int:
        """The raw value in whole steps, rounded to the worse side."""
        rounding = ROUND_FLOOR if self.facts.direction == "higher" else ROUND_CEILING
        return int((self._raw / self._step).to_integral_value(rounding))


def _lift(attempt: _Attempt, blocking: tuple[FiredGate, ...]) -> Lift:
    own = attempt.result.metric
    others = tuple(gate.gate for gate in blocking if gate.metric != own)
    most = attempt.most_steps()
    success = True
    steps = bisect_left(range(most + 1), success, key=attempt.succeeds_after)
    if steps == 0 or steps > most:
        return Lift(attempt.criterion.code, None, None, None, None, others)
    value = attempt.raw_after(steps)
    return Lift(
        criterion=attempt.criterion.code,
        value=value,
        change=value - attempt.raw_after(0),
        records=steps if attempt.facts.is_rate else None,
        effort=steps / (attempt.result.denominator if attempt.facts.is_rate else Decimal(most)),
        blocked_by=others,
    )


def _conditions(scheme: Scheme, blocking: tuple[FiredGate, ...], metric: str) -> tuple[MetricCondition, ...]:
    on_metric = {gate.gate for gate in blocking if gate.metric == metric}
    return tuple(
        gate.when for gate in scheme.gates if gate.code in on_metric and isinstance(gate.when, MetricCondition)
    )
