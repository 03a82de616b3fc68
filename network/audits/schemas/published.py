"""Published audits as they are kept: JSON with decimals as texts, which stay exact."""

from typing import Any

from pydantic import TypeAdapter

from network.audits.rules.published import PublishedDocument

_FORM = TypeAdapter(PublishedDocument)


def keep_published(document: PublishedDocument) -> str:
    return _FORM.dump_json(document).decode()


def kept_published(content: str) -> PublishedDocument:
    """What `keep_published` wrote."""
    return _FORM.validate_json(content)


def json_of_published(document: PublishedDocument) -> dict[str, Any]:
    """The same for a program that asks."""
    content: dict[str, Any] = _FORM.dump_python(document, mode="json")
    return content
