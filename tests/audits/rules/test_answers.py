"""The form of answers: nothing is guessed, and every question is named."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answer, CallOutcome, Rings, Value
from network.audits.schemas.answers import LONGEST_TEXT, answers_of, json_of_answers
from tests.audits.rules.checklists import EVERY_TYPE


def value(given: Any) -> dict[str, Any]:
    return {"value": given, "not_applicable": None, "note": ""}


RINGS = {"rings": 2, "seconds": "7.5", "outcome": "answered"}
READ: list[tuple[str, Any, Value]] = [
    ("greeted", True, True),
    ("greeted", None, None),
    ("smile", 5, 5),
    ("fault", "told", "told"),
    ("why", "", ""),
    ("size", "-7.5", Decimal("-7.5")),
    ("queue", 0, 0),
    ("wait", "301.25", Decimal("301.25")),
    ("price", "80", Decimal(80)),
    ("call", RINGS, Rings(2, Decimal("7.5"), CallOutcome.ANSWERED)),
]


@pytest.mark.parametrize(("key", "given_value", "expected"), READ)
def test_an_answer_is_read_as_its_question_asks(key: str, given_value: Any, expected: Value) -> None:
    found = answers_of(EVERY_TYPE, {key: value(given_value)})[key]

    assert found == Answer(expected)
    assert type(found.value) is type(expected)


REFUSED: list[tuple[str, Any, str, str]] = [
    ("greeted", value(1), "greeted.value", "not_yes_no"),
    ("greeted", value("yes"), "greeted.value", "not_yes_no"),
    ("smile", value(True), "smile.value", "no_such_step"),
    ("smile", value(0), "smile.value", "no_such_step"),
    ("smile", value(6), "smile.value", "no_such_step"),
    ("smile", value(4.0), "smile.value", "no_such_step"),
    ("smile", value("4"), "smile.value", "no_such_step"),
    ("fault", value("lost"), "fault.value", "unknown_choice"),
    ("fault", value(["sent"]), "fault.value", "unknown_choice"),
    ("why", value(7), "why.value", "not_text"),
    ("why", value("x" * (LONGEST_TEXT + 1)), "why.value", "text_too_long"),
    ("why", value("a\x00b"), "why.value", "not_text"),
    ("why", value("a\ud800b"), "why.value", "not_text"),
    ("size", value(7.5), "size.value", "not_decimal_text"),
    ("size", value("7,5"), "size.value", "not_decimal_text"),
    ("size", value("1e9"), "size.value", "not_decimal_text"),
    ("size", value("٣"), "size.value", "not_decimal_text"),
    ("size", value("1.00001"), "size.value", "not_decimal_text"),
    ("size", value("NaN"), "size.value", "not_decimal_text"),
    ("queue", value(-1), "queue.value", "not_count"),
    ("queue", value(False), "queue.value", "not_count"),
    ("wait", value("-1"), "wait.value", "not_decimal_text"),
    ("price", value("-0.01"), "price.value", "not_decimal_text"),
    ("call", value(2), "call.value", "not_rings"),
    ("call", value({**RINGS, "rings": "2"}), "call.value", "not_count"),
    ("call", value({**RINGS, "outcome": "asleep"}), "call.value", "not_rings"),
    ("call", value({**RINGS, "outcome": ["answered"]}), "call.value", "not_rings"),
    ("call", value({**RINGS, "extra": 1}), "call.value", "not_rings"),
    ("front", value("photo.jpg"), "front.value", "value_refused"),
    ("greeted", True, "greeted", "not_fields"),
    ("greeted", {**value(True), "score": 5}, "greeted.score", "unexpected"),
    ("greeted", {**value(True), "not_applicable": "Closed"}, "greeted.not_applicable", "value_and_reason"),
    ("greeted", {**value(None), "not_applicable": True}, "greeted.not_applicable", "not_text"),
    ("greeted", {**value(True), "note": None}, "greeted.note", "not_text"),
    ("lost", value(True), "lost", "unknown_question"),
]


@pytest.mark.parametrize(("key", "said", "path", "code"), REFUSED)
def test_an_answer_of_another_form_is_refused_with_its_question(key: str, said: Any, path: str, code: str) -> None:
    with pytest.raises(AnswersUnreadable) as refused:
        answers_of(EVERY_TYPE, {"fault": value("fixed"), key: said})

    assert [(each.path, each.code) for each in refused.value.problems] == [(path, code)]


def test_every_question_with_a_bad_answer_is_named_at_once() -> None:
    with pytest.raises(AnswersUnreadable) as refused:
        answers_of(EVERY_TYPE, {"smile": value(9), "greeted": value("no"), "queue": value(2)})

    assert set(refused.value.fields) == {"smile.value", "greeted.value"}


def test_a_reason_takes_the_place_of_a_value() -> None:
    read = answers_of(EVERY_TYPE, {"greeted": {"value": None, "not_applicable": "Closed", "note": "Seen at nine"}})

    assert read == {"greeted": Answer(None, "Closed", "Seen at nine")}


VALUES: dict[str, st.SearchStrategy[Value]] = {
    "greeted": st.booleans(),
    "smile": st.integers(1, 5),
    "fault": st.sampled_from(["fixed", "told", "sent"]),
    "why": st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=50),
    "size": st.decimals(-999999999, 999999999, places=4),
    "queue": st.integers(0, 1_000_000),
    "wait": st.decimals(0, 999999999, places=2),
    "call": st.builds(Rings, st.integers(0, 99), st.decimals(0, 999, places=1), st.sampled_from(CallOutcome)),
}
written = st.fixed_dictionaries({}, optional={key: st.builds(Answer, each) for key, each in VALUES.items()})


@given(written)
def test_what_is_written_is_read_back_as_the_same_answers(answers: dict[str, Answer]) -> None:
    assert answers_of(EVERY_TYPE, json_of_answers(answers)) == answers
