"""What differs between two versions of a checklist, question by question. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from network.audits.rules.checklists import ChecklistDocument, Question, Section


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a section, a question or (without a key) the whole.

    `fields`: those whose values differ; `before` and `after`: the two states, none where there is none.
    """

    change: Change
    key: str
    before: ChecklistDocument | Section | Question | None
    after: ChecklistDocument | Section | Question | None
    fields: tuple[str, ...] = ()


def compared(before: ChecklistDocument, after: ChecklistDocument) -> list[Difference]:
    """In the order of `after`, then what was removed. A question is the same when its key is, wherever it stands."""
    heading = _changed(before, after, leave=("sections",))
    whole = [Difference(Change.CHANGED, "", before, after, heading)] if heading else []
    return [*whole, *_sections(before, after), *_questions(before, after)]


def _sections(before: ChecklistDocument, after: ChecklistDocument) -> Iterator[Difference]:
    old, new = ({section.key: section for section in each.sections} for each in (before, after))
    for key, section in new.items():
        if key not in old:
            yield Difference(Change.ADDED, key, None, section)
        elif found := _changed(old[key], section, leave=("questions",)):
            yield Difference(Change.CHANGED, key, old[key], section, found)
    for key in old.keys() - new.keys():
        yield Difference(Change.REMOVED, key, old[key], None)


def _questions(before: ChecklistDocument, after: ChecklistDocument) -> Iterator[Difference]:
    old, new = ({question.key: question for question in each.questions} for each in (before, after))
    moved = _moved(before, after)
    for key, question in new.items():
        if key not in old:
            yield Difference(Change.ADDED, key, None, question)
        elif found := _changed(old[key], question):
            yield Difference(Change.CHANGED, key, old[key], question, found)
        elif key in moved:
            yield Difference(Change.MOVED, key, old[key], question)
    for key, question in old.items():
        if key not in new:
            yield Difference(Change.REMOVED, key, question, None)


def _changed(before: object, after: object, leave: tuple[str, ...] = ()) -> tuple[str, ...]:
    names = (each.name for each in fields(after) if each.name not in leave)  # type: ignore[arg-type]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _moved(before: ChecklistDocument, after: ChecklistDocument) -> frozenset[str]:
    """Questions of both that stand in another section, or after another one of both, than they did."""
    both = {question.key for question in before.questions} & {question.key for question in after.questions}
    old, new = _neighbours(before, both), _neighbours(after, both)
    return frozenset(key for key in both if old[key] != new[key])


def _neighbours(document: ChecklistDocument, known: set[str]) -> dict[str, tuple[str, str]]:
    """Question -> its section and the known question before it there."""
    found: dict[str, tuple[str, str]] = {}
    for section in document.sections:
        former = ""
        for question in section.questions:
            if question.key in known:
                found[question.key] = (section.key, former)
                former = question.key
    return found
