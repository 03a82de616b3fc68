"""What is asked when note is taken, and what is told of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.manuals.rules.duties import DutyState
from network.sites.rules.criteria import LocalText
from network.sites.schemas.texts import Strict

Answer = Annotated[str, Field(max_length=60)]


class AcknowledgeIn(Strict):
    """`answers`: the key of each question of the edition, with that of the chosen option."""

    answers: Annotated[dict[str, Answer], Field(max_length=10)] = {}


class AcknowledgementOut(BaseModel):
    """That note was taken; the same however often it is said."""

    model_config = ConfigDict(frozen=True)

    manual: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A manual that somebody has to take note of, or has, at one of their sites. `number`: the edition to read now:
    the newest of its group (`numbers`) that is in force, or the first one while none is. Days are the site's."""

    manual_key: str
    title: LocalText
    number: int
    numbers: tuple[int, ...]
    site: str
    begins: date
    due_on: date
    taken_at: datetime | None
    taken_on: date | None
    state: DutyState


@dataclass(frozen=True, slots=True)
class PersonDuty:
    """What is asked of one of the people of a site on a day. `by_sheet`: a signed sheet says that they took note."""

    person: UUID
    name: str
    role: str
    has_account: bool
    manual_key: str
    title: LocalText
    number: int
    begins: date
    due_on: date
    taken_on: date | None
    sheet: UUID | None
    state: DutyState


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A signed sheet as it is kept."""

    name: str
    sha256: str
    media_type: str


class CoverageLine(BaseModel):
    """A site on a day: of the duties of its people, how many are met, still open and late."""

    model_config = ConfigDict(frozen=True)

    site: str
    name: str
    name_zh: str
    region: str | None
    operator: str | None
    operator_zh: str | None
    people: int
    taken: int
    due: int
    overdue: int
    manuals: dict[str, str]


class CoverageOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    on: date
    items: list[CoverageLine]
    total: int
    page: int
    size: int
    people: int
    taken: int
    overdue: int


class SheetOut(BaseModel):
    """A signed sheet: of whom it was the first that said so, and of whom it was known already."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    taken: int
    known: int


class OwnDutyOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    manual: str
    number: int
    site: str
    begins: date
    due_on: date
    taken_at: datetime | None
    state: DutyState


class OwnDutiesOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    duties: list[OwnDutyOut]


def own_duty_out(duty: OwnDuty) -> OwnDutyOut:
    own = OwnDutyOut.model_fields.keys() - {"manual"}
    return OwnDutyOut(manual=duty.manual_key, **{name: getattr(duty, name) for name in own})
