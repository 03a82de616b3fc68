"""What comes in and goes out about findings and corrective actions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.improvement.rules.actions import ActionState, ExtensionState, Step
from network.improvement.rules.findings import FindingState, Grade, Source
from network.sites.schemas.texts import PROSE, Name, Strict

LONGEST_NOTE = 4000

Prose = Annotated[str, Field(min_length=3, max_length=LONGEST_NOTE, pattern=PROSE)]
OptionalProse = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=PROSE)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class FindingIn(Strict):
    """What somebody at HQ found. `title` in whatever language they write."""

    title: Name
    detail: Prose
    grade: Grade
    found_on: date


class AnswerIn(Strict):
    """What the site has done. A minor finding may do without a root cause."""

    containment: Prose
    root_cause: OptionalProse = ""
    remedy: Prose
    owner: Name


class ReasonIn(Strict):
    reason: Prose


class VerificationIn(Strict):
    note: OptionalProse = ""


class EffectIn(Strict):
    """Whether it helped. What did not is followed by another action."""

    effective: bool
    reason: Prose


class ExtensionIn(Strict):
    due_on: date
    reason: Prose


class ExtensionDecisionIn(Strict):
    granted: bool
    reason: Prose


class FindingLine(Frozen):
    """A finding of the list with the newest action about it. `overdue`: that one is owed and late."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    title: dict[str, str]
    grade: Grade
    repeated: bool
    source: Source
    state: FindingState
    found_on: date
    action: UUID
    action_state: ActionState
    due_on: date
    overdue: bool
    asks_time: bool


class FindingsOut(Frozen):
    """One page of findings; `total` counts all that match."""

    items: list[FindingLine]
    total: int
    page: int
    size: int


class ActionLine(Frozen):
    id: UUID
    state: ActionState
    due_on: date
    done_on: date | None
    check_on: date | None


class LaterVisit(Frozen):
    """What a later published audit of the site says of the same question. `failed` is None where it was not asked or
    does not count."""

    audit: UUID
    visited_on: date
    failed: bool | None


class FindingOut(Frozen):
    """`raised_by` is None for a site, which is not told who at HQ wrote it down, and of what an audit found.
    `actions`: the oldest first."""

    id: UUID
    site: str
    source: Source
    audit: UUID | None
    question: str | None
    title: dict[str, str]
    detail: str
    grade: Grade
    repeated: bool
    found_on: date
    raised_at: datetime
    raised_by: str | None
    state: FindingState
    closed_at: datetime | None
    closed_reason: str | None
    actions: list[ActionLine]
    later: list[LaterVisit]


class StepOut(Frozen):
    """`who` is None of what HQ did: for a site always, else where it was no person, as when an audit is published."""

    what: Step
    note: str
    side: str
    who: str | None
    at: datetime


class ExtensionOut(Frozen):
    due_on: date
    reason: str
    state: ExtensionState
    asker: str
    asked_at: datetime
    decided_at: datetime | None
    decision: str | None


class ActionFileOut(Frozen):
    id: UUID
    name: str
    kind: str
    size: int
    pictured: bool
    added_at: datetime


class ActionOut(Frozen):
    """A corrective action with all that happened to it. `today`: on the calendar of its site; `mine`: the reader
    answered it."""

    id: UUID
    site: str
    finding: FindingOut
    state: ActionState
    containment: str
    root_cause: str
    remedy: str
    owner: str
    due_on: date
    first_due_on: date
    done_on: date | None
    verified_at: datetime | None
    check_on: date | None
    effective: bool | None
    today: date
    overdue: bool
    mine: bool
    steps: list[StepOut]
    extensions: list[ExtensionOut]
    files: list[ActionFileOut]


class ActionFile(Frozen):
    """Where the bytes of a file are, and those of its small picture."""

    name: str
    media_type: str
    sha256: str
    thumbnail: str | None


class FindingMade(Frozen):
    id: UUID


class ActionFileMade(Frozen):
    id: UUID
