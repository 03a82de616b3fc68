"""What a site reads and sees of a visit: decided text by text and photo by photo, before it is approved. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from network.audits.rules.answers import NOTHING, Answer, Answers, visible
from network.audits.rules.checklists import ChecklistDocument, Question, QuestionType
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

MOST_BOXES = 12


class Redaction(StrEnum):
    """`clear`: shown as it is; `redacted`: shown with parts blackened; `withheld`: not shown."""

    WAITING = "waiting"
    CLEAR = "clear"
    REDACTED = "redacted"
    WITHHELD = "withheld"


REDACTION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Redaction.WAITING: _("Not decided yet"),
        Redaction.CLEAR: _("Nothing to hide"),
        Redaction.REDACTED: _("Parts blackened"),
        Redaction.WITHHELD: _("Not shown to the site"),
    }
)


class TextPart(StrEnum):
    """Where an auditor writes freely: a text that was asked for, why a question does not apply, a note."""

    ANSWER = "answer"
    REASON = "reason"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the site reads (nothing, when it is empty) in place of the text whose fingerprint is `of`."""

    text: str
    of: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a picture, in per cent of its width and height."""

    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom (not included) on a picture of this size; rounded outwards: nothing peeps."""
        left, right = _outwards(self.left, self.left + self.width, width)
        top, bottom = _outwards(self.top, self.top + self.height, height)
        return left, top, right, bottom


def _outwards(begin: Decimal, end: Decimal, size: int) -> tuple[int, int]:
    first = (begin * size / 100).to_integral_value(ROUND_FLOOR)
    last = (end * size / 100).to_integral_value(ROUND_CEILING)
    return max(0, int(first)), min(size, int(last))


def fingerprint(text: str) -> str:
    """By which a decision knows its text: an edit asks for a new one."""
    return sha256(text.encode()).hexdigest()


def text_key(question: str, part: TextPart) -> str:
    return f"{question}.{part.value}"


def shown_questions(document: ChecklistDocument, answers: Answers) -> Iterator[Question]:
    """Those that a site is shown: asked, and no decoys."""
    asked = frozenset(visible(document, answers))
    return (question for question in document.questions if question.key in asked and not question.decoy)


def free_texts(document: ChecklistDocument, answers: Answers) -> dict[str, str]:
    """All that was written freely at questions that a site is shown: `text_key` -> text, in their order."""
    return {
        text_key(question.key, part): text
        for question in shown_questions(document, answers)
        for part, text in _texts(question, answers.get(question.key, NOTHING))
        if text.strip()
    }


def _texts(question: Question, answer: Answer) -> Iterator[tuple[TextPart, str]]:
    if question.type is QuestionType.TEXT and isinstance(answer.value, str):
        yield TextPart.ANSWER, answer.value
    if answer.not_applicable is not None:
        yield TextPart.REASON, answer.not_applicable
    yield TextPart.NOTE, answer.note


def undecided_texts(texts: Mapping[str, str], decided: Mapping[str, Decided]) -> list[str]:
    """The keys of texts that nobody has decided on as they stand now."""
    return [key for key, text in texts.items() if key not in decided or decided[key].of != fingerprint(text)]


def read_by_site(texts: Mapping[str, str], decided: Mapping[str, Decided]) -> dict[str, str]:
    """What the site reads of each; nothing of one that was not decided on."""
    waiting = set(undecided_texts(texts, decided))
    return {key: "" if key in waiting else decided[key].text for key in texts}
