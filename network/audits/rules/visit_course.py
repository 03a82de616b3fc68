"""How a visit went by its tablet's own notes, and what an edit changed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from network.audits.rules.answers import NOTHING, Answers
from network.audits.rules.checklists import ChecklistDocument

# Longer without a touch, and nobody was at the section any more.
_AWAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Spent:
    """`seconds` at the questions of a section; `touches`: how often one was opened, answered or changed."""

    section: str
    seconds: int
    touches: int


def spent_in(document: ChecklistDocument, events: Sequence[Mapping[str, Any]]) -> list[Spent]:
    """By section, in order: the time since the touch before belongs to where one touches. What cannot be read of the
    events of a stranger's device is left out."""
    section_of = {question.key: section.key for section in document.sections for question in section.questions}
    seconds = dict.fromkeys(section_of.values(), 0.0)
    touches = dict.fromkeys(section_of.values(), 0)
    before: datetime | None = None
    for event in events:
        at, section = _moment(event.get("at")), section_of.get(str(event.get("question")))
        if at is None:
            continue
        if section is not None:
            touches[section] += 1
            if before is not None and timedelta() < at - before < _AWAY:
                seconds[section] += (at - before).total_seconds()
        before = at
    return [Spent(key, round(seconds[key]), touches[key]) for key in seconds]


def changed_questions(document: ChecklistDocument, before: Answers, after: Answers) -> list[str]:
    """The keys of questions whose answer is another one, in their order."""
    return [
        question.key
        for question in document.questions
        if before.get(question.key, NOTHING) != after.get(question.key, NOTHING)
    ]


def _moment(written: object) -> datetime | None:
    try:
        read = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return read if read.tzinfo else None
