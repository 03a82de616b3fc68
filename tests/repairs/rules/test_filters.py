"""How well a pre-check step filters: what is counted, and in which order the steps are shown."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.filters import Filtered, last_quarters, ranked

COUNTS = st.builds(Filtered, *(st.integers(0, 10_000) for _field in range(4)))


def test_units_that_say_nothing_about_a_step_do_not_count() -> None:
    damaged_in_transit = Filtered(ticked=12)
    assert (damaged_in_transit.effectiveness, damaged_in_transit.interval) == (None, None)
    assert Filtered(ticked=12, missed=2, confirmed=6).effectiveness == Decimal("0.75")


def test_what_let_most_units_through_comes_first_and_of_equals_the_less_effective() -> None:
    steps = {
        "reset": Filtered(50, missed=2, confirmed=48),
        "battery": Filtered(100, missed=9, confirmed=91),
        "network": Filtered(10, missed=2, confirmed=2),
        "memory": Filtered(10),
    }
    assert ranked(steps) == ["battery", "network", "reset", "memory"]


@given(COUNTS, COUNTS)
def test_effectiveness_is_a_share_within_its_interval_and_counts_add_up(one: Filtered, other: Filtered) -> None:
    both = one + other
    assert (both.ticked, both.judged, both.left_out) == (
        one.ticked + other.ticked,
        one.judged + other.judged,
        one.left_out + other.left_out,
    )
    if both.effectiveness is None:
        assert both.interval is None
    else:
        low, high = both.interval or (Decimal(1), Decimal(0))
        assert 0 <= low <= both.effectiveness <= high <= 1


def test_the_last_four_quarters_are_those_that_are_over() -> None:
    assert last_quarters(date(2026, 11, 20)) == (date(2025, 10, 1), date(2026, 10, 1))
    assert last_quarters(date(2027, 1, 1)) == (date(2026, 1, 1), date(2027, 1, 1))
