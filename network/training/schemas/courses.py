"""Courses as they are written, kept and sent: the forms of `network.training.rules.courses`."""

import json
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from network.foundation.documents.plain_yaml import write_yaml
from network.foundation.documents.problems import NotText, Problem
from network.foundation.documents.reading import listed, read_document
from network.sites.rules.criteria import LocalText
from network.sites.rules.staff import StaffRole
from network.training.rules.course_problems import CourseUnreadable, NumberTooLong
from network.training.rules.courses import CourseDocument, Topic

# What the database and the pages can all hold exactly.
_MOST = Decimal(10) ** 6
_FINEST = -2


@dataclass(frozen=True, slots=True, kw_only=True, config={"extra": "forbid", "strict": True})
class ShippedRequirement:
    """People of this role must have passed it, at sites of this repair level or a higher one; None: everywhere."""

    role: StaffRole
    least_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config={"extra": "forbid", "strict": True})
class ShippedCourse:
    """A course as a file: what it is called, who needs it, and its first version."""

    key: str
    topic: Topic
    title: LocalText
    requirements: tuple[ShippedRequirement, ...] = ()
    document: CourseDocument


_FORM = TypeAdapter(CourseDocument)
_SHIPPED = TypeAdapter(ShippedCourse)


def read_course(text: str) -> CourseDocument:
    """The document written in this YAML text; CourseUnreadable lists every place that has not the right form.

    Only the form is checked: see `course_validation.validate_course`. JSON is YAML, and read as well.
    """
    return _sound(read_document(text, _FORM.validate_json, CourseUnreadable))


def read_shipped_course(text: str) -> ShippedCourse:
    """A whole course, with its key and who needs it. CourseUnreadable."""
    return read_document(text, _SHIPPED.validate_json, CourseUnreadable)


def document_of(content: dict[str, Any]) -> CourseDocument:
    """The same from fields that a program has sent; numbers may be texts. CourseUnreadable."""
    try:
        return _sound(_FORM.validate_json(json.dumps(content, default=str)))
    except ValidationError as error:
        raise CourseUnreadable(listed(error)) from error


def write_course(document: CourseDocument) -> str:
    """YAML that `read_course` reads back as the same document. What says nothing is left out."""
    return write_yaml(plain(document))


def plain(document: CourseDocument) -> dict[str, Any]:
    """Fields, lists, texts and Decimals, without what is at its default."""
    content: dict[str, Any] = _written(_FORM.dump_python(document, exclude_defaults=True))
    return content


def keep_course(document: CourseDocument) -> str:
    """JSON for the database; decimals are texts in it, and stay exact."""
    return _FORM.dump_json(document).decode()


def kept_course(kept: str) -> CourseDocument:
    """What `keep_course` kept."""
    return _FORM.validate_json(kept)


def _sound(document: CourseDocument) -> CourseDocument:
    """The document, when every number is of a size to be reckoned with and every text can be kept."""
    if problems := list(_unsound("", _FORM.dump_python(document))):
        raise CourseUnreadable(problems)
    return document


def _unsound(path: str, content: object) -> Iterator[Problem]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _unsound(f"{path}.{name}".removeprefix("."), value)
    elif isinstance(content, (list, tuple)):
        for place, value in enumerate(content):
            yield from _unsound(f"{path}[{place}]", value)
    elif isinstance(content, Decimal):
        exponent = content.as_tuple().exponent
        if abs(content) >= _MOST or not isinstance(exponent, int) or exponent < _FINEST:
            yield NumberTooLong(path)
    elif isinstance(content, int):
        if abs(content) >= _MOST:
            yield NumberTooLong(path)
    elif isinstance(content, str) and "\x00" in content:
        yield NotText(path)


def _written(content: Any) -> Any:
    """As `write_yaml` takes it: choices as texts."""
    if isinstance(content, dict):
        return {name: _written(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_written(value) for value in content]
    return content.value if isinstance(content, StrEnum) else content
