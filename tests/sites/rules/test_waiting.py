"""What presses most comes first."""

from datetime import date, timedelta

import pytest

from network.sites.rules.waiting import DATED, Matter, Urgency, Waiting, ranked, urgency_of

TODAY = date(2026, 11, 22)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(-1, Urgency.LATE), (0, Urgency.SOON), (7, Urgency.SOON), (8, Urgency.OPEN)],
)
def test_what_has_a_day_is_late_after_it_and_near_a_week_before(days: int, urgency: Urgency) -> None:
    assert urgency_of(day(days), TODAY) is urgency
    assert {Waiting(matter, 1, day(days)).urgency(TODAY) for matter in DATED} == {urgency}


@pytest.mark.parametrize(("days", "urgency"), [(0, Urgency.OPEN), (-13, Urgency.OPEN), (-14, Urgency.SOON)])
def test_what_waits_is_never_late_but_presses_after_two_weeks(days: int, urgency: Urgency) -> None:
    assert {Waiting(matter, 1, day(days)).urgency(TODAY) for matter in set(Matter) - DATED} == {urgency}


def test_late_comes_before_near_and_near_before_the_rest_whatever_it_is() -> None:
    found = [
        Waiting(Matter.SECOND_PERSON, 1, day(0)),
        Waiting(Matter.SUBMITTED, 1, day(-20)),
        Waiting(Matter.DOCUMENT, 1, day(-1)),
        Waiting(Matter.ENDING, 1, day(3)),
        Waiting(Matter.EXPIRED, 1, day(-1)),
    ]
    assert [each.matter for each in ranked(found, TODAY)] == [
        Matter.EXPIRED,
        Matter.DOCUMENT,
        Matter.ENDING,
        Matter.SUBMITTED,
        Matter.SECOND_PERSON,
    ]
