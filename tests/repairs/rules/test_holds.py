"""Holds by tables of cases and by properties: no time is negative, sums are sums, the customer's promise is fair."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.holds import (
    BY_CUSTOMER,
    HOLD_LABELS,
    MOST_HOLDS,
    Hold,
    HoldReason,
    added_hours,
    due_at,
    holds_left,
    hours_between,
    lasting,
    time_left,
)

START = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
REASONS = st.sampled_from(list(HoldReason))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one
SPANS = st.timedeltas(timedelta(), timedelta(days=90))


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "0.0000"), (1, "1.0000"), (0.5, "0.5000"), (1 / 3, "0.3333"), (2 / 3, "0.6667"), (-1, "0.0000"), (100, "100")],
)
def test_hours_are_counted_to_four_places_and_never_below_nothing(hours: float, expected: str) -> None:
    assert hours_between(START, after(hours)) == Decimal(expected)


@pytest.mark.parametrize("reason", list(HoldReason))
def test_only_what_the_customer_causes_moves_the_promise(reason: HoldReason) -> None:
    moved = added_hours(Hold(reason, START), after(5))
    assert moved == (5 if reason in (HoldReason.CUSTOMER_UNREACHABLE, HoldReason.QUOTE_PENDING) else 0)
    assert Hold(reason, START).moves_promise == (reason in BY_CUSTOMER)


def test_every_reason_has_words() -> None:
    assert set(HOLD_LABELS) == set(HoldReason)


@pytest.mark.parametrize("had", range(4))
def test_an_order_has_two_holds_at_most(had: int) -> None:
    assert holds_left([Hold(HoldReason.QUOTE_PENDING, START, START)] * had) == max(0, MOST_HOLDS - had)


def test_the_hold_that_lasts_is_the_one_without_an_end() -> None:
    ended, open_ = Hold(HoldReason.QUOTE_PENDING, START, after(1)), Hold(HoldReason.FORCE_MAJEURE, after(2))
    assert lasting([ended, open_]) is open_
    assert lasting([ended]) is None


@given(MOMENTS, MOMENTS)
def test_no_hold_is_shorter_than_nothing(begin: datetime, end: datetime) -> None:
    assert hours_between(begin, end) >= 0


@given(MOMENTS, SPANS, SPANS, REASONS)
def test_two_holds_in_a_row_move_the_promise_as_far_as_one_of_their_length(
    begin: datetime, first: timedelta, second: timedelta, reason: HoldReason
) -> None:
    middle, end = begin + first, begin + first + second
    apart = added_hours(Hold(reason, begin), middle) + added_hours(Hold(reason, middle), end)
    assert abs(apart - added_hours(Hold(reason, begin), end)) <= Decimal("0.0001")


@given(MOMENTS, st.decimals(0, 2000, places=4), SPANS, st.sampled_from([24, 48]))
def test_while_the_customer_is_waited_for_the_time_left_stands_still(
    received: datetime, held: Decimal, waited: timedelta, promised: int
) -> None:
    since = received + timedelta(hours=2)
    begun = time_left(due_at(received, held, since, since, promised), since)
    later = since + waited
    assert time_left(due_at(received, held, since, later, promised), later) == begun


@given(MOMENTS, st.decimals(0, 2000, places=4), SPANS)
def test_the_promise_falls_due_where_the_hold_left_it(received: datetime, held: Decimal, waited: timedelta) -> None:
    """What the clock has moved while a hold lasted is what its hours move when it ends, but for their rounding."""
    since, until = received + timedelta(hours=1), received + timedelta(hours=1) + waited
    lasting_due = due_at(received, held, since, until, 24)
    ended_due = due_at(received, held + added_hours(Hold(HoldReason.QUOTE_PENDING, since), until), None, until, 24)
    assert abs(ended_due - lasting_due) <= timedelta(seconds=1)


@given(MOMENTS, SPANS)
def test_a_clock_that_was_put_back_takes_nothing_from_the_promise(received: datetime, back: timedelta) -> None:
    since = received + timedelta(hours=1)
    assert due_at(received, Decimal(0), since, since - back, 24) == received + timedelta(hours=24)
