from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.audits.rules.checklist_comparison import Change, compared
from network.audits.rules.checklist_editing import (
    fitting,
    moved_question,
    moved_section,
    with_question,
    with_section,
    without_question,
    without_section,
)
from network.audits.rules.checklists import ChecklistDocument, Effect, QuestionType
from tests.audits.rules.checklists import EVERY_TYPE, cap, changed, document, question, section, text

SHORT = document(section("a", question("a1"), question("a2")), section("b", question("b1")), section("c"))


def places(whole: ChecklistDocument) -> dict[str, list[str]]:
    return {each.key: [asked.key for asked in each.questions] for each in whole.sections}


MOVES = [
    ("a1", 1, {"a": ["a2", "a1"], "b": ["b1"], "c": []}),
    ("a1", -1, {"a": ["a1", "a2"], "b": ["b1"], "c": []}),
    ("a2", 1, {"a": ["a1"], "b": ["a2", "b1"], "c": []}),
    ("b1", -1, {"a": ["a1", "a2", "b1"], "b": [], "c": []}),
    ("b1", 1, {"a": ["a1", "a2"], "b": [], "c": ["b1"]}),
]


@pytest.mark.parametrize(("key", "step", "expected"), MOVES)
def test_a_question_moves_one_place_also_into_the_section_beside_it(
    key: str, step: int, expected: dict[str, list[str]]
) -> None:
    assert places(moved_question(SHORT, key, step)) == expected


@given(st.lists(st.tuples(st.sampled_from(["a1", "a2", "b1"]), st.sampled_from([-1, 1])), max_size=12))
def test_no_question_is_lost_by_moving(moves: list[tuple[str, int]]) -> None:
    whole = SHORT
    for key, step in moves:
        whole = moved_question(whole, key, step)

    assert sorted(each.key for each in whole.questions) == ["a1", "a2", "b1"]
    assert [each.key for each in whole.sections] == ["a", "b", "c"]


def test_a_section_moves_with_its_questions_and_stays_in_the_list() -> None:
    assert list(places(moved_section(SHORT, "c", -1))) == ["a", "c", "b"]
    assert list(places(moved_section(SHORT, "a", -1))) == ["a", "b", "c"]
    assert list(places(moved_section(SHORT, "c", 1))) == ["a", "b", "c"]


def test_a_section_that_is_changed_keeps_its_questions_and_its_place() -> None:
    whole = with_section(SHORT, section("reception"), "a")

    assert places(whole) == {"reception": ["a1", "a2"], "b": ["b1"], "c": []}
    assert list(places(with_section(SHORT, section("d")))) == ["a", "b", "c", "d"]
    assert list(places(without_section(SHORT, "a"))) == ["b", "c"]


def test_a_question_is_changed_in_its_place_or_goes_to_another_section() -> None:
    renamed = question("a9")

    assert places(with_question(SHORT, "a", renamed, "a1"))["a"] == ["a9", "a2"]
    assert places(with_question(SHORT, "b", renamed, "a1")) == {"a": ["a2"], "b": ["b1", "a9"], "c": []}
    assert places(with_question(SHORT, "c", renamed))["c"] == ["a9"]
    assert places(without_question(SHORT, "a1"))["a"] == ["a2"]


CHANGES: list[Callable[[], ChecklistDocument]] = [
    lambda: moved_question(SHORT, "x", 1),
    lambda: moved_section(SHORT, "x", 1),
    lambda: without_question(SHORT, "x"),
    lambda: without_section(SHORT, "x"),
    lambda: with_question(SHORT, "x", question("new")),
    lambda: with_section(SHORT, section("new"), "x"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_there_is_not_changed(change: Callable[[], ChecklistDocument]) -> None:
    with pytest.raises(KeyError):
        change()


def test_a_question_of_another_type_loses_what_that_does_not_have() -> None:
    price = EVERY_TYPE.question("price")
    assert price is not None

    plain = fitting(replace(price, type=QuestionType.TEXT, critical=cap(Effect.CAP_AUDIT, "60")))
    assert (plain.best, plain.worst, plain.critical) == (None, None, None)
    assert fitting(price) == price
    assert fitting(question("q", expected=False)).expected is False
    assert fitting(question("q", "scale", expected=False, steps=3)).expected is True


def test_the_same_checklist_differs_in_nothing() -> None:
    assert compared(EVERY_TYPE, EVERY_TYPE) == []


def test_what_was_added_removed_changed_and_moved_is_told_once_each() -> None:
    wait = changed("wait", points=Decimal(7), guidance=text("From the door")).sections[1].questions[2]
    desk, measured = EVERY_TYPE.sections
    after = replace(
        EVERY_TYPE,
        title=text("Longer"),
        sections=(
            replace(desk, label=text("Counter"), questions=(*desk.questions[1:3], desk.questions[0], question("new"))),
            replace(measured, questions=tuple(wait if each.key == "wait" else each for each in measured.questions)),
        ),
    )

    found = {(each.change, each.key): each.fields for each in compared(EVERY_TYPE, after)}
    assert found[Change.CHANGED, ""] == ("title",)
    assert found[Change.CHANGED, "desk"] == ("label",)
    assert found[Change.ADDED, "new"] == ()
    assert found[Change.REMOVED, "why"] == ()
    assert found[Change.CHANGED, "wait"] == ("guidance", "points")
    assert (Change.MOVED, "greeted") in found
    assert (Change.MOVED, "fault") not in found


def test_a_removed_section_is_told() -> None:
    found = compared(SHORT, without_section(SHORT, "c"))

    assert [(each.change, each.key) for each in found] == [(Change.REMOVED, "c")]
