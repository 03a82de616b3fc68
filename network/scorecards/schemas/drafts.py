"""What comes in and goes out of drafts of schemes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.scorecards.rules.drafts import DraftState

CODE = r"^([a-z][a-z0-9_-]*)?$"


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StartDraftIn(_In):
    """`code`: of a scheme of its own that begins with this version; empty for the next version of the same."""

    code: str = Field("", max_length=60, pattern=CODE)


class RejectIn(_In):
    reason: str = Field(min_length=3, max_length=2_000)


class DraftIn(_In):
    """`document`: the scheme as its API shows it, numbers as text."""

    document: dict[str, Any]


class ProblemOut(BaseModel):
    """`path`: the place in the document, such as `criteria[2].curve`."""

    path: str
    code: str
    message: str


class DraftOut(BaseModel):
    """`problems`: all that keeps it from being sent in; `first_quarter`: the earliest that it may judge."""

    id: UUID
    code: str
    version: int
    state: DraftState
    document: dict[str, Any]
    writer: str
    created_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    problems: list[ProblemOut]
    first_quarter: str


class DraftLineOut(BaseModel):
    id: UUID
    code: str
    version: int
    state: DraftState
    writer: str


class DraftsOut(BaseModel):
    drafts: list[DraftLineOut]
