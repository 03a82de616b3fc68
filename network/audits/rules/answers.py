"""Answers: their form, which questions they open, and what is missing. The tablet does the same (shared golden cases).

An answer's value: yes/no a bool; scale 1 to `steps`; choice the key of one; number and price text of a decimal; count a
whole number; timer seconds; rings `{"rings", "seconds", "outcome"}`; text a text; photo none, its photos are in the
filing's list.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from network.audits.rules.checklists import ChecklistDocument, EvidenceWhen, Question, QuestionType


class CallOutcome(StrEnum):
    ANSWERED = "answered"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Rings:
    """A call that was counted: how often it rang, for how many seconds, and how that ended."""

    rings: int
    seconds: Decimal
    outcome: CallOutcome


Value = bool | int | Decimal | str | Rings | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`not_applicable`: the reason why the question does not apply; then there is no value."""

    value: Value = None
    not_applicable: str | None = None
    note: str = ""

    @property
    def given(self) -> bool:
        return self.value is not None or self.not_applicable is not None


Answers = Mapping[str, Answer]
NOTHING = Answer()


class Lack(StrEnum):
    """What keeps a visit from being filed, at a question."""

    ANSWER = "answer"
    PHOTO = "photo"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a checklist that were asked, with these answers; what is `missing`, question by question."""

    visible: tuple[str, ...]
    missing: Mapping[str, Lack] = field(default_factory=dict)


def word(value: Value) -> str:
    """An answer as conditions name it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.outcome.value if isinstance(value, Rings) else str(value)


def visible(document: ChecklistDocument, answers: Answers) -> tuple[str, ...]:
    """The keys of the questions that are asked, in order. A condition on a question that is not asked does not hold."""
    asked: list[str] = []
    for question in document.questions:
        if all(
            condition.question in asked and _holds(answers.get(condition.question, NOTHING), condition.values)
            for condition in question.when
        ):
            asked.append(question.key)
    return tuple(asked)


def _holds(answer: Answer, values: tuple[str, ...]) -> bool:
    return answer.value is not None and word(answer.value) in values


def asked(document: ChecklistDocument, answers: Answers, photos: Collection[str]) -> Asked:
    """`photos`: the keys of questions that have at least one."""
    shown = visible(document, answers)
    found = {
        question.key: lack
        for question in document.questions
        if question.key in shown
        and (lack := _lack(question, answers.get(question.key, NOTHING), has_photo=question.key in photos))
    }
    return Asked(shown, found)


def _lack(question: Question, answer: Answer, *, has_photo: bool) -> Lack | None:
    if answer.not_applicable is not None:
        return None if answer.not_applicable.strip() else Lack.REASON
    if question.type is QuestionType.PHOTO:
        return Lack.PHOTO if question.required and not has_photo else None
    if answer.value is None or answer.value == "":
        return Lack.ANSWER if question.required else None
    wants = question.evidence is EvidenceWhen.ALWAYS or (
        question.evidence is EvidenceWhen.ON_FAILURE and fails(question, answer)
    )
    return Lack.PHOTO if wants and not has_photo else None


def share(question: Question, answer: Answer) -> Decimal | None:
    """Which share of the points an answer gets, 0 to 1; none of what is not scored, not applicable or not given."""
    value = answer.value
    if value is None or answer.not_applicable is not None or question.type in (QuestionType.TEXT, QuestionType.PHOTO):
        return None
    if isinstance(value, bool):
        return Decimal(value is question.expected)
    if isinstance(value, Rings):
        return _between(question, Decimal(value.rings)) if value.outcome is CallOutcome.ANSWERED else Decimal(0)
    if question.type is QuestionType.SCALE:
        return (Decimal(value) - 1) / (Decimal(question.steps or 2) - 1)
    if question.type is QuestionType.CHOICE:
        chosen = question.choice(str(value))
        return chosen.share if chosen else None
    return _between(question, Decimal(value))


def fails(question: Question, answer: Answer) -> bool:
    got = share(question, answer)
    return got is not None and not question.decoy and got < question.fails_below


def _between(question: Question, measured: Decimal) -> Decimal:
    """1 at `best` and beyond, 0 at `worst` and beyond, in proportion between them."""
    if question.best is None or question.worst is None:
        return Decimal(1)
    if question.best == question.worst:
        return Decimal(measured == question.best)
    return min(Decimal(1), max(Decimal(0), (question.worst - measured) / (question.worst - question.best)))
