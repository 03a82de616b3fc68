"""Why a score differs from that of the quarter before: own work, the network's rates, what is judged. Pure.

A criterion that weighs in both quarters earns `share * (points - middle)`, and three things may differ in that: what
the site measured (and whether it reported), the network's rate that small samples are pulled to, and the scheme with
the weights that stay. Each takes its Shapley value: the mean of what changing it does, over the six orders in which
the three can be changed. So no order is preferred, and the three add up to the whole difference.

`middle` is the mean of the two scores. Shares add up to one in either quarter, so it alters no sum; but with it, a
criterion that comes in costs points only where it lies below what the site earns elsewhere. One that weighs in a single
quarter (new, gone, measured by another yardstick, too few records) is the scheme's as a whole.

Parts are told in hundredths: rounded down, then the largest remainders up, until they add up to the difference of the
two scores that people see. What has not changed at all stays 0.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from itertools import permutations, product
from typing import NamedTuple

from network.foundation.precision import HUNDREDTH, scoring_arithmetic
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.measurement import Pool
from network.scorecards.rules.results import CriterionResult, SiteScore, State
from network.scorecards.rules.scheme import Criterion, Scheme
from network.scorecards.rules.scoring import adjusted_rate

_ZERO = Decimal(0)
# What 34 digits leave of thirds and sevenths is dropped before anything is rounded.
_NOISE = Decimal("1E-24")


class Factor(StrEnum):
    """What a score can differ by: the site's own work, the network's rates, the scheme and the weights that stay."""

    OWN = "own"
    PEERS = "peers"
    SCHEME = "scheme"


class Quarterly(NamedTuple):
    """A card with the scheme that it was judged by."""

    scheme: Scheme
    card: SiteScore


class Part(NamedTuple):
    """What one criterion adds to the difference, in hundredths; it weighed before, now, or in both."""

    criterion: str
    own: Decimal
    peers: Decimal
    scheme: Decimal
    before: bool
    now: bool

    @property
    def total(self) -> Decimal:
        return self.own + self.peers + self.scheme


class Change(NamedTuple):
    """`own + peers + scheme` is `now - before` to the digit, and each is the sum of its column in `parts`."""

    before: Decimal
    now: Decimal
    own: Decimal
    peers: Decimal
    scheme: Decimal
    parts: tuple[Part, ...]


class _Line(NamedTuple):
    """One criterion of one quarter, as far as it weighs."""

    criterion: Criterion
    result: CriterionResult
    share: Decimal


_Exact = Mapping[Factor, Decimal]


def change(before: Quarterly, now: Quarterly) -> Change | None:
    """The difference of two scores, split; None unless both quarters have one."""
    if before.card.overall is None or now.card.overall is None:
        return None
    with scoring_arithmetic():
        old, new = _lines(before), _lines(now)
        middle = (_earned(old) + _earned(new)) / 2
        # In the order of the scheme of now, then what is gone.
        codes = [*new, *(code for code in old if code not in new)]
        exact = {code: _split(old.get(code), new.get(code), middle) for code in codes}
        return _rounded(before.card.overall, now.card.overall, exact, old, new)


def _lines(quarter: Quarterly) -> dict[str, _Line]:
    """By code, the criteria that weigh."""
    kept = Decimal(quarter.card.kept_weight)
    criteria = {criterion.code: criterion for criterion in quarter.scheme.criteria}
    return {
        result.criterion: _Line(criteria[result.criterion], result, result.weight / kept)
        for result in quarter.card.criteria
        if result.points is not None
    }


def _earned(lines: Mapping[str, _Line]) -> Decimal:
    return sum((line.share * (line.result.points or _ZERO) for line in lines.values()), _ZERO)


def _split(old: _Line | None, new: _Line | None, middle: Decimal) -> _Exact:
    if old is None or new is None or old.result.metric != new.result.metric:
        was = old.share * ((old.result.points or _ZERO) - middle) if old else _ZERO
        comes = new.share * ((new.result.points or _ZERO) - middle) if new else _ZERO
        return {Factor.OWN: _ZERO, Factor.PEERS: _ZERO, Factor.SCHEME: comes - was}
    lines = (old, new)
    worth = {
        (own, peers, scheme): _worth(lines[own].result, _pool(lines[own], lines[peers]), lines[scheme], middle)
        for own, peers, scheme in product((0, 1), repeat=3)
    }
    return _shapley(worth)


def _shapley(worth: Mapping[tuple[int, int, int], Decimal]) -> _Exact:
    """By factor, the mean over all orders of what turning it from 0 to 1 adds."""
    found = dict.fromkeys(Factor, _ZERO)
    orders = list(permutations(range(3)))
    for order in orders:
        state = [0, 0, 0]
        for place in order:
            less = worth[state[0], state[1], state[2]]
            state[place] = 1
            found[list(Factor)[place]] += worth[state[0], state[1], state[2]] - less
    return {factor: total / len(orders) for factor, total in found.items()}


def _pool(own: _Line, peers: _Line) -> Pool | None:
    """The network's rate of a quarter with the site's own records in it replaced by those of the other quarter.

    None where that leaves nothing to divide by: then the rate of the site itself counts alone.
    """
    pool, before, after = peers.result.pool, peers.result, own.result
    if pool is None or before is after:
        return pool
    denominator = pool.denominator - before.denominator + after.denominator
    numerator = pool.numerator - before.numerator + after.numerator
    return Pool(numerator, denominator) if denominator > 0 else None


def _worth(own: CriterionResult, pool: Pool | None, scheme: _Line, middle: Decimal) -> Decimal:
    """What the criterion earns with these records, this rate of the network, and this scheme."""
    if own.state is State.NOT_REPORTED or own.raw is None:
        return scheme.share * (_ZERO - middle)
    value = own.raw
    if pool is not None and scheme.criterion.shrink:
        value = adjusted_rate(own.numerator, own.denominator, scheme.criterion.shrink, pool)
    return scheme.share * (points_on(scheme.criterion.curve, value)[0] - middle)


def _rounded(
    before: Decimal, now: Decimal, exact: Mapping[str, _Exact], old: Mapping[str, _Line], new: Mapping[str, _Line]
) -> Change:
    """Hundredths: first of the three factors, then of the criteria within each."""
    sums = [sum((parts[factor] for parts in exact.values()), _ZERO) for factor in Factor]
    totals = dict(zip(Factor, apportioned(sums, now - before), strict=True))
    columns = {factor: apportioned([parts[factor] for parts in exact.values()], totals[factor]) for factor in Factor}
    parts = tuple(
        Part(code, own, peers, scheme, before=code in old, now=code in new)
        for code, own, peers, scheme in zip(exact, *columns.values(), strict=True)
    )
    return Change(before, now, totals[Factor.OWN], totals[Factor.PEERS], totals[Factor.SCHEME], parts)


def apportioned(exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Each rounded to hundredths, up or down, so that they add up to `total`; what is whole stays as it is.

    `total` lies less than a hundredth from the exact sum: so there are always enough remainders to round up.
    """
    settled = [each.quantize(_NOISE) for each in exact]
    floors = [each.quantize(HUNDREDTH, rounding=ROUND_FLOOR) for each in settled]
    lacking = int((total - sum(floors, _ZERO)) / HUNDREDTH)
    by_rest = sorted(range(len(floors)), key=lambda place: (floors[place] - settled[place], place))
    for place in by_rest[:lacking]:
        floors[place] += HUNDREDTH
    return floors
