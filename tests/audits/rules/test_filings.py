"""What is odd about a visit and its photos, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.audits.rules.assignments import AssignmentState
from network.audits.rules.filings import (
    GRACE,
    IMPOSSIBLE_SKEW,
    NOTABLE_SKEW,
    Circumstances,
    Doubt,
    Signal,
    Timing,
    doubts,
    signals,
)
from network.audits.rules.photos import EARTH_METRES, Place, Shot, metres_between, photo_signals

RECEIVED = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = RECEIVED - timedelta(hours=3)
HOME = (Decimal("31.2304"), Decimal("121.4737"))

places = st.tuples(st.decimals(-90, 90, places=5), st.decimals(-180, 180, places=5))


def timing(start: datetime = START, hours: float = 1, off: timedelta = timedelta()) -> Timing:
    end = start + timedelta(hours=hours)
    return Timing.corrected(start + off, end + off, end + off, RECEIVED + off, RECEIVED)


def known(state: AssignmentState = AssignmentState.ACCEPTED, retired_at: datetime | None = None) -> Circumstances:
    day = timedelta(days=1)
    return Circumstances(state, START - 30 * day, START - day, START + day, retired_at)


@given(st.timedeltas(-timedelta(days=20_000), timedelta(days=20_000)))
def test_a_clock_that_is_off_all_the_time_changes_no_time(off: timedelta) -> None:
    right, wrong = timing(), timing(off=off)
    assert (wrong.visited_at, wrong.left_at, wrong.submitted_at) == (
        right.visited_at,
        right.left_at,
        right.submitted_at,
    )
    assert wrong.skew == -off
    told = {each["code"] for each in signals(wrong, known(), other_version=False, dropped=[])}
    assert (Signal.SKEW in told) is (abs(off) > NOTABLE_SKEW)
    assert (Doubt.CLOCK in doubts(wrong, known())) is (abs(off) > IMPOSSIBLE_SKEW)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (START, []),
        (RECEIVED + timedelta(minutes=4), []),
        (RECEIVED + timedelta(minutes=6), [Doubt.FUTURE]),
        (RECEIVED - timedelta(hours=73), []),
        (RECEIVED - timedelta(hours=73, seconds=1), [Doubt.EXPIRED]),
        (START - timedelta(days=30, minutes=6), [Doubt.EXPIRED, Doubt.BEFORE_ASSIGNMENT]),
    ],
)
def test_times_at_their_bounds(start: datetime, expected: list[Doubt]) -> None:
    assert doubts(timing(start), known()) == expected


@pytest.mark.parametrize("since", [timedelta(0), GRACE - timedelta(seconds=1), GRACE])
def test_a_retired_version_takes_visits_that_begin_within_fourteen_days(since: timedelta) -> None:
    assert doubts(timing(), known(retired_at=START - since)) == ([Doubt.RETIRED] if since == GRACE else [])


def test_only_a_visit_that_was_accepted_is_reviewed_at_once() -> None:
    assert [state for state in AssignmentState if not doubts(timing(), known(state))] == [AssignmentState.ACCEPTED]


def test_a_visit_that_ends_before_it_begins_is_taken_as_ending_then() -> None:
    back = Timing.corrected(START, START - timedelta(hours=1), START, RECEIVED, RECEIVED)
    assert (back.left_at, back.left_early) == (START, True)


@given(places, places)
def test_distances_are_the_same_both_ways_and_within_half_the_globe(one: Place, other: Place) -> None:
    assert metres_between(one, other) == pytest.approx(metres_between(other, one))
    assert 0 <= metres_between(one, other) <= EARTH_METRES * 3.1416
    assert metres_between(one, one) == 0


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(HOME, (HOME[0] + 1, HOME[1])) == pytest.approx(111_195, abs=5)


def shot(**more: object) -> Shot:
    given: dict[str, object] = {"place": HOME, "accuracy": Decimal(10), "mocked": False, "taken_at": START}
    return Shot(question="greeted", **given | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "on_site", "expected"),
    [
        (shot(), True, []),
        (shot(place=None, accuracy=None), True, [Signal.NO_POSITION]),
        (shot(place=None, accuracy=None), False, []),
        (shot(place=(Decimal(0), Decimal(0))), True, [Signal.ZERO_POSITION]),
        (shot(place=(Decimal("31.2394"), HOME[1])), True, []),
        (shot(place=(Decimal("31.2404"), HOME[1])), True, [Signal.FAR]),
        (shot(place=(Decimal("31.2404"), HOME[1]), accuracy=Decimal(200)), True, []),
        (shot(place=(Decimal("31.2404"), HOME[1])), False, []),
        (shot(mocked=True), False, [Signal.MOCKED]),
        (shot(mocked=None, taken_at=None), True, []),
        (shot(taken_at=START - timedelta(minutes=59)), True, []),
        (shot(taken_at=START - timedelta(minutes=61)), True, [Signal.TAKEN_ELSEWHEN]),
        (shot(taken_at=START + timedelta(minutes=121)), True, [Signal.TAKEN_ELSEWHEN]),
    ],
)
def test_what_is_odd_about_a_photo(seen: Shot, on_site: bool, expected: list[Signal]) -> None:
    told = photo_signals(seen, timing(), HOME, {"greeted"}, [], on_site=on_site)
    assert [each["code"] for each in told] == expected


def test_a_photo_at_a_question_that_was_not_asked_and_one_seen_before() -> None:
    told = photo_signals(shot(), timing(), HOME, set(), ["b", "a"], on_site=True)
    assert told == [{"code": "question_not_asked", "value": None}, {"code": "alike", "value": ["a", "b"]}]


def test_the_clock_of_the_tablet_is_put_right_for_photos_too() -> None:
    off = timedelta(days=3)
    assert photo_signals(shot(taken_at=START + off), timing(off=off), HOME, {"greeted"}, [], on_site=True) == []
