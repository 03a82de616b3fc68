"""Two verdicts: which holds, what a parcel's receipt must say, how far inspectors agree, until when one may contest."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.kappa import ENOUGH_PAIRS, agreement
from network.repairs.rules.contests import contest_ends_at, last_day_to_contest, may_decide
from network.repairs.rules.inspections import Verdict, better_for_site, in_force, missing_in_receipt
from network.repairs.rules.orders import Finding
from network.sites.rules.working_days import is_working_day

F = Finding
findings = st.sampled_from([str(finding) for finding in Finding])
pairs = st.lists(st.tuples(findings, findings), max_size=60)

BEST_FIRST = [
    F.FAULT_CONFIRMED,
    F.RECALL,
    F.TRANSIT_DAMAGE,
    F.CUSTOMER_DAMAGE,
    F.USER_EDUCATION,
    F.NO_FAULT_FOUND,
]


def test_the_finding_that_is_better_for_the_site_holds_whoever_found_it() -> None:
    for better, worse in ((a, b) for i, a in enumerate(BEST_FIRST) for b in BEST_FIRST[i + 1 :]):
        assert {in_force(order).finding for order in permutations([Verdict(better), Verdict(worse)])} == {better}
        assert better_for_site(better, than=worse)
        assert not better_for_site(worse, than=better)
    assert not any(better_for_site(same, than=same) for same in Finding)


def test_of_two_alike_the_first_holds_with_the_step_that_it_names() -> None:
    assert in_force([Verdict(F.NO_FAULT_FOUND, "reset"), Verdict(F.NO_FAULT_FOUND, "-")]).missed_step == "reset"


@pytest.mark.parametrize(
    ("counted", "announced", "received", "extra", "explained", "missing"),
    [
        (3, 3, 3, 0, False, set()),
        (0, 0, 0, 0, False, set()),
        (4, 3, 3, 1, True, set()),
        (4, 3, 3, 1, False, {"discrepancy"}),
        (2, 3, 2, 0, False, {"discrepancy"}),
        (2, 3, 2, 0, True, set()),
        (3, 3, 2, 1, False, {"discrepancy"}),  # as many as announced, but not the same
        (3, 3, 2, 0, True, {"units"}),
        (5, 3, 3, 1, False, {"units", "discrepancy"}),
    ],
)
def test_a_receipt_says_what_differs_and_counts_what_it_names(
    counted: int, announced: int, received: int, extra: int, explained: bool, missing: set[str]
) -> None:
    found = missing_in_receipt(counted, announced=announced, received=received, extra=extra, explained=explained)
    assert set(found) == missing


def test_kappa_is_that_of_the_textbook() -> None:
    # 40 and 6 agree, 8 and 6 do not: 76.7% raw agreement, and much less beyond chance.
    found = agreement([("a", "a")] * 40 + [("a", "b")] * 8 + [("b", "a")] * 6 + [("b", "b")] * 6)
    assert (found.pairs, found.agreed, found.kappa) == (60, 46, Decimal("0.3137"))
    assert found.table == {("a", "a"): 40, ("a", "b"): 8, ("b", "a"): 6, ("b", "b"): 6}


@pytest.mark.parametrize(
    ("given_pairs", "kappa"),
    [
        ([], None),
        ([("a", "a")] * 30, None),
        ([("a", "a"), ("b", "b")], Decimal("1.0000")),
        ([("a", "b"), ("b", "a")], Decimal("-1.0000")),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], Decimal("0.0000")),
        ([("a", "b")] * 5, Decimal("0.0000")),
    ],
)
def test_kappa_at_its_edges(given_pairs: list[tuple[str, str]], kappa: Decimal | None) -> None:
    assert agreement(given_pairs).kappa == kappa


@given(pairs)
def test_kappa_stays_in_its_bounds_and_does_not_care_who_was_first(given_pairs: list[tuple[str, str]]) -> None:
    found = agreement(given_pairs)
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert found.kappa == agreement((second, first) for first, second in given_pairs).kappa
    assert sum(found.table.values()) == found.pairs == len(given_pairs)
    assert found.conclusive == (len(given_pairs) >= ENOUGH_PAIRS)


@given(pairs)
def test_kappa_is_one_exactly_for_those_who_always_agree_about_more_than_one_thing(
    given_pairs: list[tuple[str, str]],
) -> None:
    found = agreement(given_pairs)
    several = len({kind for pair in given_pairs for kind in pair}) > 1
    assert (found.kappa == 1) == (several and found.agreed == found.pairs)
    observed = Counter(first == second for first, second in given_pairs)[True]
    assert found.agreed == observed


FRIDAY, SATURDAY, MONDAY = date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)
NATIONAL_DAY = {date(2026, 10, day) for day in range(1, 8)}


@pytest.mark.parametrize(
    ("found_on", "holidays", "make_up_days", "last"),
    [
        (date(2026, 11, 2), set(), set(), date(2026, 11, 16)),  # a Monday: the second Monday after it
        (date(2026, 11, 6), set(), set(), date(2026, 11, 20)),
        (date(2026, 11, 7), set(), set(), date(2026, 11, 20)),  # found at a weekend: the Friday counts the same
        (date(2026, 9, 30), NATIONAL_DAY, set(), date(2026, 10, 21)),
        (date(2026, 9, 30), NATIONAL_DAY, {SATURDAY}, date(2026, 10, 20)),
        (FRIDAY, {SATURDAY}, {SATURDAY}, date(2026, 10, 22)),  # what is worked to make up is worked
    ],
)
def test_ten_working_days_are_counted_on_the_calendar_of_the_site(
    found_on: date, holidays: set[date], make_up_days: set[date], last: date
) -> None:
    assert last_day_to_contest(found_on, holidays, make_up_days) == last


def test_a_weekday_is_worked_unless_it_is_a_holiday() -> None:
    assert is_working_day(FRIDAY, (), ())
    assert not is_working_day(FRIDAY, {FRIDAY}, ())
    assert not is_working_day(SATURDAY, (), ())
    assert is_working_day(SATURDAY, (), {SATURDAY})


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_there_are_ten_working_days_between_whatever_the_calendar(day: date, off: set[int], on: set[int]) -> None:
    holidays = {day + timedelta(days=each) for each in off}
    make_up_days = {day + timedelta(days=each) for each in on}
    last = last_day_to_contest(day, holidays, make_up_days)
    between = [day + timedelta(days=each) for each in range(1, (last - day).days + 1)]
    assert sum(is_working_day(each, holidays, make_up_days) for each in between) == 10
    assert is_working_day(last, holidays, make_up_days)


def test_the_last_day_ends_at_midnight_of_the_site() -> None:
    # 23:30 UTC of Sunday is Monday in Shanghai already, and still Sunday evening in New York.
    found_at = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    assert contest_ends_at(found_at, ZoneInfo("Asia/Shanghai"), (), ()).astimezone(UTC) == datetime(
        2026, 11, 16, 16, tzinfo=UTC
    )
    assert contest_ends_at(found_at, ZoneInfo("America/New_York"), (), ()).astimezone(UTC) == datetime(
        2026, 11, 14, 5, tzinfo=UTC
    )


def test_nobody_decides_about_a_unit_that_they_tested() -> None:
    one, other = uuid4(), uuid4()
    assert may_decide(one, [other])
    assert not may_decide(one, [other, one])
    assert not may_decide(None, [])
