"""What differs between two editions, clause by clause and word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from network.manuals.rules.document_validation import said
from network.manuals.rules.documents import Clause, ManualDocument

# Latin words, single Han characters, and each sign by itself.
_WORDS = re.compile(r"[A-Za-z0-9_À-ÿ]+|\s+|.", re.DOTALL)
# A stretch of more words than that is shown as replaced in one piece.
_MOST_WORDS = 1500


class Became(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """`before`, `after`: the clause with its number in either edition; None where it is not."""

    became: Became
    key: str
    before: tuple[str, Clause] | None
    after: tuple[str, Clause] | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; `marked`: the other text has it not."""

    text: str
    marked: bool


def compared(before: ManualDocument, after: ManualDocument) -> list[ClauseDifference]:
    """In the order of `after`, then what was removed. A clause is the same when its key is, wherever it stands."""
    old = {clause.key: (number, clause) for number, clause in before.numbered()}
    new = {clause.key: (number, clause) for number, clause in after.numbered()}
    moved = _moved(before, after, old.keys() & new.keys())
    found = []
    for key, (number, clause) in new.items():
        if key not in old:
            found.append(ClauseDifference(Became.ADDED, key, None, (number, clause)))
        elif said(old[key][1]) != said(clause):
            found.append(ClauseDifference(Became.CHANGED, key, old[key], (number, clause)))
        elif key in moved:
            found.append(ClauseDifference(Became.MOVED, key, old[key], (number, clause)))
    gone = (ClauseDifference(Became.REMOVED, key, old[key], None) for key in old if key not in new)
    return [*found, *gone]


def words_compared(before: str, after: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts in stretches, those that the other lacks marked. Joined they are the texts again."""
    ours: list[Stretch] = []
    theirs: list[Stretch] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            _add(ours, left, False)
            _add(theirs, right, False)
        else:
            for one, other in _within(left, right):
                _add(ours, one.text, one.marked)
                _add(theirs, other.text, other.marked)
    return ours, theirs


def _within(left: str, right: str) -> Iterator[tuple[Stretch, Stretch]]:
    old, new = _WORDS.findall(left), _WORDS.findall(right)
    if max(len(old), len(new)) > _MOST_WORDS:
        yield Stretch(left, True), Stretch(right, True)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        marked = kind != "equal"
        yield Stretch("".join(old[a:b]), marked), Stretch("".join(new[c:d]), marked)


def _add(stretches: list[Stretch], text: str, marked: bool) -> None:
    """Joined to the last one of its kind."""
    if not text:
        return
    if stretches and stretches[-1].marked == marked:
        stretches[-1] = Stretch(stretches[-1].text + text, marked)
    else:
        stretches.append(Stretch(text, marked))


def _moved(before: ManualDocument, after: ManualDocument, both: set[str]) -> frozenset[str]:
    """Clauses of both that stand in another chapter, or after another one of both, than they did."""
    old, new = _neighbours(before, both), _neighbours(after, both)
    return frozenset(key for key in both if old[key] != new[key])


def _neighbours(document: ManualDocument, known: set[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for chapter in document.chapters:
        former = ""
        for clause in chapter.clauses:
            if clause.key in known:
                found[clause.key] = (chapter.key, former)
                former = clause.key
    return found
