"""Checklists as they are written, kept and sent: the forms of `network.audits.rules.checklists`."""

import json
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from network.audits.rules.checklist_problems import ChecklistUnreadable, NumberTooLong
from network.audits.rules.checklists import ChecklistDocument
from network.foundation.documents.plain_yaml import Row, write_yaml
from network.foundation.documents.problems import NotText, Problem
from network.foundation.documents.reading import listed, read_document

_FORM = TypeAdapter(ChecklistDocument)

# What the database, the tablet and the sums can all hold exactly.
_MOST = Decimal(10) ** 9
_FINEST = -4


def read_checklist(text: str) -> ChecklistDocument:
    """The checklist written in this YAML text; ChecklistUnreadable lists every place that has not the right form.

    Only the form is checked: see `checklist_validation.validate_checklist`. JSON is YAML, and read as well.
    """
    return _sound(read_document(text, _FORM.validate_json, ChecklistUnreadable))


def document_of(content: dict[str, Any]) -> ChecklistDocument:
    """The same from fields that a program has sent; numbers may be texts. ChecklistUnreadable."""
    try:
        return _sound(_FORM.validate_json(json.dumps(content, default=str)))
    except ValidationError as error:
        raise ChecklistUnreadable(listed(error)) from error


def json_of(document: ChecklistDocument) -> dict[str, Any]:
    """What the tablet gets: every field, what is at its default as well; decimals are texts."""
    content: dict[str, Any] = _FORM.dump_python(document, mode="json")
    return content


def write_checklist(document: ChecklistDocument) -> str:
    """YAML that `read_checklist` reads back as the same checklist. What says nothing is left out."""
    return write_yaml(plain(document))


def plain(document: ChecklistDocument) -> dict[str, Any]:
    """Fields, lists, texts and Decimals, without what is at its default."""
    content: dict[str, Any] = _written(_FORM.dump_python(document, exclude_defaults=True))
    return content


def keep_checklist(document: ChecklistDocument) -> str:
    """JSON for the database; decimals are texts in it, and stay exact."""
    return _FORM.dump_json(document).decode()


def kept_checklist(kept: str) -> ChecklistDocument:
    """What `keep_checklist` kept."""
    return _FORM.validate_json(kept)


def _sound(document: ChecklistDocument) -> ChecklistDocument:
    """The document, when every number is of a size to be reckoned with and every text can be kept."""
    if problems := list(_unsound("", _FORM.dump_python(document))):
        raise ChecklistUnreadable(problems)
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
    elif isinstance(content, str) and "\x00" in content:
        yield NotText(path)


def _written(content: Any) -> Any:
    """As `write_yaml` takes it: choices as texts, the values of a condition on one line."""
    if isinstance(content, dict):
        return {name: Row(value) if name == "values" else _written(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_written(value) for value in content]
    return content.value if isinstance(content, StrEnum) else content
