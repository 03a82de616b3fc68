"""What is odd and what is not, at the thresholds; and how seldom an honest network is asked anything."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import comb
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.anomalies import (
    CRITICAL_CHI_SQUARE,
    ODDITY_LABELS,
    THRESHOLDS,
    WRONG_QUESTIONS,
    MonthFacts,
    Oddity,
    Threshold,
    by_chance,
    odd,
)

SITES = 300

QUIET = MonthFacts(site=1, stamps=60, ready=30, digit_most=6, chi_square=Decimal(9), same=2, cancelled=2, settled=12)

HEAPED = {"digit_most": 27, "chi_square": Decimal(70)}
# What is odd, and the same just below the threshold.
CASES: list[tuple[Oddity, dict[str, Any], dict[str, Any]]] = [
    (Oddity.BURST, {"burst": 12}, {"burst": 11}),
    (Oddity.HEAPED_MINUTES, HEAPED, {"digit_most": 20}),
    (Oddity.HEAPED_MINUTES, HEAPED, {**HEAPED, "digit_most": 26}),
    (Oddity.SAME_TURNAROUND, {"same": 15}, {"same": 14}),
    (Oddity.BEFORE_MIDNIGHT, {"before_midnight": 8}, {"before_midnight": 7}),
    (Oddity.BEFORE_DUE, {"before_due": 15}, {"before_due": 14}),
    (
        Oddity.CANCELLED_BEFORE_DUE,
        {"cancelled": 8, "cancelled_before_due": 5},
        {"cancelled": 8, "cancelled_before_due": 4},
    ),
    (Oddity.NEVER_HANDED_OVER, {"settled": 20, "kept": 9}, {"settled": 20, "kept": 8}),
    (Oddity.FALSE_NIL, {"nil": True, "shipped": 1}, {"nil": False, "shipped": 9}),
    (Oddity.COPIED_REPORT, {"copied": 5}, {"copied": 4}),
]


@pytest.mark.parametrize(("kind", "found", "quiet"), CASES)
def test_an_oddity_is_named_from_its_threshold_on(kind: Oddity, found: dict[str, Any], quiet: dict[str, Any]) -> None:
    assert [flag.kind for flag in odd(replace(QUIET, **found), SITES)] == [kind]
    assert odd(replace(QUIET, **quiet), SITES) == []


def test_every_oddity_has_a_threshold_words_and_a_case() -> None:
    assert set(THRESHOLDS) == set(ODDITY_LABELS) == set(Oddity) == {kind for kind, *_cases in CASES}


def test_five_minute_people_are_not_odd() -> None:
    """Half of the minutes end in 0, half in 5: far from even, but as people write times."""
    rounded = replace(QUIET, ready=40, digit_most=20, chi_square=Decimal(160))
    assert rounded.chi_square > CRITICAL_CHI_SQUARE
    assert odd(rounded, SITES) == []


@given(st.integers(0, 7), st.integers(0, 10**5))
def test_few_records_are_never_odd(few: int, among: int) -> None:
    counted = MonthFacts(1, stamps=among, burst=few, ready=among, digit_most=few, chi_square=Decimal(99), same=few)
    assert odd(counted, SITES) == []


def test_a_flag_tells_what_was_found_among_how_many() -> None:
    [flag] = odd(replace(QUIET, digit_most=29, digit=9, chi_square=Decimal("180.04")), SITES)
    assert flag.facts == {"found": 29, "among": 30, "digit": 9, "chi_square": "180.0"}


@pytest.mark.parametrize(
    ("found", "among", "share"), [(0, 5, 0.5), (3, 3, 0.25), (7, 20, 0.05), (40, 90, 0.5), (9, 10, 0.9)]
)
def test_the_chance_of_so_many_is_that_of_counting_out_all_cases(found: int, among: int, share: float) -> None:
    each = Fraction(share)
    exact = sum(comb(among, k) * each**k * (1 - each) ** (among - k) for k in range(found, among + 1))
    assert by_chance(found, among, share) == pytest.approx(float(exact), rel=1e-9)


def test_who_asks_many_sites_asks_each_less_easily() -> None:
    some = replace(QUIET, cancelled=8, cancelled_before_due=4)
    assert [[flag.kind for flag in odd(some, sites)] for sites in (5, SITES)] == [[Oddity.CANCELLED_BEFORE_DUE], []]


def test_a_month_of_an_honest_network_expects_less_than_one_wrong_question_in_twenty() -> None:
    """The worst case: every site honest but just so, and of the size at which chance is kindest to the question."""
    bounded = [(threshold, threshold.honest) for threshold in THRESHOLDS.values() if threshold.honest is not None]
    wrong = 0.0
    for threshold, honest in bounded:
        least = ((among, next(_passing(threshold, among), None)) for among in range(1, 400))
        wrong += SITES * max(by_chance(found, among, honest) for among, found in least if found is not None)
    assert len(bounded) == 6
    assert 0 < wrong < WRONG_QUESTIONS


def _passing(threshold: Threshold, among: int) -> Iterator[int]:
    return (found for found in range(among + 1) if threshold.passed(found, among, SITES))


@pytest.mark.parametrize("seed", range(8))
def test_honest_sites_of_all_sizes_and_habits_are_asked_nothing(seed: int) -> None:
    """A network month each: from a handful of orders to hundreds, with times as people and machines write them."""
    chance = Random(seed)
    months = [_honest_month(chance, site) for site in range(SITES)]
    assert [flag for month in months for flag in odd(month, SITES)] == []


def _honest_month(chance: Random, site: int) -> MonthFacts:
    """Open from 9 to 18 o'clock or around the clock; minutes as they are, or rounded to five."""
    opens, closes = chance.choice([(540, 1080), (0, 1440)])
    rounding = chance.choice([1, 1, 5])
    ready = [
        (chance.randrange(30), chance.randrange(opens, closes) // rounding * rounding)
        for _order in range(chance.choice([3, 15, 40, 90, 250]))
    ]
    turnarounds = [chance.choice([chance.randrange(60, 540), chance.randrange(1200, 1560)]) for _order in ready]
    digits = Counter(minute % 10 for _day, minute in ready)
    stamps = Counter(ready)
    cancelled = [chance.randrange(72) for _order in range(len(ready) // 20)]
    return MonthFacts(
        site,
        stamps=len(ready),
        burst=sum(count for count in stamps.values() if count >= THRESHOLDS[Oddity.BURST].records),
        ready=len(ready),
        digit_most=max(digits.values()),
        chi_square=10 * Decimal(sum(count**2 for count in digits.values())) / len(ready) - len(ready),
        same=max(Counter(turnarounds).values()),
        before_midnight=sum(minute >= 1430 for _day, minute in ready),
        before_due=sum(1380 <= minutes <= 1440 for minutes in turnarounds),
        cancelled=len(cancelled),
        cancelled_before_due=cancelled.count(23),
        settled=len(ready) // 2,
        kept=sum(chance.random() < 0.04 for _order in range(len(ready) // 2)),
    )
