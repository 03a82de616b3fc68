from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.wilson import wilson


def percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [(1, 10, "1.8%", "40.4%"), (38, 100, "29.1%", "47.8%"), (0, 10, "0.0%", "27.8%"), (10, 10, "72.2%", "100.0%")],
)
def test_the_interval_is_that_of_the_page(numerator: int, denominator: int, low: str, high: str) -> None:
    interval = wilson(Decimal(numerator), Decimal(denominator))
    assert (percent(interval.low), percent(interval.high)) == (low, high)


def test_nothing_and_everything_end_exactly_at_0_and_1() -> None:
    assert wilson(Decimal(0), Decimal(7)).low == 0
    assert wilson(Decimal(7), Decimal(7)).high == 1


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_lies_within_0_and_1_and_mirrors(counts: tuple[int, int]) -> None:
    good, total = Decimal(counts[0]), Decimal(counts[1])
    interval = wilson(good, total)
    assert 0 <= interval.low <= good / total <= interval.high <= 1
    mirrored = wilson(total - good, total)
    assert abs(mirrored.low - (1 - interval.high)) < Decimal("1E-25")


def test_more_records_narrow_the_interval() -> None:
    few, many = wilson(Decimal(3), Decimal(10)), wilson(Decimal(300), Decimal(1000))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (1, 0), (-1, 5), (6, 5)])
def test_what_is_no_rate_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        wilson(Decimal(numerator), Decimal(denominator))
