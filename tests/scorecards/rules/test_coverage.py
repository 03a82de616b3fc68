"""Figures of coverage, and the months that they are about."""

from datetime import date
from decimal import Decimal

import pytest

from network.scorecards.rules.coverage import last_full_months, orders_a_month, orders_a_site, sites_a_million


@pytest.mark.parametrize(
    ("today", "newest", "months"),
    [
        (date(2026, 11, 22), date(2026, 11, 21), "2026-08 2026-09 2026-10"),
        (date(2026, 11, 22), date(2026, 9, 30), "2026-07 2026-08 2026-09"),
        (date(2026, 11, 22), date(2026, 9, 28), "2026-07 2026-08 2026-09"),
        (date(2026, 11, 22), date(2026, 9, 27), "2026-06 2026-07 2026-08"),
        (date(2026, 11, 1), date(2027, 5, 1), "2026-08 2026-09 2026-10"),
        (date(2026, 2, 10), None, "2025-11 2025-12 2026-01"),
    ],
)
def test_only_months_that_records_reach_to_the_end_of_are_looked_at(
    today: date, newest: date | None, months: str
) -> None:
    assert " ".join(map(str, last_full_months(today, newest))) == months


def test_figures_are_means_of_three_months_and_unknown_without_what_they_are_divided_by() -> None:
    assert orders_a_month(100) == Decimal("33.3")
    assert orders_a_site(100, 2) == Decimal("16.7")
    assert orders_a_site(0, 0) is None
    assert sites_a_million(3, 2439) == Decimal("1.23")
    assert sites_a_million(3, None) is None
    assert sites_a_million(3, 0) is None
