"""Chapters, clauses and settings of editions as flat fields, for forms."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.manuals.rules.clause_texts import LONGEST_TEXT
from network.manuals.rules.document_validation import LONGEST_SUMMARY, LONGEST_TITLE, MOST_OPTIONS, MOST_QUESTIONS
from network.manuals.rules.documents import Chapter, Clause, ClauseChange, Materiality, QuizQuestion
from network.manuals.schemas.editions import Key
from network.sites.rules.criteria import LocalText
from network.sites.schemas.texts import PROSE, WRITTEN, Strict

Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE, pattern=WRITTEN)]
Prose = Annotated[str, Field(max_length=LONGEST_SUMMARY, pattern=PROSE)]
ClauseText = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=PROSE)]
OPTION_KEYS = "abcd"[:MOST_OPTIONS]

CLAUSE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "chapter": _("Chapter"),
        "key": _("Key"),
        "title_en": _("Title in English"),
        "title_zh": _("Title in Chinese"),
        "text_en": _("Text in English"),
        "text_zh": _("Text in Chinese"),
        "materiality": _("How much the change matters"),
        "note_en": _("What is new, in English"),
        "note_zh": _("What is new, in Chinese"),
    }
)


class ChapterIn(Strict):
    key: Key
    title_en: Title
    title_zh: Title


class SummaryIn(Strict):
    summary_en: Prose
    summary_zh: Prose


class ChangeIn(Strict):
    """`materiality`: empty when nothing is noted yet."""

    materiality: Materiality | None = None
    note_en: Prose = ""
    note_zh: Prose = ""

    def change(self) -> ClauseChange | None:
        note = LocalText(en=self.note_en, zh_CN=self.note_zh)
        return ClauseChange(materiality=self.materiality, note=note) if self.materiality else None


class ClauseIn(ChangeIn):
    chapter: Key
    key: Key
    title_en: Title
    title_zh: Title
    text_en: ClauseText
    text_zh: ClauseText
    standards: tuple[Key, ...] = ()

    def clause(self) -> Clause:
        return Clause(
            key=self.key,
            title=LocalText(en=self.title_en, zh_CN=self.title_zh),
            text=LocalText(en=self.text_en, zh_CN=self.text_zh),
            standards=self.standards,
            change=self.change(),
        )


def flat_clause(clause: Clause, chapter: str) -> dict[str, str]:
    """The fields of `CLAUSE_LABELS`."""
    change = clause.change
    return {
        "chapter": chapter,
        "key": clause.key,
        "title_en": clause.title.en,
        "title_zh": clause.title.zh_CN,
        "text_en": clause.text.en,
        "text_zh": clause.text.zh_CN,
        "materiality": change.materiality.value if change else "",
        "note_en": change.note.en if change else "",
        "note_zh": change.note.zh_CN if change else "",
    }


def flat_chapter(chapter: Chapter) -> dict[str, str]:
    return {"key": chapter.key, "title_en": chapter.title.en, "title_zh": chapter.title.zh_CN}


def question_fields(place: int) -> list[str]:
    """The names of the fields of a question; the first is number 1."""
    own = [f"q{place}_{name}" for name in ("question_en", "question_zh", "right", "clause")]
    return [*own, *(f"q{place}_{key}_{code}" for key in OPTION_KEYS for code in ("en", "zh"))]


QUIZ_FIELDS = [name for place in range(1, MOST_QUESTIONS + 1) for name in question_fields(place)]


def flat_quiz(quiz: Sequence[QuizQuestion]) -> dict[str, str]:
    """The fields of `QUIZ_FIELDS` that are written."""
    fields: dict[str, str] = {}
    for place, question in enumerate(quiz, start=1):
        fields |= {
            f"q{place}_question_en": question.question.en,
            f"q{place}_question_zh": question.question.zh_CN,
            f"q{place}_clause": question.clause,
        }
        for key, option in zip(OPTION_KEYS, question.options, strict=False):
            fields |= {f"q{place}_{key}_en": option.text.en, f"q{place}_{key}_zh": option.text.zh_CN}
            if option.key == question.right:
                fields[f"q{place}_right"] = key
    return fields


def quiz_from(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions of which anything is written, as a program would send them."""
    quiz = []
    for place in range(1, MOST_QUESTIONS + 1):
        said = {name: typed.get(name, "").strip() for name in question_fields(place)}
        if any(said[name] for name in said if not name.endswith(("_right", "_clause"))):
            quiz.append(_question(place, said))
    return quiz


def _question(place: int, said: Mapping[str, str]) -> dict[str, Any]:
    start = f"q{place}_"
    texts = {key: {"en": said[f"{start}{key}_en"], "zh_CN": said[f"{start}{key}_zh"]} for key in OPTION_KEYS}
    return {
        "key": f"q{place}",
        "question": {"en": said[f"{start}question_en"], "zh_CN": said[f"{start}question_zh"]},
        "options": [{"key": key, "text": text} for key, text in texts.items() if any(text.values())],
        "right": said[f"{start}right"],
        "clause": said[f"{start}clause"],
    }
