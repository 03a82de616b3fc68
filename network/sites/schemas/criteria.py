"""Selection criteria as they are written, kept and sent: the forms of `network.sites.rules.criteria`."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from network.foundation.documents.plain_yaml import Row, write_yaml
from network.foundation.documents.reading import listed, read_document
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_validation import CriteriaUnreadable

_FORM = TypeAdapter(CriteriaDocument)


def load_criteria(text: str) -> CriteriaDocument:
    """The criteria written in this YAML text; CriteriaUnreadable lists every place that has not the right form.

    Only the form is checked: see `criteria_validation.validate_criteria`. JSON is YAML, and read as well.
    """
    return read_document(text, _FORM.validate_json, CriteriaUnreadable)


def take_criteria(content: dict[str, Any]) -> CriteriaDocument:
    """The same from fields that a program has sent; numbers may be texts. CriteriaUnreadable."""
    try:
        return _FORM.validate_json(json.dumps(content))
    except ValidationError as error:
        raise CriteriaUnreadable(listed(error)) from error


def dump_criteria(document: CriteriaDocument) -> str:
    """YAML that `load_criteria` reads back as the same criteria. What says nothing is left out."""
    return write_yaml(plain(document))


def plain(document: CriteriaDocument) -> dict[str, Any]:
    """Fields, lists, texts and Decimals, without what is at its default."""
    content: dict[str, Any] = _FORM.dump_python(document, exclude_defaults=True)
    for group in content["groups"]:
        for criterion in group["criteria"]:
            if "evidence" in criterion:
                criterion["evidence"] = Row(kind.value for kind in criterion["evidence"])
    return content


def keep_criteria(document: CriteriaDocument) -> str:
    """JSON for the database; decimals are texts in it, and stay exact."""
    return _FORM.dump_json(document).decode()


def kept_criteria(kept: str) -> CriteriaDocument:
    """What `keep_criteria` kept."""
    return _FORM.validate_json(kept)


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """A version of a set. `made_at` of a draft is when it was last changed; `revision` counts its changes."""

    id: UUID
    code: str
    version: int
    state: str
    revision: int
    document: CriteriaDocument
    made_by: str
    made_at: datetime
    published_by: str | None
    published_at: datetime | None

    @property
    def published(self) -> bool:
        return self.state == "published"


class CriteriaSetOut(BaseModel):
    """A version of a set without its criteria; `published_at` is empty for a draft."""

    model_config = ConfigDict(frozen=True)

    code: str
    version: int
    state: str
    title: str
    title_zh: str
    criteria: int
    made_by: str
    made_at: datetime
    published_by: str | None
    published_at: datetime | None


class CriteriaSetsOut(BaseModel):
    """Every version that you may see, the newest first within its code."""

    model_config = ConfigDict(frozen=True)

    criteria_sets: list[CriteriaSetOut]


class CriteriaDocumentOut(CriteriaSetOut):
    """A version with its document, and what keeps a draft from being published: place -> what to put right."""

    document: dict[str, Any]
    problems: dict[str, str]


def set_out(found: CriteriaSet) -> CriteriaSetOut:
    return CriteriaSetOut(**_heading(found))


def _heading(found: CriteriaSet) -> dict[str, Any]:
    return {
        "code": found.code,
        "version": found.version,
        "state": found.state,
        "title": found.document.title.en,
        "title_zh": found.document.title.zh_CN,
        "criteria": len(found.document.keys),
        "made_by": found.made_by,
        "made_at": found.made_at,
        "published_by": found.published_by,
        "published_at": found.published_at,
    }


def document_out(found: CriteriaSet, problems: dict[str, str]) -> CriteriaDocumentOut:
    return CriteriaDocumentOut(**_heading(found), document=plain(found.document), problems=problems)
