"""Visits as tablets file them, and what they are told about them."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints

MOST_PHOTOS = 60
MOST_ANSWERS = 500
MOST_EVENTS = 5000
LONGEST_REASON = 2000
# A dead battery sets a clock to 1970; nothing needs earlier or much later times.
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# How a visit was sent, not what was filed: the same visit sent again may differ in it.
_CARRIAGE = {"client_now", "app", "reason"}


def _moment(given: object) -> object:
    """A text with its offset from UTC; pydantic would take a number for seconds."""
    if not isinstance(given, str):
        raise ValueError("a time is written as a text")
    read = datetime.fromisoformat(given)
    if read.tzinfo is None or not _FIRST <= read <= _LAST:
        raise ValueError("a time has an offset, and lies in our days")
    return read.astimezone(UTC)


def _number(given: object) -> object:
    """No true for 1. Said here because bodies are read leniently: times and numbers are texts in JSON."""
    if isinstance(given, bool):
        raise ValueError("a number is expected")
    return given


def _whole(given: object) -> object:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError("a whole number is expected")
    return given


def _true_or_false(given: object) -> object:
    if not isinstance(given, bool):
        raise ValueError("true or false is expected")
    return given


Moment = Annotated[datetime, BeforeValidator(_moment)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Degrees = Annotated[Decimal, Field(max_digits=20), BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_true_or_false)]


class PhotoIn(BaseModel):
    """A photo that was sent before, where it belongs, and what the tablet knew of it. `accuracy` in metres."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Key
    place: Annotated[Whole, Field(ge=1, le=MOST_PHOTOS)]
    sha256: Sha256
    size: Annotated[Whole, Field(ge=1)]
    taken_at: Moment | None = None
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = None
    accuracy: Annotated[Degrees, Field(ge=0, le=1_000_000)] | None = None
    mocked: Flag | None = None


class FilingIn(BaseModel):
    """A visit. Times by the tablet's own clock; `client_now` is that clock when it is sent.

    `answers`: question key -> `{"value", "not_applicable", "note"}`. `events`: what was opened and answered when, as
    the tablet wrote it down. `reason`: of an edit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    checklist: UUID
    started_at: Moment
    left_at: Moment
    submitted_at: Moment
    client_now: Moment
    answers: dict[Key, JsonValue] = Field(max_length=MOST_ANSWERS)
    photos: list[PhotoIn] = Field(default=[], max_length=MOST_PHOTOS)
    events: list[dict[str, JsonValue]] = Field(default=[], max_length=MOST_EVENTS)
    app: Annotated[str, StringConstraints(max_length=100)] = ""
    device: Annotated[str, StringConstraints(max_length=100)] = ""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What was filed, without how it was sent; answers as they came."""
        return self.model_dump(mode="json", exclude=_CARRIAGE)


def canonical(content: dict[str, Any]) -> str:
    """The one JSON text of this content: sorted fields, no spaces."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class ReceiptOut(BaseModel):
    """What is safely here. The tablet may forget a visit when all its photos are named.

    `sha256` is of the visit as it is kept; `version` the number of its version in force. `doubts`: why it waits in
    quarantine for a decision of headquarters.
    """

    model_config = ConfigDict(frozen=True)

    filing: UUID
    assignment: UUID
    state: str
    version: int
    sha256: str
    received_at: datetime
    late: bool
    doubts: list[str]
    dropped: list[str]
    photos: list[str]


class OwnFilingOut(ReceiptOut):
    """A visit as its auditor may read it back: `content` as it was filed, without answers that were left out."""

    content: dict[str, Any]
    reason: str | None
