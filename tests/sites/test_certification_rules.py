"""Which change may follow which, and what the changes and certificates say on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import Permission
from network.sites.rules.certification import (
    OF_TWO_PEOPLE,
    STARTS,
    VALID,
    Change,
    Held,
    Past,
    Standing,
    course_of,
    next_changes,
    right_for,
    standing_on,
)

C, S = Change, Standing
START = date(2026, 1, 1)
YEAR = Held(START, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ([], S.NONE),
        ([C.GRANTED], S.PROVISIONAL),
        ([C.GRANTED, C.CONFIRMED], S.CERTIFIED),
        ([C.GRANTED, C.RENEWED], S.PROVISIONAL),
        ([C.GRANTED, C.CONFIRMED, C.RENEWED], S.CERTIFIED),
        ([C.GRANTED, C.CONDITIONED], S.CONDITIONAL),
        ([C.GRANTED, C.CONDITIONED, C.RELIEVED], S.PROVISIONAL),
        ([C.GRANTED, C.CONFIRMED, C.CONDITIONED, C.RELIEVED], S.CERTIFIED),
        ([C.GRANTED, C.SUSPENDED], S.SUSPENDED),
        ([C.GRANTED, C.SUSPENDED, C.REINSTATED], S.PROVISIONAL),
        ([C.GRANTED, C.CONFIRMED, C.CONDITIONED, C.SUSPENDED, C.REINSTATED], S.CONDITIONAL),
        ([C.GRANTED, C.CONFIRMED, C.SUSPENDED, C.WITHDRAWN], S.WITHDRAWN),
        ([C.GRANTED, C.CONFIRMED, C.CONDITIONED, C.WITHDRAWN, C.GRANTED], S.PROVISIONAL),
    ],
)
def test_changes_add_up_to_a_standing(changes: list[Change], standing: Standing) -> None:
    assert course_of(changes).standing == standing


@pytest.mark.parametrize(
    ("standing", "beneath", "following"),
    [
        (S.NONE, S.NONE, {C.GRANTED}),
        (S.PROVISIONAL, S.PROVISIONAL, {C.CONFIRMED, C.RENEWED, C.CONDITIONED, C.SUSPENDED, C.WITHDRAWN}),
        (S.CERTIFIED, S.CERTIFIED, {C.RENEWED, C.CONDITIONED, C.SUSPENDED, C.WITHDRAWN}),
        (S.CONDITIONAL, S.CONDITIONAL, {C.RENEWED, C.CONDITIONED, C.RELIEVED, C.SUSPENDED, C.WITHDRAWN}),
        (S.SUSPENDED, S.SUSPENDED, {C.REINSTATED, C.WITHDRAWN}),
        (S.WITHDRAWN, S.WITHDRAWN, {C.GRANTED}),
        (S.EXPIRED, S.CERTIFIED, {C.GRANTED, C.RENEWED, C.WITHDRAWN}),
        (S.EXPIRED, S.SUSPENDED, {C.REINSTATED, C.WITHDRAWN}),
    ],
)
def test_what_may_follow_a_standing(standing: Standing, beneath: Standing, following: set[Change]) -> None:
    assert set(next_changes(standing, beneath)) == following


def test_every_change_may_start_somewhere_and_a_suspended_site_is_never_renewed() -> None:
    assert all(STARTS[change] for change in Change)
    assert S.SUSPENDED not in STARTS[C.RENEWED]


def test_suspending_and_withdrawing_take_the_right_to_propose_cancellation() -> None:
    rights = {change: right_for(change) for change in Change}
    assert {change for change, right in rights.items() if right is Permission.PROPOSE_CANCELLATION} == OF_TWO_PEOPLE
    assert set(rights.values()) == {Permission.PROPOSE_CANCELLATION, Permission.SELECT_SITES}


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2025, 12, 31), S.NONE),
        (date(2026, 1, 1), S.PROVISIONAL),
        (date(2026, 6, 30), S.PROVISIONAL),
        (date(2026, 7, 1), S.CERTIFIED),
        (date(2026, 8, 31), S.CERTIFIED),
        (date(2026, 9, 1), S.SUSPENDED),
        (date(2026, 10, 1), S.CERTIFIED),
        (date(2026, 12, 31), S.CERTIFIED),
        (date(2027, 1, 1), S.EXPIRED),
    ],
)
def test_the_standing_of_every_day_stays_answerable(day: date, standing: Standing) -> None:
    changes = [
        Past(C.GRANTED, START),
        Past(C.CONFIRMED, date(2026, 7, 1)),
        Past(C.SUSPENDED, date(2026, 9, 1)),
        Past(C.REINSTATED, date(2026, 10, 1)),
    ]
    assert standing_on(changes, [YEAR], day) == standing


def test_a_certificate_that_was_ended_holds_no_more_from_that_day_on() -> None:
    ended = Held(START, date(2026, 12, 31), date(2026, 5, 1))
    assert ended.holds_on(date(2026, 4, 30))
    assert not ended.holds_on(date(2026, 5, 1))


def test_between_the_end_and_a_renewal_that_starts_later_it_is_expired() -> None:
    changes = [Past(C.GRANTED, START), Past(C.RENEWED, date(2027, 2, 1))]
    later = Held(date(2027, 2, 1), date(2028, 1, 31))
    found = [standing_on(changes, [YEAR, later], day) for day in (date(2027, 1, 15), date(2027, 2, 1))]
    assert found == [S.EXPIRED, S.PROVISIONAL]


def test_a_suspension_of_what_has_expired_is_not_shown() -> None:
    changes = [Past(C.GRANTED, START), Past(C.SUSPENDED, date(2026, 12, 1))]
    assert standing_on(changes, [YEAR], date(2027, 1, 1)) is S.EXPIRED


@given(st.lists(st.sampled_from(Change), max_size=12), st.integers(0, 500))
def test_a_site_is_valid_only_while_a_certificate_holds(changes: list[Change], later: int) -> None:
    day = START + timedelta(days=later)
    standing = standing_on([Past(change, START) for change in changes], [YEAR], day)
    assert standing not in VALID or YEAR.holds_on(day)


@given(st.data())
def test_changes_that_are_allowed_lead_to_a_change_that_is(data: st.DataObject) -> None:
    made: list[Change] = []
    for _step in range(data.draw(st.integers(0, 12))):
        standing = course_of(made).standing
        following = next_changes(standing, standing)
        assert following
        made.append(data.draw(st.sampled_from(following)))
    assert made == [] or made[0] is C.GRANTED
