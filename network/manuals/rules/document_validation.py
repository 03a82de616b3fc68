"""What is wrong with the meaning of an edition: all of it at once, never just the first. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem
from network.manuals.markdown import pictures_in
from network.manuals.rules import document_problems as wrong
from network.manuals.rules.clause_texts import LONGEST_TEXT, problems_of_text
from network.manuals.rules.documents import Chapter, Clause, ClauseChange, ManualDocument, QuizQuestion
from network.sites.rules.criteria import LocalText

MOST_CHAPTERS, MOST_CLAUSES, MOST_QUESTIONS, MOST_OPTIONS = 40, 300, 3, 4
LONGEST_TITLE, LONGEST_SUMMARY = 200, 2000
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def validate_manual(
    document: ManualDocument, former: ManualDocument | None, standards: Iterable[str], pictures: Iterable[str]
) -> list[Problem]:
    """Every problem; none for a document that can be approved.

    `former`: what the edition before says, None for the first. `standards`, `pictures`: those that there are.
    """
    return [
        *_text("summary", document.summary, LONGEST_SUMMARY),
        *_counts(document),
        *_repeated("chapters", (chapter.key for chapter in document.chapters)),
        *_repeated("chapters", (clause.key for _number, clause in document.numbered())),
        *_chapters(document, frozenset(standards), frozenset(pictures)),
        *_changes(document, former),
    ]


def validate_quiz(quiz: Iterable[QuizQuestion], document: ManualDocument) -> Iterator[Problem]:
    """What is wrong with the questions that are asked when note is taken."""
    questions = list(quiz)
    if len(questions) > MOST_QUESTIONS:
        yield wrong.TooMany("quiz", {"given": len(questions), "most": MOST_QUESTIONS})
    yield from _repeated("quiz", (question.key for question in questions))
    for place, question in enumerate(questions):
        yield from _question(f"quiz[{place}]", question, document)


def said(clause: Clause) -> tuple[LocalText, LocalText, tuple[str, ...]]:
    """What a clause says, whatever is noted about it and wherever it stands."""
    return clause.title, clause.text, clause.standards


def _question(path: str, question: QuizQuestion, document: ManualDocument) -> Iterator[Problem]:
    yield from _key(f"{path}.key", question.key)
    yield from _text(f"{path}.question", question.question, LONGEST_SUMMARY)
    options = [option.key for option in question.options]
    if not 2 <= len(options) <= MOST_OPTIONS:
        yield wrong.TooFewOptions(f"{path}.options", {"most": MOST_OPTIONS})
    yield from _repeated(f"{path}.options", options)
    for place, option in enumerate(question.options):
        yield from _text(f"{path}.options[{place}].text", option.text, LONGEST_TITLE)
    if question.right not in options:
        yield wrong.RightUnknown(f"{path}.right", {"given": question.right})
    if document.clause(question.clause) is None:
        yield wrong.ClauseUnknown(f"{path}.clause", {"given": question.clause})


def _counts(document: ManualDocument) -> Iterator[Problem]:
    clauses = sum(len(chapter.clauses) for chapter in document.chapters)
    if not clauses:
        yield wrong.NoClauses("chapters")
    for given, most in ((len(document.chapters), MOST_CHAPTERS), (clauses, MOST_CLAUSES)):
        if given > most:
            yield wrong.TooMany("chapters", {"given": given, "most": most})


def _chapters(document: ManualDocument, standards: frozenset[str], pictures: frozenset[str]) -> Iterator[Problem]:
    clauses = frozenset(clause.key for _number, clause in document.numbered())
    for place, chapter in enumerate(document.chapters):
        path = f"chapters[{place}]"
        yield from _heading(path, chapter)
        for number, clause in enumerate(chapter.clauses):
            yield from _clause(f"{path}.clauses[{number}]", clause, clauses, standards, pictures)


def _heading(path: str, chapter: Chapter) -> Iterator[Problem]:
    yield from _key(f"{path}.key", chapter.key)
    yield from _text(f"{path}.title", chapter.title, LONGEST_TITLE)
    if not chapter.clauses:
        yield wrong.EmptyChapter(f"{path}.clauses")


def _clause(
    path: str, clause: Clause, clauses: frozenset[str], standards: frozenset[str], pictures: frozenset[str]
) -> Iterator[Problem]:
    yield from _key(f"{path}.key", clause.key)
    yield from _text(f"{path}.title", clause.title, LONGEST_TITLE)
    yield from _repeated(f"{path}.standards", clause.standards)
    for standard in clause.standards:
        if standard not in standards:
            yield wrong.StandardUnknown(f"{path}.standards", {"given": standard})
    for code, text in (("en", clause.text.en), ("zh_CN", clause.text.zh_CN)):
        yield from problems_of_text(f"{path}.text.{code}", text, clauses)
        if len(text) <= LONGEST_TEXT:
            for lost in dict.fromkeys(each for each in pictures_in(text) if each not in pictures):
                yield wrong.PictureUnknown(f"{path}.text.{code}", {"given": lost[:12]})


def _changes(document: ManualDocument, former: ManualDocument | None) -> Iterator[Problem]:
    before = {clause.key: clause for _number, clause in former.numbered()} if former else {}
    for place, chapter in enumerate(document.chapters):
        for number, clause in enumerate(chapter.clauses):
            path = f"chapters[{place}].clauses[{number}].change"
            yield from _change(path, clause, before.get(clause.key), former is not None)
    present = {clause.key for _number, clause in document.numbered()}
    noted = dict(document.removed)
    for key in chain(before.keys() - present - noted.keys()):
        yield wrong.RemovalUnnoted("removed", {"given": key})
    for key, change in document.removed:
        if key in present or key not in before:
            yield wrong.NotRemoved("removed", {"given": key})
        yield from _text(f"removed.{key}.note", change.note, LONGEST_SUMMARY)


def _change(path: str, clause: Clause, before: Clause | None, compares: bool) -> Iterator[Problem]:
    differs = compares and (before is None or said(before) != said(clause))
    if differs and clause.change is None:
        yield wrong.ChangeUnnoted(path)
    if clause.change is not None:
        if not differs:
            yield wrong.NothingChanged(path)
        yield from _note(path, clause.change)


def _note(path: str, change: ClauseChange) -> Iterator[Problem]:
    yield from _text(f"{path}.note", change.note, LONGEST_SUMMARY)


def _key(path: str, key: str) -> Iterator[Problem]:
    if not _KEY.fullmatch(key):
        yield form.BadCode(path, {"given": key})


def _text(path: str, text: LocalText, most: int) -> Iterator[Problem]:
    for code, written in (("en", text.en), ("zh_CN", text.zh_CN)):
        if not written.strip():
            yield form.Blank(f"{path}.{code}")
        if len(written) > most:
            yield wrong.TextTooLong(f"{path}.{code}", {"most": most})


def _repeated(path: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield form.Repeated(path, {"given": key})
