"""Answers: their form, which questions they open, and what is missing. The tablet does the same (shared golden cases).

An answer's value: yes/no a bool; scale 1 to `steps`; choice the key of one; number and price text of a decimal; count a
whole number; timer seconds; rings `{"rings", "seconds", "outcome"}`; text a text; photo none, its photos are in the
filing's list. How it is written is for `network.audits.schemas.answers`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from network.audits.rules.checklists import UNSCORED, ChecklistDocument, EvidenceWhen, Question, QuestionType

# Shares are rounded to it, so that points are exact decimals, the same in every language that reckons them.
_SHARE = Decimal("0.0001")


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

    @property
    def counts(self) -> bool:
        """Whether there is a value that opens other questions and earns points."""
        return self.value is not None and self.not_applicable is None


Answers = Mapping[str, Answer]
NOTHING = Answer()


class Lack(StrEnum):
    """What keeps a visit from being filed, at a question; `range`: the value is none that the question can have."""

    ANSWER = "answer"
    RANGE = "range"
    PHOTO = "photo"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that were asked, in order; what is `missing`, question by question, in the same order."""

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
    return answer.value is not None and answer.counts and word(answer.value) in values


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
        if not question.not_applicable:
            return Lack.ANSWER
        return None if answer.not_applicable.strip() else Lack.REASON
    if question.type is QuestionType.PHOTO:
        return Lack.PHOTO if question.required and not has_photo else None
    if _empty(answer.value):
        return Lack.ANSWER if question.required else None
    if not _possible(question, answer.value):
        return Lack.RANGE
    return Lack.PHOTO if _wants_photo(question, answer) and not has_photo else None


def _empty(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _wants_photo(question: Question, answer: Answer) -> bool:
    if question.evidence is EvidenceWhen.ON_FAILURE:
        return fails(question, answer)
    return question.evidence is EvidenceWhen.ALWAYS


def _possible(question: Question, value: Value) -> bool:
    """Whether the question can have this value: a step of its scale, one of its choices, within its bounds."""
    if question.type is QuestionType.CHOICE:
        return question.choice(str(value)) is not None
    if isinstance(value, Rings):
        return value.rings >= 0 and value.seconds >= 0
    if question.type is QuestionType.SCALE:
        return isinstance(value, int) and 1 <= value <= (question.steps or 1)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return True
    least, most = question.least, question.most
    return (least is None or value >= least) and (most is None or value <= most)


def share(question: Question, answer: Answer) -> Decimal | None:
    """Which share of the points an answer gets, 0 to 1 with four decimals.

    None of what is not scored, not applicable, not given, or no value that the question can have.
    """
    if not answer.counts or question.type in UNSCORED or not _possible(question, answer.value):
        return None
    return _share(question, answer.value).quantize(_SHARE, ROUND_HALF_UP)


def _share(question: Question, value: Value) -> Decimal:
    if isinstance(value, bool):
        return Decimal(value is question.expected)
    if isinstance(value, Rings):
        return _between(question, Decimal(value.rings)) if value.outcome is CallOutcome.ANSWERED else Decimal(0)
    if question.type is QuestionType.CHOICE:
        chosen = question.choice(str(value))
        return chosen.share if chosen else Decimal(0)
    measured = Decimal(value or 0)
    if question.type is QuestionType.SCALE:
        return (measured - 1) / (Decimal(question.steps or 2) - 1)
    return _between(question, measured)


def fails(question: Question, answer: Answer) -> bool:
    """Never of a question that is not judged, such as a decoy: that asks for what is not there."""
    got = share(question, answer) if question.judged else None
    return got is not None and got < question.fails_below


def _between(question: Question, measured: Decimal) -> Decimal:
    """1 at `best` and beyond, 0 at `worst` and beyond, in proportion between them; 1 where there is no such line."""
    best, worst = question.best, question.worst
    if best is None or worst is None or best == worst:
        return Decimal(1)
    return min(Decimal(1), max(Decimal(0), (worst - measured) / (worst - best)))
