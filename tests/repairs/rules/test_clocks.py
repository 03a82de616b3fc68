"""The five clocks: each instant of the customer's time has one keeper, whatever the records say."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.clocks import (
    CLOCK_LABELS,
    CLOCK_MEANINGS,
    CLOCKS,
    Clocks,
    Course,
    Journey,
    Keeper,
    Pause,
    hours,
)
from network.repairs.rules.clocks import clocks as measured
from tests.repairs.rules.histories import NOW, histories, history

T0 = datetime.fromisoformat("2026-07-01T00:00:00+00:00")


def h(count: float) -> datetime:
    return T0 + timedelta(hours=count)


def read(course: Course, moment: datetime | None = None) -> dict[str, float | None]:
    """The clocks in hours; only what is not zero. Read after a thousand hours, unless said."""
    found = measured(course, moment or h(1000))
    values = {clock: found.read(clock) for clock in CLOCKS}
    return {clock: None if value is None else float(hours(value)) for clock, value in values.items() if value}


CASES = [
    ("repaired at the site", Course(T0, h(2), h(10)), {"customer": 10, "site": 10, "diagnosis": 2}),
    ("the clock runs to the notice", Course(T0, None, h(10), h(14)), {"customer": 14, "site": 14}),
    (
        "to HQ and back",
        Course(T0, None, h(60), journeys=[Journey(h(5), h(20), h(40), h(50))]),
        {"customer": 60, "site": 15, "hq": 20, "logistics": 25},
    ),
    (
        "nobody wrote down when HQ sent it back",
        Course(T0, None, h(60), journeys=[Journey(h(5), h(20), None, h(50))]),
        {"customer": 60, "site": 15, "hq": 30, "logistics": 15},
    ),
    (
        "nobody wrote down that HQ had it",
        Course(T0, None, h(60), journeys=[Journey(h(5), None, h(40), h(50))]),
        {"customer": 60, "site": 15, "logistics": 45},
    ),
    (
        "ready before the unit is back: another one was handed out",
        Course(T0, None, h(30), h(35), journeys=[Journey(h(5), h(20), h(40), h(50))]),
        {"customer": 35, "site": 10, "hq": 10, "logistics": 15},
    ),
    (
        "two journeys, the second of which overlaps the first",
        Course(T0, None, h(100), journeys=[Journey(h(0), h(10), h(30), h(40)), Journey(h(35), h(38), h(50), h(60))]),
        {"customer": 100, "site": 40, "hq": 32, "logistics": 28},
    ),
    (
        "away beats hold",
        Course(T0, None, h(50), journeys=[Journey(h(10), h(20), h(30), h(40))], pauses=[Pause(h(5), h(25))]),
        {"customer": 50, "site": 15, "hq": 10, "logistics": 20, "hold": 5},
    ),
    (
        "a journey and a hold that lie outside",
        Course(T0, None, h(10), journeys=[Journey(h(20), h(30))], pauses=[Pause(h(-5), h(-1)), Pause(h(12))]),
        {"customer": 10, "site": 10},
    ),
    ("a hold that lasts", Course(T0, pauses=[Pause(h(4))]), {"customer": 1000, "site": 4, "hold": 996}),
    (
        "hold from a file",
        Course(T0, None, h(10), hold_hours=Decimal("2.5")),
        {"customer": 10, "site": 7.5, "hold": 2.5},
    ),
    (
        "never more hold than the site had",
        Course(T0, None, h(10), journeys=[Journey(h(1), h(3), h(5), h(9))], hold_hours=Decimal(8)),
        {"customer": 10, "hq": 2, "logistics": 6, "hold": 2},
    ),
    (
        "holds of the desk say all; the hours are their sum",
        Course(T0, None, h(10), pauses=[Pause(h(2), h(4))], hold_hours=Decimal(2)),
        {"customer": 10, "site": 8, "hold": 2},
    ),
    ("cancelled", Course(T0, h(3), cancelled_at=h(7)), {"customer": 7, "site": 7, "diagnosis": 3}),
    ("still open", Course(T0), {"customer": 1000, "site": 1000}),
    ("taken in and ready at once", Course(T0, T0, T0), {}),
]


@pytest.mark.parametrize(("course", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_clocks_of_an_order(course: Course, expected: dict[str, float]) -> None:
    assert read(course) == expected


def test_a_clock_that_is_read_earlier_knows_nothing_of_what_came_later() -> None:
    course = Course(T0, h(2), h(60), journeys=[Journey(h(5), h(20), h(40), h(50))])
    assert read(course, h(25)) == {"customer": 25, "site": 5, "hq": 5, "logistics": 15, "diagnosis": 2}
    assert read(course, h(-3)) == {}


def test_a_diagnosis_that_was_not_made_is_not_none_at_all() -> None:
    assert measured(Course(T0), h(5)).diagnosis is None
    assert measured(Course(T0, diagnosed_at=T0), h(5)).diagnosis == timedelta()


def check(course: Course, found: Clocks, moment: datetime) -> None:
    """What always holds."""
    assert found.customer == found.site + found.hq + found.logistics + found.hold
    assert min(found.site, found.hq, found.logistics, found.hold, found.customer) >= timedelta()
    assert found.customer == course.ends_at(moment) - course.received_at
    assert found.diagnosis is None or timedelta() <= found.diagnosis <= found.customer
    assert all(one.end == next_.start and one.keeper is not next_.keeper for one, next_ in pairwise(found.stretches))
    assert all(each.length > timedelta() for each in found.stretches)


def test_the_clocks_of_10000_random_histories_sum_as_defined_and_none_is_negative() -> None:
    kept = dict.fromkeys(Keeper, timedelta())
    for course in histories(seed=4, count=10_000):
        found = measured(course, NOW)
        check(course, found, NOW)
        for each in found.stretches:
            kept[each.keeper] += each.length
    assert min(kept.values()) > timedelta(days=1000), "histories that exercise nothing"


@given(st.randoms(use_true_random=False), st.integers(0, 150 * 24 * 60))
def test_the_clocks_sum_at_any_moment(random: Random, minutes: int) -> None:
    course, moment = history(random), h(-2500) + timedelta(minutes=minutes)
    check(course, measured(course, moment), moment)


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 30 * 24 * 60), min_size=1, max_size=30))
def test_each_instant_belongs_to_who_had_the_unit_then(random: Random, minutes: list[int]) -> None:
    course = history(random)
    found = measured(course, NOW)
    for at in (course.received_at + timedelta(minutes=each, microseconds=1) for each in minutes):
        if keeper := next((each.keeper for each in found.stretches if each.start <= at < each.end), None):
            assert keeper is _keeper(course, at)


def _keeper(course: Course, at: datetime) -> Keeper:
    """The same by going through the events one after another."""
    out = [
        each
        for each in course.journeys
        if each.shipped_at <= at
        and not ((each.back_at and each.back_at <= at) or (course.ready_at and course.ready_at <= at))
    ]
    if any(
        each.received_at and each.received_at <= at and not (each.dispatched_at and each.dispatched_at <= at)
        for each in out
    ):
        return Keeper.HQ
    if out:
        return Keeper.LOGISTICS
    held = any(each.from_at <= at and (each.to_at is None or at < each.to_at) for each in course.pauses)
    return Keeper.HOLD if held else Keeper.SITE


def test_every_clock_has_a_name_and_a_meaning() -> None:
    assert set(CLOCKS) == set(CLOCK_LABELS) == set(CLOCK_MEANINGS)
