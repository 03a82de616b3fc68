"""From when to when certificates hold: month ends, the three rules, and that nothing is ever cut short."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from network.sites.rules.validity import (
    A_DAY,
    Case,
    FixedDate,
    Validity,
    ValidityRule,
    last_day,
    longest_window,
    preview,
    provisional_until,
    renewable_from,
    validity,
)

DECISION, PREVIOUS, FIXED = ValidityRule
NEW_YEAR = FixedDate(12, 31)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
fixed_dates = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: FixedDate(day.month, day.day))


@st.composite
def terms(draw: st.DrawFn) -> Validity:
    """Any that a certificate type may have."""
    rule = draw(st.sampled_from(ValidityRule))
    months = draw(st.integers(12 if rule is FIXED else 1, 60))
    window = draw(st.integers(0, longest_window(rule, months)))
    return Validity(rule, months, window, draw(fixed_dates) if rule is FIXED else None)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 5, 15), 1, date(2026, 6, 14)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_months_end_where_a_calendar_ends_them(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


@given(days, days, st.integers(1, 120))
def test_who_begins_later_never_ends_sooner(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert last_day(early, months) <= last_day(late, months)


@given(days, st.integers(1, 60))
def test_months_that_follow_each_other_leave_no_gap_of_more_than_a_month_end(first: date, months: int) -> None:
    chained = last_day(last_day(first, months) + A_DAY, months)
    assert timedelta(0) <= chained - last_day(first, 2 * months) <= timedelta(days=3)


@pytest.mark.parametrize(
    ("rule", "decided_on", "previous", "expected"),
    [
        (DECISION, date(2026, 11, 22), None, (date(2026, 11, 22), date(2027, 11, 21))),
        (DECISION, date(2026, 11, 22), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 11, 21))),
        (DECISION, date(2027, 2, 1), date(2026, 12, 31), (date(2027, 2, 1), date(2028, 1, 31))),
        (PREVIOUS, date(2026, 11, 22), None, (date(2026, 11, 22), date(2027, 11, 21))),
        (PREVIOUS, date(2026, 11, 22), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 12, 31))),
        (PREVIOUS, date(2027, 2, 1), date(2026, 12, 31), (date(2027, 2, 1), date(2028, 1, 31))),
        (FIXED, date(2026, 12, 15), None, (date(2026, 12, 15), date(2027, 12, 31))),
        (FIXED, date(2027, 1, 5), None, (date(2027, 1, 5), date(2027, 12, 31))),
        (FIXED, date(2026, 12, 31), None, (date(2026, 12, 31), date(2027, 12, 31))),
        (FIXED, date(2026, 11, 22), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 12, 31))),
        (FIXED, date(2027, 1, 5), date(2026, 12, 31), (date(2027, 1, 5), date(2027, 12, 31))),
    ],
)
def test_each_rule_gives_the_dates_that_people_expect(
    rule: ValidityRule, decided_on: date, previous: date | None, expected: tuple[date, date]
) -> None:
    fixed = NEW_YEAR if rule is FIXED else None
    assert validity(rule, 12, decided_on, previous, fixed) == expected


@given(terms(), days, st.integers(0, 400))
def test_a_renewal_inside_its_window_never_shortens(terms: Validity, end: date, before: int) -> None:
    assume(before <= terms.window_days)
    first, last = validity(terms.rule, terms.months, end - timedelta(days=before), end, terms.fixed)
    assert first == end + A_DAY
    assert last > end


@given(terms(), days, st.none() | days)
def test_a_certificate_never_ends_before_it_starts_and_never_overlaps_the_one_before(
    terms: Validity, decided_on: date, previous: date | None
) -> None:
    first, last = validity(terms.rule, terms.months, decided_on, previous, terms.fixed)
    assert decided_on <= first <= last
    assert previous is None or first > previous


@given(days, st.none() | days, fixed_dates, st.integers(1, 60))
def test_a_fixed_date_is_that_day_and_never_the_year_before(
    decided_on: date, previous: date | None, fixed: FixedDate, months: int
) -> None:
    first, last = validity(FIXED, months, decided_on, previous, fixed)
    assert last == fixed.of(last.year)
    assert last > first
    assert abs(last - last_day(first, months)) <= timedelta(days=366)


@given(days, st.integers(-14, 14))
def test_who_is_two_weeks_early_or_late_keeps_the_same_fixed_date(decided_on: date, shift: int) -> None:
    end = NEW_YEAR.of(decided_on.year)
    assert validity(FIXED, 12, end + timedelta(days=shift), end, NEW_YEAR)[1] == NEW_YEAR.of(end.year + 1)


def test_29_february_is_the_last_of_february_in_other_years() -> None:
    assert [FixedDate(2, 29).of(year).day for year in (2024, 2025, 2100)] == [29, 28, 28]


def test_a_fixed_date_that_no_year_has_is_none() -> None:
    with pytest.raises(ValueError):
        FixedDate(4, 31)


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (date(2026, 11, 15), date(2027, 6, 30)),
        (date(2026, 10, 1), date(2027, 3, 31)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 10, 2), date(2027, 6, 30)),
    ],
)
def test_provisional_is_until_the_end_of_the_second_full_quarter(first: date, until: date) -> None:
    assert provisional_until(first) == until


def test_the_window_opens_so_many_days_before_the_end() -> None:
    assert renewable_from(date(2026, 12, 31), 60) == date(2026, 11, 1)


@given(terms(), days)
def test_a_preview_shows_every_case_and_keeps_the_promises(terms: Validity, today: date) -> None:
    lines = preview(terms, today)
    assert [line.case for line in lines] == list(Case)
    for line in lines:
        assert line.decided_on <= line.valid_from <= line.valid_to
        assert line.previous_to is None or line.valid_to > line.previous_to
