"""Visits in review, as headquarters sees them, and what it says about them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import MOST_BOXES, Redaction
from network.audits.schemas.auditors import Frozen
from network.audits.schemas.filings import LONGEST_REASON, MOST_ANSWERS
from network.sites.schemas.texts import Strict

LONGEST_TEXT = 4000

_PLAIN = r"^[^\x00]*$"
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON, pattern=_PLAIN)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
TextKey = Annotated[str, StringConstraints(min_length=1, max_length=80)]
ReadBySite = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT, pattern=_PLAIN)]


class MoveIn(Strict):
    """Where a visit goes. `version`: of the filing as it was read: nobody decides on what they have not seen."""

    to: FilingState
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON, pattern=_PLAIN)] = ""
    version: int = Field(ge=1)


class VisitMessageIn(Strict):
    """`question`: its key; none for the whole visit. `visibility`: `hq`, `auditor` (and HQ), or `all`: the site too,
    once it is published.
    """

    question: str | None = Field(None, max_length=60)
    visibility: str = Field(pattern="^(hq|auditor|all)$")
    body: Said


class ReplyIn(Strict):
    """What an auditor says about its own visit."""

    question: str | None = Field(None, max_length=60)
    body: Said


class BoxIn(Strict):
    """A rectangle on a photo, in per cent of its width and height."""

    left: Percent
    top: Percent
    width: Annotated[Percent, Field(gt=0)]
    height: Annotated[Percent, Field(gt=0)]


class PhotoDecisionIn(Strict):
    """What a site may see of a photo. `boxes`: what is blackened."""

    decision: Redaction
    boxes: list[BoxIn] = Field([], max_length=MOST_BOXES)


class VisitTextsIn(Strict):
    """What a site reads in place of each text; empty: nothing. `number`: the version of the visit that was read."""

    number: int = Field(ge=1)
    texts: dict[TextKey, ReadBySite] = Field(max_length=3 * MOST_ANSWERS)


class VisitOut(Frozen):
    """A visit in the list. `site`: its code. `auditor`: by code. `signals`: how many things about it or its photos are
    odd. `overdue`: it waits for headquarters for more than 72 hours.
    """

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    region: str | None
    time_zone: str
    kind: str
    scored: bool
    pilot: bool
    programme: str
    auditor: str
    state: str
    published: bool
    visited_at: datetime
    received_at: datetime
    late: bool
    overdue: bool
    signals: int
    score: Decimal | None
    reviewer_name: str | None
    embargo_until: datetime | None

    def name_in(self, language: str) -> str:
        return (self.site_name_zh if language == "zh_CN" else self.site_name) or self.site_name


class VisitsOut(Frozen):
    items: list[VisitOut]
    total: int
    page: int
    size: int


class VisitPhotoOut(Frozen):
    """`signals`: codes with values. `width` and `height` of the picture, in pixels."""

    id: UUID
    question: str
    place: int
    sha256: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    latitude: Decimal | None
    longitude: Decimal | None
    accuracy: int | None
    signals: list[dict[str, Any]]
    redaction: str
    redactor: str | None


class VisitVersionOut(Frozen):
    """What was filed, and once more, with a reason. `content` and `result`: see `commands.filing_content`."""

    number: int
    reason: str | None
    filed_at: datetime
    received_at: datetime
    score: Decimal | None
    critical_failures: int
    content: dict[str, Any]
    result: dict[str, Any]


class VisitStepOut(Frozen):
    from_state: str
    to_state: str
    reason: str
    who: str
    at: datetime


class VisitMessageOut(Frozen):
    question: str | None
    visibility: str
    body: str
    from_auditor: bool
    who: str
    at: datetime


class VisitDetail(VisitOut):
    """One of them, whole. `document`: of its checklist. `redactions`: what was decided about its texts, by `text_key`.

    `undecided`: keys of texts nobody has decided on as they stand. `own`: the reader made this visit, and decides
    nothing about it. `moves`: where it may go now.
    """

    version: int
    current: int
    left_at: datetime
    skew_seconds: int
    announced: bool
    checklist_key: str
    checklist_version: int
    document: dict[str, Any]
    quarantine: list[str]
    visit_signals: list[dict[str, Any]]
    redactions: dict[str, dict[str, str]]
    undecided: list[str]
    own: bool
    moves: list[FilingState]
    audit: UUID | None
    photos: list[VisitPhotoOut]
    versions: list[VisitVersionOut]
    steps: list[VisitStepOut]
    messages: list[VisitMessageOut]


class EmbargoOut(Frozen):
    """A visit that is approved and not published yet."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    kind: str
    embargo_until: datetime

    def name_in(self, language: str) -> str:
        return (self.site_name_zh if language == "zh_CN" else self.site_name) or self.site_name


class PublishedNow(Frozen):
    """How many visits went out just now."""

    published: int


class PhotoPlace(Frozen):
    """Where the files of a photo are: SHA-256 of what was sent, of the picture drawn anew, and of the blackened one."""

    question: str
    place: int
    sha256: str
    media_type: str
    picture: str
    thumbnail: str
    width: int
    height: int
    redacted: str | None
    redacted_thumbnail: str | None


class OwnVisitOut(Frozen):
    """A visit as its auditor sees it after it was filed: how its review stands and what is asked. No score."""

    id: UUID
    assignment: UUID
    site: str
    state: str
    visited_at: datetime
    received_at: datetime
    late: bool
    reason: str
    may_answer: bool
    messages: list[VisitMessageOut]
