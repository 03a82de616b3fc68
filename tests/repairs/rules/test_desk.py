"""Which step follows which, when one may be taken back, and what numbers look like."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.desk import (
    COLUMNS,
    Course,
    Stage,
    Step,
    is_phone_tail,
    number_prefix,
    order_number,
    plain_phone,
)

START = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


def course(*steps: Step) -> Course:
    """An order that took these steps, an hour after each other."""
    times = {COLUMNS[step][0]: START + timedelta(hours=place) for place, step in enumerate(steps, start=1)}
    return Course(START, **times)


FOLLOWING: Mapping[tuple[Step, ...], tuple[Stage, tuple[Step, ...]]] = {
    (): (Stage.RECEIVED, (Step.DIAGNOSED, Step.READY, Step.CANCELLED)),
    (Step.DIAGNOSED,): (Stage.DIAGNOSED, (Step.READY, Step.CANCELLED)),
    (Step.READY,): (Stage.READY, (Step.NOTIFIED, Step.HANDED_OVER)),
    (Step.DIAGNOSED, Step.READY): (Stage.READY, (Step.NOTIFIED, Step.HANDED_OVER)),
    (Step.READY, Step.NOTIFIED): (Stage.NOTIFIED, (Step.HANDED_OVER,)),
    (Step.READY, Step.HANDED_OVER): (Stage.HANDED_OVER, ()),
    (Step.CANCELLED,): (Stage.CANCELLED, (Step.HANDED_OVER,)),
    (Step.CANCELLED, Step.HANDED_OVER): (Stage.HANDED_OVER, ()),
}


@pytest.mark.parametrize("taken", FOLLOWING)
def test_where_an_order_stands_says_what_may_follow(taken: tuple[Step, ...]) -> None:
    assert (course(*taken).stage, course(*taken).next_steps) == FOLLOWING[taken]


@given(st.lists(st.integers(0, 2), max_size=6))
def test_whatever_is_chosen_no_step_is_taken_twice_and_times_go_forward(choices: list[int]) -> None:
    taken: list[Step] = []
    for choice in choices:
        following = course(*taken).next_steps
        if following:
            taken.append(following[choice % len(following)])
    assert len(set(taken)) == len(taken)
    assert course(*taken).last_step == (taken[-1] if taken else None)


@pytest.mark.parametrize(("minutes", "undoable"), [(0, True), (10, True), (10.1, False)])
def test_the_last_step_can_be_taken_back_for_ten_minutes(minutes: float, undoable: bool) -> None:
    done = course(Step.DIAGNOSED, Step.READY)
    assert done.ready_at is not None
    found = done.undoable(done.ready_at + timedelta(minutes=minutes))
    assert found is (Step.READY if undoable else None)


def test_what_was_only_taken_in_has_no_step_to_take_back() -> None:
    assert course().undoable(START) is None


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_step_is_never_before_the_one_before_it(away: timedelta) -> None:
    taken = course(Step.DIAGNOSED, Step.READY)
    assert taken.ready_at is not None
    assert taken.moment(START + away) == max(taken.ready_at, START + away)


@pytest.mark.parametrize(("running", "expected"), [(1, "CN-SH-001-260001"), (9999, "CN-SH-001-269999"),
                                                  (10000, "CN-SH-001-2610000")])  # fmt: skip
def test_orders_are_numbered_by_site_and_year(running: int, expected: str) -> None:
    assert order_number(number_prefix("CN-SH-001", 2026), running) == expected


@pytest.mark.parametrize(
    ("written", "kept"),
    [("138 0013-8000", "13800138000"), ("+86 (21) 5555 0000", "+862155550000"), (" 021/555.0000", "0215550000")],
)
def test_a_phone_is_kept_so_that_its_end_is_found(written: str, kept: str) -> None:
    assert plain_phone(written) == kept


@pytest.mark.parametrize(("searched", "tail"), [("8000", True), ("800", False), ("80000", False), ("SN12", False)])
def test_four_digits_may_be_the_end_of_a_phone(searched: str, tail: bool) -> None:
    assert is_phone_tail(searched) is tail
