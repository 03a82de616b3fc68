"""From a value to points: linear between breakpoints, flat outside."""

from bisect import bisect_left
from decimal import Decimal
from typing import NamedTuple

from network.scorecards.rules.scheme import CurvePoint


class Segment(NamedTuple):
    """The piece of the curve a value lies on; `lower` is None up to the first breakpoint, `upper` after the last."""

    lower: CurvePoint | None
    upper: CurvePoint | None


def points_on(curve: tuple[CurvePoint, ...], value: Decimal) -> tuple[Decimal, Segment]:
    """The points that `value` earns and the segment that gave them. Values of the curve rise strictly."""
    after = bisect_left(curve, value, key=_value)
    if after == 0:
        return curve[0].points, Segment(None, curve[0])
    if after == len(curve):
        return curve[-1].points, Segment(curve[-1], None)
    lower, upper = curve[after - 1], curve[after]
    width = upper.value - lower.value
    # One division, last: a breakpoint earns exactly its points.
    points = (lower.points * (upper.value - value) + upper.points * (value - lower.value)) / width
    return points, Segment(lower, upper)


def _value(point: CurvePoint) -> Decimal:
    return point.value
