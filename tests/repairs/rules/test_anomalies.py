"""What is odd and what is not, at the thresholds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.anomalies import CRITICAL_CHI_SQUARE, ODDITY_LABELS, THRESHOLDS, MonthFacts, Oddity, odd

QUIET = MonthFacts(site=1, stamps=60, ready=30, digit_most=6, chi_square=Decimal(9), same=2, cancelled=2, settled=12)

HEAPED = {"digit_most": 20, "chi_square": Decimal(70)}
# What is odd, and the same just below the threshold.
CASES: list[tuple[Oddity, dict[str, Any], dict[str, Any]]] = [
    (Oddity.BURST, {"burst": 12}, {"burst": 11}),
    (Oddity.HEAPED_MINUTES, HEAPED, {"digit_most": 20}),
    (Oddity.HEAPED_MINUTES, HEAPED, {**HEAPED, "digit_most": 17}),
    (Oddity.SAME_TURNAROUND, {"same": 15}, {"same": 14}),
    (Oddity.BEFORE_MIDNIGHT, {"before_midnight": 8}, {"before_midnight": 7}),
    (Oddity.BEFORE_DUE, {"before_due": 15}, {"before_due": 14}),
    (Oddity.CANCELLED_BEFORE_DUE, {"cancelled": 8, "cancelled_before_due": 4}, {"cancelled_before_due": 2}),
    (Oddity.NEVER_HANDED_OVER, {"settled": 20, "kept": 8}, {"kept": 7}),
    (Oddity.FALSE_NIL, {"nil": True, "shipped": 1}, {"nil": False, "shipped": 9}),
    (Oddity.COPIED_REPORT, {"copied": 5}, {"copied": 4}),
]


@pytest.mark.parametrize(("kind", "found", "quiet"), CASES)
def test_an_oddity_is_named_from_its_threshold_on(kind: Oddity, found: dict[str, Any], quiet: dict[str, Any]) -> None:
    assert [flag.kind for flag in odd(replace(QUIET, **found))] == [kind]
    assert odd(replace(QUIET, **quiet)) == []


def test_every_oddity_has_a_threshold_words_and_a_case() -> None:
    assert set(THRESHOLDS) == set(ODDITY_LABELS) == set(Oddity) == {kind for kind, *_cases in CASES}


def test_five_minute_people_are_not_odd() -> None:
    """Half of the minutes end in 0, half in 5: far from even, but as people write times."""
    rounded = replace(QUIET, ready=40, digit_most=20, chi_square=Decimal(160))
    assert rounded.chi_square > CRITICAL_CHI_SQUARE
    assert odd(rounded) == []


@given(st.integers(0, 7), st.integers(0, 10**5))
def test_few_records_are_never_odd(few: int, among: int) -> None:
    counted = MonthFacts(1, stamps=among, burst=few, ready=among, digit_most=few, chi_square=Decimal(99), same=few)
    assert odd(counted) == []


def test_a_flag_tells_what_was_found_among_how_many() -> None:
    [flag] = odd(replace(QUIET, digit_most=25, digit=9, chi_square=Decimal("180.04")))
    assert flag.facts == {"found": 25, "among": 30, "digit": 9, "chi_square": "180.0"}
