"""How probable it is that the true score of a site lies under a line, given what few records say of it.

A rate is believed to be what a Beta distribution says that starts from the network's pooled rate with the weight of
the criterion's shrinkage m (of `LEAST_PRIOR` records where that is less) and has seen the site's own records:
`Beta(m p + k, m (1 - p) + n - k)`. It is taken for the normal distribution of the same mean and variance, whose mean
and variance behind the broken line of the curve are exact sums over its pieces; so that a flat piece is worth nothing
and a kink is no jump. Criteria are taken as independent; what is no rate is taken as it was measured. The score is
then normal by the sum of its parts. A probability, never a score: floats are meant here.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from network.scorecards.rules.results import WEIGHING, CriterionResult, SiteScore, State
from network.scorecards.rules.scheme import CurvePoint, Scheme

# Without shrinkage a rate of few records still is not certain.
LEAST_PRIOR = 2

_STANDARD = NormalDist()
_TEN_THOUSANDTH = Decimal("0.0001")
# A score under the line by less than this is rounded up to it.
_HALF_HUNDREDTH = 0.005


class Spread(NamedTuple):
    mean: float
    variance: float


def probability_under(scheme: Scheme, score: SiteScore, line: Decimal) -> Decimal | None:
    """That the true score lies under `line`, 0..1 with four decimals; None for a site without a standing."""
    if score.standing is None or not score.kept_weight:
        return None
    curves = {criterion.code: criterion for criterion in scheme.criteria}
    weighing = [result for result in score.criteria if result.state in WEIGHING]
    spreads = [
        (
            result.weight / score.kept_weight,
            _points(result, curves[result.criterion].curve, curves[result.criterion].shrink),
        )
        for result in weighing
    ]
    mean = sum(share * spread.mean for share, spread in spreads)
    deviation = sqrt(sum(share * share * spread.variance for share, spread in spreads))
    under = float(line) - _HALF_HUNDREDTH
    if not deviation:
        return Decimal(int(mean < under))
    return Decimal(NormalDist(mean, deviation).cdf(under)).quantize(_TEN_THOUSANDTH)


def _points(result: CriterionResult, curve: Sequence[CurvePoint], shrink: int) -> Spread:
    if result.state is not State.SCORED or result.pool is None:
        return Spread(float(result.points or 0), 0.0)
    return through(curve, believed(result, shrink))


def believed(result: CriterionResult, shrink: int) -> Spread:
    """Mean and variance of the true rate."""
    prior, rate = max(shrink, LEAST_PRIOR), float(result.pool.rate) if result.pool else 0.0
    records = float(result.denominator) + prior
    mean = (float(result.numerator) + prior * rate) / records
    return Spread(mean, mean * (1 - mean) / (records + 1))


def through(curve: Sequence[CurvePoint], rate: Spread) -> Spread:
    """Mean and variance of the points that a normally distributed rate earns on a curve."""
    points = [(float(point.value), float(point.points)) for point in curve]
    if not rate.variance:
        return Spread(_at(points, rate.mean), 0.0)
    deviation = sqrt(rate.variance)
    first, second = _tails(points, rate.mean, deviation)
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = (y1 - y0) / (x1 - x0)
        # The points are `here + slope * deviation * z` for a standard normal z from a to b.
        here, steep = y0 + slope * (rate.mean - x0), slope * deviation
        zeroth, one, two = _moments((x0 - rate.mean) / deviation, (x1 - rate.mean) / deviation)
        first += here * zeroth + steep * one
        second += here * here * zeroth + 2 * here * steep * one + steep * steep * two
    return Spread(first, max(second - first * first, 0.0))


def _tails(points: Sequence[tuple[float, float]], mean: float, deviation: float) -> tuple[float, float]:
    """What lies before the first breakpoint and behind the last, where the curve is flat: first and second moment."""
    before = _STANDARD.cdf((points[0][0] - mean) / deviation)
    behind = 1 - _STANDARD.cdf((points[-1][0] - mean) / deviation)
    low, high = points[0][1], points[-1][1]
    return before * low + behind * high, before * low * low + behind * high * high


def _moments(a: float, b: float) -> tuple[float, float, float]:
    """The integrals of 1, z and z squared under the standard normal curve from a to b."""
    mass = _STANDARD.cdf(b) - _STANDARD.cdf(a)
    low, high = _STANDARD.pdf(a), _STANDARD.pdf(b)
    return mass, low - high, mass + a * low - b * high


def _at(points: Sequence[tuple[float, float]], x: float) -> float:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]
