"""Editions as they are written, kept and sent: the forms of `network.manuals.rules.documents`."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from network.foundation.documents.plain_yaml import write_yaml
from network.foundation.documents.problems import NotText
from network.foundation.documents.reading import listed, read_document
from network.manuals.rules.document_problems import ManualUnreadable
from network.manuals.rules.documents import Audience, Chapter, ManualDocument, QuizQuestion
from network.sites.rules.criteria import LocalText

Form = TypeVar("Form")
_STRICT = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualHeading:
    """What a shipped manual says outside of its chapters."""

    __pydantic_config__ = _STRICT

    title: LocalText
    summary: LocalText
    effective_on: date
    due_days: int = 14
    audience: Audience = field(default_factory=Audience)
    quiz: tuple[QuizQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardText:
    """A standard that ships."""

    __pydantic_config__ = _STRICT

    key: str
    control_point: str
    indicator: LocalText
    target: LocalText
    metric: str | None = None
    metric_target: Decimal | None = None


_DOCUMENT = TypeAdapter(ManualDocument)
_CHAPTER = TypeAdapter(Chapter)
_HEADING = TypeAdapter(ManualHeading)
_QUIZ = TypeAdapter(tuple[QuizQuestion, ...])
_AUDIENCE = TypeAdapter(Audience)
_STANDARDS = TypeAdapter(tuple[StandardText, ...])


def read_manual(text: str) -> ManualDocument:
    """The edition written in this YAML text; ManualUnreadable lists every place that has not the right form.

    Only the form is checked: see `document_validation`. JSON is YAML, and read as well.
    """
    return _read(text, _DOCUMENT)


def read_chapter(text: str) -> Chapter:
    """One chapter from YAML. ManualUnreadable."""
    return _read(text, _CHAPTER)


def read_heading(text: str) -> ManualHeading:
    """What stands before the chapters of a shipped manual, from YAML. ManualUnreadable."""
    return _read(text, _HEADING)


def read_standards(text: str) -> tuple[StandardText, ...]:
    """The standards that ship, from YAML. ManualUnreadable."""
    return _read(text, _STANDARDS)


def read_quiz(text: str) -> tuple[QuizQuestion, ...]:
    """The questions written in this YAML text; an empty text is none. ManualUnreadable."""
    return _read(text, _QUIZ) if text.strip() else ()


def document_of(content: dict[str, Any]) -> ManualDocument:
    """From fields that a program has sent. ManualUnreadable."""
    return _taken(content, _DOCUMENT.validate_json)


def quiz_of(content: Iterable[Any]) -> tuple[QuizQuestion, ...]:
    """From what a program has sent. ManualUnreadable."""
    return _taken(list(content), _QUIZ.validate_json)


def audience_of(content: dict[str, Any]) -> Audience:
    """From what a program has sent. ManualUnreadable."""
    return _taken(content, _AUDIENCE.validate_json)


def write_manual(document: ManualDocument) -> str:
    """YAML that `read_manual` reads back as the same edition. What says nothing is left out."""
    return write_yaml(_written(_DOCUMENT.dump_python(document, exclude_defaults=True)))


def write_quiz(quiz: tuple[QuizQuestion, ...]) -> str:
    """YAML that `read_quiz` reads back; an empty text for no questions."""
    return write_yaml(_written(_QUIZ.dump_python(quiz))) if quiz else ""


def json_of(document: ManualDocument) -> dict[str, Any]:
    """Fields, lists and texts, without what is at its default."""
    content: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json", exclude_defaults=True)
    return content


def quiz_json(quiz: tuple[QuizQuestion, ...]) -> list[dict[str, Any]]:
    return list(_QUIZ.dump_python(quiz, mode="json"))


def audience_json(audience: Audience) -> dict[str, Any]:
    content: dict[str, Any] = _AUDIENCE.dump_python(audience, mode="json")
    return content


def keep(document: ManualDocument) -> str:
    """JSON for the database."""
    return _DOCUMENT.dump_json(document).decode()


def kept(text: str) -> ManualDocument:
    """What `keep` kept."""
    return _DOCUMENT.validate_json(text)


def keep_quiz(quiz: tuple[QuizQuestion, ...]) -> str:
    return _QUIZ.dump_json(quiz).decode()


def kept_quiz(text: str) -> tuple[QuizQuestion, ...]:
    return _QUIZ.validate_json(text)


def keep_audience(audience: Audience) -> str:
    return _AUDIENCE.dump_json(audience).decode()


def kept_audience(text: str) -> Audience:
    return _AUDIENCE.validate_json(text)


def fingerprint(document: ManualDocument) -> str:
    """SHA-256 of the document's canonical bytes: the same document, the same fingerprint, wherever it is reckoned."""
    content = _DOCUMENT.dump_python(document, mode="json")
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(text: str, form: TypeAdapter[Form]) -> Form:
    return _sound(read_document(text, form.validate_json, ManualUnreadable), form)


def _taken(content: Any, take: Callable[[str], Form]) -> Form:
    try:
        text = json.dumps(content)
        if "\\u0000" in text:
            raise ManualUnreadable([NotText("")])
        return take(text)
    except ValidationError as error:
        raise ManualUnreadable(listed(error)) from error


def _sound(found: Form, form: TypeAdapter[Form]) -> Form:
    """What the database can keep. ManualUnreadable."""
    if b"\\u0000" in form.dump_json(found):
        raise ManualUnreadable([NotText("")])
    return found


def _written(content: Any) -> Any:
    """As `write_yaml` takes it: choices as texts."""
    if isinstance(content, dict):
        return {name: _written(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_written(value) for value in content]
    return content.value if isinstance(content, StrEnum) else content
