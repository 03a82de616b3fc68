"""Checklists as they are written, kept and sent: the forms of `network.audits.rules.checklists`."""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from network.audits.rules.checklist_problems import ChecklistUnreadable
from network.audits.rules.checklists import ChecklistDocument
from network.foundation.documents.plain_yaml import write_yaml
from network.foundation.documents.reading import listed, read_document

_FORM = TypeAdapter(ChecklistDocument)


def read_checklist(text: str) -> ChecklistDocument:
    """The checklist written in this YAML text; ChecklistUnreadable lists every place that has not the right form.

    Only the form is checked: see `checklist_validation.validate_checklist`. JSON is YAML, and read as well.
    """
    return read_document(text, _FORM.validate_json, ChecklistUnreadable)


def document_of(content: dict[str, Any]) -> ChecklistDocument:
    """The same from fields that a program has sent; numbers may be texts. ChecklistUnreadable."""
    try:
        return _FORM.validate_json(json.dumps(content, default=str))
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
    content: dict[str, Any] = _FORM.dump_python(document, exclude_defaults=True)
    return content


def keep_checklist(document: ChecklistDocument) -> str:
    """JSON for the database; decimals are texts in it, and stay exact."""
    return _FORM.dump_json(document).decode()


def kept_checklist(kept: str) -> ChecklistDocument:
    """What `keep_checklist` kept."""
    return _FORM.validate_json(kept)
