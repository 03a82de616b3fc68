"""How grave, until when, and which moves there are."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from network.audits.rules.checklists import Effect
from network.improvement.rules.actions import (
    MOVES,
    OWED,
    ActionState,
    check_on,
    is_overdue,
    may_check,
    may_extend_to,
    may_verify,
)
from network.improvement.rules.findings import Grade, asks_root_cause, due_on, grade, worse

DAYS = some.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize("effect", list(Effect))
def test_a_critical_question_is_a_major_finding_whatever_its_effect(effect: Effect) -> None:
    assert grade(effect.value, repeated=False) is Grade.MAJOR
    assert grade(effect.value, repeated=True) is Grade.CRITICAL


def test_any_other_question_is_minor_and_major_when_repeated() -> None:
    assert (grade(None, repeated=False), grade(None, repeated=True)) == (Grade.MINOR, Grade.MAJOR)
    assert worse(Grade.CRITICAL) is Grade.CRITICAL


def test_whatever_is_repeated_asks_for_its_root_cause() -> None:
    assert [asks_root_cause(grade(effect, repeated=True)) for effect in (None, *Effect)] == [True] * 4
    assert not asks_root_cause(Grade.MINOR)


@given(DAYS)
def test_the_graver_the_sooner(today: date) -> None:
    assert [(due_on(each, today) - today).days for each in Grade] == [30, 14, 3]


def test_every_state_is_reached_and_what_has_ended_stays() -> None:
    assert {to for ways in MOVES.values() for to in ways} == set(ActionState) - {ActionState.OPEN}
    ended = {state for state, ways in MOVES.items() if not ways}
    assert ended == {ActionState.EFFECTIVE, ActionState.INEFFECTIVE, ActionState.WITHDRAWN}


@given(some.sampled_from(ActionState), DAYS, some.integers(-5, 5))
def test_only_what_is_owed_is_overdue_and_only_after_its_day(state: ActionState, due: date, days: int) -> None:
    assert is_overdue(state, due, due + timedelta(days=days)) == (state in OWED and days > 0)


@given(DAYS, some.integers(-5, 5))
def test_the_effect_is_looked_at_ninety_days_later(verified: date, days: int) -> None:
    due = check_on(verified)
    assert (due - verified).days == 90
    assert may_check(due + timedelta(days=days), due) == (days >= 0)
    assert not may_check(due, None)


@given(DAYS, some.integers(-100, 100))
def test_time_is_given_forwards_and_not_for_ever(due: date, days: int) -> None:
    assert may_extend_to(due + timedelta(days=days), due) == (1 <= days <= 60)


@given(some.uuids() | some.none(), some.uuids() | some.none())
def test_another_person_verifies(account: UUID | None, answered_by: UUID | None) -> None:
    allowed = may_verify(account, answered_by)
    assert allowed == (account is not None and account != answered_by)
    assert not may_verify(account, account)
