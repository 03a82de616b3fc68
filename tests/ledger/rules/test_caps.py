"""Caps: what fits, and what they promise whatever is booked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.ledger.rules.caps import capped

amounts = st.decimals(-10_000, 10_000, places=2)
caps = st.decimals(0, 10_000, places=2)


@pytest.mark.parametrize(
    ("amount", "before", "cap", "fits"),
    [
        ("500", "0", "1000", "500"),
        ("500", "700", "1000", "300"),
        ("500", "1000", "1000", "0"),
        ("500", "1200", "1000", "0"),
        ("500", "-200", "1000", "500"),
        ("-500", "0", "400", "-400"),
        ("-500", "-400", "400", "0"),
        ("-500", "100", "400", "-500"),
        ("500", "0", "0", "0"),
        ("0", "0", "1000", "0"),
        ("500.01", "0", "500", "500"),
    ],
)
def test_what_fits(amount: str, before: str, cap: str, fits: str) -> None:
    assert capped(Decimal(amount), Decimal(before), Decimal(cap)) == Decimal(fits)


def test_without_a_cap_everything_fits() -> None:
    assert capped(Decimal(10) ** 12, Decimal(10) ** 12, None) == Decimal(10) ** 12


@given(amounts, amounts, caps)
def test_it_never_grows_nor_turns_and_never_passes_the_cap(amount: Decimal, before: Decimal, cap: Decimal) -> None:
    fits = capped(amount, before, cap)
    assert abs(fits) <= abs(amount)
    assert fits * amount >= 0
    assert fits == 0 or abs(before + fits) <= max(cap, abs(before))
    assert capped(-amount, -before, cap) == -fits


@given(st.lists(st.decimals(0, 1_000, places=2), max_size=20), caps)
def test_however_a_sum_comes_in_parts_as_much_fits_as_of_the_whole(parts: list[Decimal], cap: Decimal) -> None:
    booked = Decimal(0)
    for part in parts:
        booked += capped(part, booked, cap)
    assert booked == min(cap, sum(parts, Decimal(0)))
