"""How a visit was made, from what the tablet wrote down: how fast, in what pattern, and how much of it after leaving.

Pure. Signals for a reviewer, and never more: a quick visit may be a good one. The tablet's notes come from outside and
are read for what they hold; what has not their form is passed over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from network.audits.rules.answers import NOTHING, Answers, visible
from network.audits.rules.checklists import ChecklistDocument, QuestionType
from network.audits.rules.quality import NO_ANSWER, verdicts

# Answered alike from this many questions on, a visit looks as if nobody had read them.
ENOUGH_ALIKE = 5
# A pause that is longer belongs to no section: the tablet lay somewhere.
LONGEST_PAUSE = 30 * 60_000
_ANSWERED = frozenset({"answer", "change"})
_PICKED = frozenset({QuestionType.YES_NO, QuestionType.SCALE, QuestionType.CHOICE})


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the tablet's notes. `milliseconds` since the app was opened (`run`)."""

    kind: str
    question: str | None
    at: datetime | None
    run: str
    milliseconds: int


def happenings(events: Iterable[Any]) -> Sequence[Happening]:
    """The lines that have the form of the tablet's, in their order."""
    return [found for event in events if isinstance(event, dict) and (found := _happening(event)) is not None]


def _happening(event: Mapping[str, Any]) -> Happening | None:
    kind, question, at = event.get("kind"), event.get("question"), event.get("at")
    run, milliseconds = event.get("run"), event.get("milliseconds")
    if not isinstance(kind, str) or not isinstance(run, str) or not isinstance(milliseconds, int):
        return None
    return Happening(kind, question if isinstance(question, str) else None, _moment(at), run, milliseconds)


def _moment(given: object) -> datetime | None:
    if not isinstance(given, str):
        return None
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        return None
    return read if read.tzinfo else None


def section_minutes(document: ChecklistDocument, events: Sequence[Happening]) -> Mapping[str, Decimal]:
    """Section -> minutes between what was done before and each of its answers; sections without an answer are not in.

    Clocks that were set do not move it: it is counted from when the app was opened.
    """
    sections = {question.key: section.key for section in document.sections for question in section.questions}
    spent: dict[str, int] = defaultdict(int)
    for before, after in pairwise(events):
        section = sections.get(after.question or "")
        passed = after.milliseconds - before.milliseconds
        if section is not None and after.run == before.run and 0 <= passed <= LONGEST_PAUSE:
            spent[section] += passed
    return {section: Decimal(passed) / 60_000 for section, passed in spent.items()}


def after_leaving(events: Sequence[Happening], left_at: datetime) -> tuple[int, int]:
    """How many of the questions were answered first after the tablet's own clock said that the visit was over, and how
    many were answered."""
    first: dict[str, datetime] = {}
    for each in events:
        if each.kind in _ANSWERED and each.question is not None and each.at is not None:
            first.setdefault(each.question, each.at)
    return sum(at > left_at for at in first.values()), len(first)


def straight(document: ChecklistDocument, answers: Answers) -> bool:
    """Whether all questions with given answers, `ENOUGH_ALIKE` at least, have the same one."""
    picked = {question.key for question in document.questions if question.type in _PICKED}
    said = [each for key, each in verdicts(document, answers).items() if key in picked and each != NO_ANSWER]
    return len(said) >= ENOUGH_ALIKE and len(set(said)) == 1


def not_applicable(document: ChecklistDocument, answers: Answers) -> Mapping[str, bool]:
    """Question -> whether it was said not to apply, of those asked that allow it."""
    shown = frozenset(visible(document, answers))
    return {
        question.key: answers.get(question.key, NOTHING).not_applicable is not None
        for question in document.questions
        if question.not_applicable and question.key in shown
    }


def repeated(vectors: Mapping[UUID, tuple[str, ...]]) -> frozenset[UUID]:
    """The visits whose answers are all the same as those of another one. `vectors`: of one auditor, checklist first."""
    times = Counter(vectors.values())
    return frozenset(visit for visit, vector in vectors.items() if times[vector] > 1)
