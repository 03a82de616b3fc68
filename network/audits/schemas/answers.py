"""Answers as tablets send them and as they are kept: `{"value": ..., "not_applicable": null | "reason", "note": ""}`.

Decimals are texts. Rings: `{"rings": 2, "seconds": "7.5", "outcome": "answered"}`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from network.audits.rules import answer_problems as wrong
from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answer, Answers, CallOutcome, Rings, Value
from network.audits.rules.checklists import ChecklistDocument, Question, QuestionType
from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem

# No answer needs more; a filing stays small.
LONGEST_TEXT = 4000
MOST_COUNTED = 1_000_000
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?")
# The database keeps no NUL, and half a sign cannot be written.
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_FIELDS = frozenset({"value", "not_applicable", "note"})


class _Refused(Exception):
    """One thing that is wrong with one answer."""

    def __init__(self, kind: type[Problem], field: str = "value", **values: object) -> None:
        super().__init__(kind.code)
        self.kind, self.field, self.values = kind, field, values


def answers_of(document: ChecklistDocument, content: Mapping[str, Any]) -> Answers:
    """The answers by question. AnswersUnreadable names every question whose answer has not the right form.

    Nothing is guessed: `true` is not 1, a number is not its text, an option that the question does not have is refused.
    """
    questions = {question.key: question for question in document.questions}
    answers, problems = {}, []
    for key, said in content.items():
        try:
            if key not in questions:
                raise _Refused(wrong.UnknownQuestion, "")
            answers[key] = _answer(questions[key], said)
        except _Refused as refused:
            problems.append(refused.kind(f"{key}.{refused.field}".rstrip("."), refused.values))
    if problems:
        raise AnswersUnreadable(problems)
    return answers


def json_of_answers(answers: Answers) -> dict[str, dict[str, Any]]:
    """What `answers_of` reads back as the same answers."""
    return {
        key: {"value": _plain(answer.value), "not_applicable": answer.not_applicable, "note": answer.note}
        for key, answer in answers.items()
    }


def _answer(question: Question, said: object) -> Answer:
    if not isinstance(said, dict):
        raise _Refused(form.NotFields, "")
    if unknown := sorted(said.keys() - _FIELDS):
        raise _Refused(form.Unexpected, unknown[0])
    reason, note = said.get("not_applicable"), said.get("note", "")
    if reason is not None:
        _text(reason, "not_applicable")
    _text(note, "note")
    given = said.get("value")
    if given is None:
        return Answer(None, reason, note)
    if reason is not None:
        raise _Refused(wrong.ValueAndReason, "not_applicable")
    return Answer(_READERS[question.type](question, given), None, note)


def _text(given: object, field: str = "value") -> str:
    if not isinstance(given, str) or _UNKEPT.search(given):
        raise _Refused(form.NotText, field)
    if len(given) > LONGEST_TEXT:
        raise _Refused(wrong.TextTooLong, field, most=LONGEST_TEXT)
    return given


def _whole(given: object) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool)


def _yes_no(_question: Question, given: object) -> Value:
    if not isinstance(given, bool):
        raise _Refused(form.NotYesNo)
    return given


def _step(question: Question, given: object) -> Value:
    if not _whole(given) or not 1 <= given <= (question.steps or 1):
        raise _Refused(wrong.NoSuchStep, steps=question.steps)
    return given


def _choice(question: Question, given: object) -> Value:
    if not isinstance(given, str) or question.choice(given) is None:
        raise _Refused(wrong.UnknownChoice, given=str(given)[:40])
    return given


def _count(_question: Question, given: object) -> Value:
    if not _whole(given) or not 0 <= given <= MOST_COUNTED:
        raise _Refused(wrong.NotCount)
    return given


def _number(_question: Question, given: object) -> Value:
    if not isinstance(given, str) or not _DECIMAL.fullmatch(given):
        raise _Refused(wrong.NotDecimalText)
    return Decimal(given)


def _amount(question: Question, given: object) -> Value:
    """Seconds and money are never below 0."""
    if isinstance(given, str) and given.startswith("-"):
        raise _Refused(wrong.NotDecimalText)
    return _number(question, given)


def _rings(_question: Question, given: object) -> Value:
    if not isinstance(given, dict) or given.keys() != {"rings", "seconds", "outcome"}:
        raise _Refused(wrong.NotRings)
    rings, outcome = _count(_question, given["rings"]), given["outcome"]
    seconds = _amount(_question, given["seconds"])
    if outcome not in list(CallOutcome) or not isinstance(rings, int) or not isinstance(seconds, Decimal):
        raise _Refused(wrong.NotRings)
    return Rings(rings, seconds, CallOutcome(outcome))


def _no_value(_question: Question, _given: object) -> Value:
    raise _Refused(wrong.ValueRefused)


_READERS = {
    QuestionType.YES_NO: _yes_no,
    QuestionType.SCALE: _step,
    QuestionType.CHOICE: _choice,
    QuestionType.NUMBER: _number,
    QuestionType.COUNT: _count,
    QuestionType.TIMER: _amount,
    QuestionType.PRICE: _amount,
    QuestionType.RINGS: _rings,
    QuestionType.TEXT: lambda _question, given: _text(given),
    QuestionType.PHOTO: _no_value,
}


def _plain(value: Value) -> Any:
    if isinstance(value, Rings):
        return {"rings": value.rings, "seconds": format(value.seconds, "f"), "outcome": value.outcome.value}
    return format(value, "f") if isinstance(value, Decimal) else value
