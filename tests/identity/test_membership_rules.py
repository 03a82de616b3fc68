from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import RIGHTS, Role
from network.identity.rules import invitations
from network.identity.rules import memberships as rules
from network.identity.rules.memberships import Standing

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
MOMENTS = st.timedeltas(timedelta(days=-3000), timedelta(days=3000)).map(lambda apart: NOW + apart)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (NOW, None, Standing.HELD),
        (NOW, NOW, Standing.OVER),
        (NOW - timedelta(days=1), NOW + timedelta(seconds=1), Standing.HELD),
        (NOW + timedelta(seconds=1), None, Standing.PLANNED),
        (NOW + timedelta(days=1), NOW + timedelta(days=1), Standing.PLANNED),
        (NOW - timedelta(days=2), NOW - timedelta(days=1), Standing.OVER),
    ],
)
def test_a_membership_holds_from_its_beginning_until_its_end(
    since: datetime, until: datetime | None, expected: Standing
) -> None:
    assert rules.standing(since, until, NOW) is expected


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_last_day_is_wholly_within_and_is_told_back_as_it_was_given(day: date) -> None:
    until = rules.ending(day)
    assert until is not None
    assert rules.last_day(until) == day
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert rules.standing(noon - timedelta(days=1), until, noon) is Standing.HELD


@given(MOMENTS)
def test_what_ended_at_once_ended_on_the_day_before_or_of_that_moment(until: datetime) -> None:
    assert rules.last_day(until) in (until.date(), until.date() - timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "begins"),
    [
        (None, NOW),
        (TODAY, NOW),
        (date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_what_begins_today_begins_now_and_else_at_midnight(first: date | None, begins: datetime) -> None:
    assert rules.beginning(first, NOW) == begins


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (None, None, set()),
        (TODAY, TODAY, set()),
        (date(2027, 1, 1), date(2027, 1, 1), set()),
        (date(2026, 11, 21), None, {"first_day"}),
        (None, date(2026, 11, 21), {"last_day"}),
        (date(2027, 1, 2), date(2027, 1, 1), {"last_day"}),
        (None, date.max, {"last_day"}),
    ],
)
def test_the_past_is_not_written_anew_and_an_end_comes_after_its_beginning(
    first: date | None, last: date | None, wrong: set[str]
) -> None:
    assert rules.period_faults(first, last, NOW).keys() == wrong


@pytest.mark.parametrize("role", list(Role))
def test_only_managers_are_given_rights_one_by_one(role: Role) -> None:
    wrong = rules.scope_faults(role, whole_network=True, regions=0, sites=0, rights=RIGHTS)
    assert ("rights" in wrong) == (role is not Role.HQ_MANAGER)


@pytest.mark.parametrize(
    ("region", "inside"),
    [("East China", True), ("East China/Shanghai", True), ("East China 2", False), ("North China", False)],
)
def test_a_region_is_within_itself_and_those_above_it_by_whole_names(region: str, inside: bool) -> None:
    assert rules.within(region, ["East China"]) == inside


def test_an_invitation_is_good_for_a_week_but_never_longer_than_the_role() -> None:
    assert invitations.expiry(NOW, None) == NOW + timedelta(days=7)
    assert invitations.expiry(NOW, NOW + timedelta(days=30)) == NOW + timedelta(days=7)
    assert invitations.expiry(NOW, NOW + timedelta(hours=3)) == NOW + timedelta(hours=3)
    assert invitations.state(NOW, NOW) is invitations.InvitationState.EXPIRED
    assert invitations.state(NOW + timedelta(seconds=1), NOW) is invitations.InvitationState.OPEN
