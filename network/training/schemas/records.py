"""What comes in and goes out about records, claims and certificates."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.sites.schemas.texts import PROSE, Name, Strict
from network.training.rules.giving import RecordSource
from network.training.rules.records import ClaimState, RecordState

Prose = Annotated[str, Field(min_length=3, max_length=2000, pattern=PROSE)]


class ClaimIn(Strict):
    """A certificate of somebody else's. `course`: the key of the course that it stands for. `valid_to` null: as long as
    the course holds."""

    person: UUID
    course: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: Name
    passed_on: date
    valid_to: date | None = None


class ClaimDecisionIn(Strict):
    accepted: bool
    reason: Prose


class RevocationIn(Strict):
    reason: Prose


class TransferIn(Strict):
    """To which site somebody goes, in which position, from which day on; the day before ends where they were."""

    site: Annotated[str, Field(min_length=1, max_length=40)]
    role: Annotated[str, Field(min_length=1, max_length=40)]
    from_on: date


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RecordOut(Frozen):
    """`state`: on the day that was asked about. `issuer`: of what was passed elsewhere. `reason`: why it is void."""

    id: UUID
    number: str
    person: UUID
    name: str
    course: str
    title: str
    title_zh: str
    source: RecordSource
    issuer: str
    passed_on: date
    valid_from: date
    valid_to: date | None
    state: RecordState
    reason: str | None


class ClaimOut(Frozen):
    """`decision`: the reason that was given for it."""

    id: UUID
    site: str
    person: UUID
    name: str
    course: str
    title: str
    title_zh: str
    issuer: str
    passed_on: date
    valid_to: date | None
    file_name: str
    state: ClaimState
    claimed_by: str
    claimed_at: datetime
    decided_at: datetime | None
    decision: str | None
    version: int


class ClaimMade(Frozen):
    id: UUID
