"""Demerit points: which count on a day, and what is said of a licence's twelve months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.ledger.rules.demerits import Demerit, demerits_on, most_within_a_year, reached_on, runs_out_on

days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
entries = st.lists(st.builds(Demerit, days, st.integers(1, 12).map(Decimal)), max_size=12)


def demerit(day: str, points: int) -> Demerit:
    return Demerit(date.fromisoformat(day), Decimal(points))


@pytest.mark.parametrize(
    ("day", "out"),
    [
        ("2026-01-01", "2027-01-01"),
        ("2027-02-28", "2028-02-28"),
        ("2028-02-28", "2029-02-28"),
        ("2028-02-29", "2029-02-28"),
        ("2028-03-01", "2029-03-01"),
        ("2026-12-31", "2027-12-31"),
    ],
)
def test_points_run_out_a_year_later(day: str, out: str) -> None:
    assert runs_out_on(date.fromisoformat(day)) == date.fromisoformat(out)


@pytest.mark.parametrize(
    ("day", "counts"), [("2026-05-09", 0), ("2026-05-10", 5), ("2027-05-09", 5), ("2027-05-10", 0)]
)
def test_points_count_from_their_day_until_a_year_has_passed(day: str, counts: int) -> None:
    assert demerits_on([demerit("2026-05-10", 5)], date.fromisoformat(day)) == counts


def test_twelve_within_any_twelve_months_are_reached_across_a_new_year_and_not_across_more() -> None:
    near = [demerit("2025-11-01", 6), demerit("2026-10-31", 6)]
    far = [demerit("2025-11-01", 6), demerit("2026-11-01", 6)]
    assert reached_on(near) == date(2026, 10, 31)
    assert reached_on(far) is None
    assert [most_within_a_year(near), most_within_a_year(far)] == [Decimal(12), Decimal(6)]


def test_what_is_taken_back_does_not_count_on_any_day() -> None:
    back = [demerit("2026-05-10", 12), demerit("2026-05-10", -12)]
    assert demerits_on(back, date(2026, 5, 10)) == 0
    assert reached_on(back) is None


def test_nothing_is_below_zero() -> None:
    assert demerits_on([demerit("2026-05-10", -3)], date(2026, 5, 10)) == 0
    assert most_within_a_year([]) == 0


@given(days)
def test_a_point_counts_for_365_or_366_days(day: date) -> None:
    assert (runs_out_on(day) - day).days in (365, 366)


@given(entries, days)
def test_what_counts_is_what_is_not_older_than_a_year_in_whatever_order_it_came(
    found: list[Demerit], day: date
) -> None:
    counts = demerits_on(found, day)
    assert counts == demerits_on(reversed(found), day)
    assert counts <= most_within_a_year(found) <= sum((entry.points for entry in found), Decimal(0))
    young = [entry for entry in found if timedelta(0) <= day - entry.day < timedelta(365)]
    assert counts >= sum((entry.points for entry in young), Decimal(0)) - sum(
        (entry.points for entry in young if runs_out_on(entry.day) <= day), Decimal(0)
    )


@given(entries, st.integers(1, 30).map(Decimal))
def test_the_limit_is_reached_when_the_most_within_a_year_reaches_it(found: list[Demerit], limit: Decimal) -> None:
    day = reached_on(found, limit)
    assert (day is not None) == (most_within_a_year(found) >= limit)
    if day is not None:
        assert demerits_on(found, day) >= limit
        assert all(demerits_on(found, day - timedelta(days=before)) < limit for before in range(1, 400))
