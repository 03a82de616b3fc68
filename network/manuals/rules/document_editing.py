"""Changing an edition piece by piece: what an editor does to a document. KeyError for what is not there. Pure."""

from dataclasses import replace

from network.manuals.rules.document_validation import said
from network.manuals.rules.documents import Chapter, Clause, ClauseChange, ManualDocument
from network.sites.rules.criteria import LocalText


def chapter_of(document: ManualDocument, key: str) -> Chapter:
    for chapter in document.chapters:
        if chapter.key == key:
            return chapter
    raise KeyError(key)


def home_of(document: ManualDocument, clause: str) -> Chapter:
    """The chapter that holds a clause."""
    for chapter in document.chapters:
        if any(each.key == clause for each in chapter.clauses):
            return chapter
    raise KeyError(clause)


def with_summary(document: ManualDocument, summary: LocalText) -> ManualDocument:
    return replace(document, summary=summary)


def with_chapter(document: ManualDocument, chapter: Chapter, former: str = "") -> ManualDocument:
    """With the chapter in the place of `former`, whose clauses it keeps; without one, as the last."""
    if not former:
        return replace(document, chapters=(*document.chapters, chapter))
    kept = replace(chapter, clauses=chapter_of(document, former).clauses)
    return replace(document, chapters=tuple(kept if each.key == former else each for each in document.chapters))


def with_clause(document: ManualDocument, chapter: str, clause: Clause, former: str = "") -> ManualDocument:
    """With the clause in the place of `former`, or as the last of the chapter when that was in another one."""
    home = chapter_of(document, chapter)
    if former and any(each.key == former for each in home.clauses):
        return _holding(document, replace(home, clauses=tuple(_put(home, clause, former))))
    emptied = _without(document, former) if former else document
    home = chapter_of(emptied, chapter)
    return _holding(emptied, replace(home, clauses=(*home.clauses, clause)))


def without_chapter(document: ManualDocument, key: str) -> ManualDocument:
    """Without a chapter that has no clause left. KeyError for one that has."""
    if chapter_of(document, key).clauses:
        raise KeyError(key)
    return replace(document, chapters=tuple(each for each in document.chapters if each.key != key))


def without_clause(document: ManualDocument, key: str, change: ClauseChange | None) -> ManualDocument:
    """Without the clause; `change`: what became of it, for one that the edition before has."""
    removed = document.removed if change is None else (*document.removed, (key, change))
    return replace(_without(document, key), removed=removed)


def moved_chapter(document: ManualDocument, key: str, step: int) -> ManualDocument:
    """One place up (-1) or down (1); at the end of the list it stays where it is."""
    chapters = list(document.chapters)
    place = chapters.index(chapter_of(document, key))
    chapters.insert(max(0, place + step), chapters.pop(place))
    return replace(document, chapters=tuple(chapters))


def moved_clause(document: ManualDocument, key: str, step: int) -> ManualDocument:
    """One place up (-1) or down (1); from the end of a chapter into the one beside it, if there is one."""
    home = home_of(document, key)
    clauses = list(home.clauses)
    place = next(number for number, each in enumerate(clauses) if each.key == key)
    clause = clauses.pop(place)
    if 0 <= place + step <= len(clauses):
        clauses.insert(place + step, clause)
        return _holding(document, replace(home, clauses=tuple(clauses)))
    beside = document.chapters.index(home) + step
    if not 0 <= beside < len(document.chapters):
        return document
    other = document.chapters[beside]
    joined = (*other.clauses, clause) if step < 0 else (clause, *other.clauses)
    return _holding(_without(document, key), replace(other, clauses=joined))


def begun_from(former: ManualDocument) -> ManualDocument:
    """What a new edition says to begin with: the same, and nothing is new yet."""
    chapters = (
        replace(chapter, clauses=tuple(replace(clause, change=None) for clause in chapter.clauses))
        for chapter in former.chapters
    )
    return replace(former, chapters=tuple(chapters), removed=())


def settled(document: ManualDocument, former: ManualDocument | None) -> ManualDocument:
    """Without notes of changes that are none any more: a clause was set back, or put back."""
    before = {clause.key: clause for _number, clause in former.numbered()} if former else {}
    present = {clause.key for _number, clause in document.numbered()}

    def fitting(clause: Clause) -> Clause:
        old = before.get(clause.key)
        same = former is None or (old is not None and said(old) == said(clause))
        return replace(clause, change=None) if same else clause

    return replace(
        document,
        chapters=tuple(replace(each, clauses=tuple(map(fitting, each.clauses))) for each in document.chapters),
        removed=tuple(each for each in document.removed if each[0] in before and each[0] not in present),
    )


def _put(home: Chapter, clause: Clause, former: str) -> list[Clause]:
    return [clause if each.key == former else each for each in home.clauses]


def _without(document: ManualDocument, key: str) -> ManualDocument:
    home = home_of(document, key)
    return _holding(document, replace(home, clauses=tuple(each for each in home.clauses if each.key != key)))


def _holding(document: ManualDocument, chapter: Chapter) -> ManualDocument:
    return replace(document, chapters=tuple(chapter if each.key == chapter.key else each for each in document.chapters))
