"""Visits in quarantine, as headquarters sees them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

LONGEST_REASON = 2000

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=10, max_length=LONGEST_REASON, pattern=r"^[^\x00]*$"),
]


class DecisionIn(BaseModel):
    """Why a visit is let into the review, or rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason


class QuarantinedOut(BaseModel):
    """A visit that waits. `site`: its code. `auditor`: by code. `doubts`: why it waits."""

    model_config = ConfigDict(frozen=True)

    filing: UUID
    assignment: UUID
    site: str
    site_name: str
    site_name_zh: str
    auditor: str
    kind: str
    visited_at: datetime
    received_at: datetime
    late: bool
    doubts: list[str]

    def name_in(self, language: str) -> str:
        return (self.site_name_zh if language == "zh_CN" else self.site_name) or self.site_name


class PhotoSignalsOut(BaseModel):
    """What is odd about the photo at this place of a question, of which `label` is the text in each language."""

    model_config = ConfigDict(frozen=True)

    question: str
    label: dict[str, str]
    place: int
    signals: list[dict[str, Any]]


class OtherFilingOut(BaseModel):
    """Another filing for the same assignment."""

    model_config = ConfigDict(frozen=True)

    filing: UUID
    state: str
    received_at: datetime


class QuarantineOut(QuarantinedOut):
    """One of them, with what it takes to decide. `signals`: codes with values; see `network.audits.rules.filings`."""

    state: str
    left_at: datetime
    skew_seconds: int
    signals: list[dict[str, Any]]
    assignment_state: str
    assignment_answer: str | None
    window_from: datetime
    window_to: datetime
    time_zone: str
    photos: int
    photo_signals: list[PhotoSignalsOut]
    others: list[OtherFilingOut]
    decider: str | None
    decided_at: datetime | None
    decision_reason: str | None
