"""Pre-check lists as they are written, kept and sent: the forms of `network.repairs.rules.prechecks`."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from network.foundation.documents.plain_yaml import write_yaml
from network.foundation.documents.reading import listed, read_document
from network.repairs.rules.prechecks import PrecheckDocument, PrecheckState, PrechecksUnreadable, Tick
from network.sites.schemas.texts import PRINTABLE, Reason, Strict

# As the records name it.
Product = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]

_FORM = TypeAdapter(PrecheckDocument)
_TICKS = TypeAdapter(dict[str, Tick])


def load_prechecks(text: str) -> PrecheckDocument:
    """The list written in this YAML text; PrechecksUnreadable lists every place that has not the right form.

    Only the form is checked: see `rules.prechecks.validate_prechecks`. JSON is YAML, and read as well.
    """
    return read_document(text, _FORM.validate_json, PrechecksUnreadable)


def take_prechecks(content: dict[str, Any]) -> PrecheckDocument:
    """The same from fields that a program has sent. PrechecksUnreadable."""
    try:
        return _FORM.validate_json(json.dumps(content))
    except ValidationError as error:
        raise PrechecksUnreadable(listed(error)) from error


def dump_prechecks(document: PrecheckDocument) -> str:
    """YAML that `load_prechecks` reads back as the same list. What says nothing is left out."""
    return write_yaml(plain(document))


def plain(document: PrecheckDocument) -> dict[str, Any]:
    """Fields, lists and texts, without what is at its default."""
    content: dict[str, Any] = _FORM.dump_python(document, exclude_defaults=True)
    return {**content, "steps": list(content["steps"])}


def keep_prechecks(document: PrecheckDocument) -> str:
    """JSON for the database."""
    return _FORM.dump_json(document).decode()


def kept_prechecks(kept: str) -> PrecheckDocument:
    """What `keep_prechecks` kept."""
    return _FORM.validate_json(kept)


def keep_ticks(ticks: dict[str, Tick]) -> str:
    """JSON for the database: {step key: {done, note}}."""
    return _TICKS.dump_json(ticks).decode()


def kept_ticks(kept: str) -> dict[str, Tick]:
    """What `keep_ticks` kept."""
    return _TICKS.validate_json(kept)


@dataclass(frozen=True, slots=True)
class PrecheckList:
    """A version of the list of a product (`product` empty: of every other product). `row_version` counts changes."""

    id: UUID
    product: str
    version: int
    state: PrecheckState
    document: PrecheckDocument
    note: str
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    row_version: int

    @property
    def is_draft(self) -> bool:
        return self.state is PrecheckState.DRAFT


@dataclass(frozen=True, slots=True)
class TickedList:
    """What a site ticked for one unit, and the list that it ticked."""

    list: PrecheckList
    ticks: dict[str, Tick]
    ticked_at: datetime


class PublishIn(Strict):
    """What is said of a list that is published. `note`: what is new in it, for the sites."""

    note: Reason = ""


class StartIn(Strict):
    """For which product a draft is started; empty for that of the list it is made from."""

    product: Product = ""


class PrecheckListOut(BaseModel):
    """A version without its steps. `product` is empty for the list of every other product."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    product: str
    version: int
    state: PrecheckState
    title: str
    title_zh: str
    steps: int
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None


class PrecheckListsOut(BaseModel):
    """Every version that you may see, by product, the newest first."""

    model_config = ConfigDict(frozen=True)

    precheck_lists: list[PrecheckListOut]


class PrecheckDocumentOut(PrecheckListOut):
    """A version with its document, and what keeps a draft from being published: place -> what to put right."""

    document: dict[str, Any]
    problems: dict[str, str]


def list_out(found: PrecheckList) -> PrecheckListOut:
    return PrecheckListOut(**_heading(found))


def document_out(found: PrecheckList, problems: dict[str, str]) -> PrecheckDocumentOut:
    return PrecheckDocumentOut(**_heading(found), document=plain(found.document), problems=problems)


def _heading(found: PrecheckList) -> dict[str, Any]:
    return {
        "id": found.id,
        "product": found.product,
        "version": found.version,
        "state": found.state,
        "title": found.document.title.en,
        "title_zh": found.document.title.zh_CN,
        "steps": len(found.document.steps),
        "created_by": found.created_by,
        "created_at": found.created_at,
        "published_by": found.published_by,
        "published_at": found.published_at,
    }
