"""Printing a whole quarter, as programs ask for it and are told of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class BatchIn(BaseModel):
    """`unrated_too`: the scorecards of sites without a standing as well."""

    model_config = ConfigDict(extra="forbid", strict=True)

    quarter: str = Field(min_length=6, max_length=6, examples=["2026Q3"])
    language: Literal["en", "zh_CN"]
    unrated_too: bool = False


class FailureOut(BaseModel):
    """A scorecard that could not be drawn: the fonts lack these characters of this text."""

    site: str
    text: str
    characters: str


class BatchOut(BaseModel):
    """How far a printing is. `seconds_left` is None while nobody can tell; `workers` took part so far."""

    id: UUID
    quarter: str
    revision: int
    language: str
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    cancelled_by: str | None
    done: int
    failed: int
    waiting: int
    workers: int
    seconds_left: int | None
    failures: list[FailureOut] = []


class BatchesOut(BaseModel):
    batches: list[BatchOut]


class GoingOnOut(BaseModel):
    """How many scorecards are tried again."""

    count: int
