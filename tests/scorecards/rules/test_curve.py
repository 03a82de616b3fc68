from decimal import Decimal

import pytest

from network.scorecards.rules.curve import Segment, points_on
from network.scorecards.rules.scheme import CurvePoint
from tests.scorecards.rules.cases import NO_FAULT_CURVE, WITHIN_CURVE


@pytest.mark.parametrize(
    ("curve", "value", "points"),
    [
        (WITHIN_CURVE, "0", "0"),
        (WITHIN_CURVE, "0.60", "0"),
        (WITHIN_CURVE, "0.70", "30"),
        (WITHIN_CURVE, "0.80", "60"),
        (WITHIN_CURVE, "0.875", "80"),
        (WITHIN_CURVE, "0.95", "100"),
        (WITHIN_CURVE, "1", "100"),
        (NO_FAULT_CURVE, "0", "100"),
        (NO_FAULT_CURVE, "0.05", "100"),
        (NO_FAULT_CURVE, "0.32", "20"),
        (NO_FAULT_CURVE, "0.38", "0"),
        (NO_FAULT_CURVE, "1", "0"),
    ],
)
def test_points_are_linear_between_breakpoints_and_flat_outside(
    curve: tuple[CurvePoint, ...], value: str, points: str
) -> None:
    assert points_on(curve, Decimal(value))[0] == Decimal(points)


def test_a_breakpoint_earns_exactly_its_points_even_where_the_slope_is_no_decimal() -> None:
    thirds = (
        CurvePoint(Decimal(0), Decimal(0)),
        CurvePoint(Decimal("0.7"), Decimal("33.3")),
        CurvePoint(Decimal(1), Decimal(100)),
    )
    assert points_on(thirds, Decimal("0.7"))[0] == Decimal("33.3")
    assert points_on(thirds, Decimal(1))[0] == 100


def test_the_segment_names_the_breakpoints_used() -> None:
    below, middle, above = (points_on(WITHIN_CURVE, Decimal(value))[1] for value in ("0.1", "0.7", "0.99"))
    assert below == Segment(None, WITHIN_CURVE[0])
    assert middle == Segment(WITHIN_CURVE[0], WITHIN_CURVE[1])
    assert above == Segment(WITHIN_CURVE[2], None)
