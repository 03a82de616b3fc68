"""Sessions and the seats in them, as they go in and out."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.types import NaiveDatetime

from network.sites.schemas.texts import Line, Name, Reason, Strict
from network.training.rules.sessions import MOST_SEATS, EnrolmentState, SessionState
from network.training.schemas.course_versions import Key

Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Because = Annotated[Reason, Field(min_length=10)]
MOST_PEOPLE = 100


class SessionChangeIn(Strict):
    """When and where; `starts` and `ends` as clocks in `time_zone` show them. `cost`: of one seat.

    `trainer_site`: the code of the site whose staff list has the trainer; empty for one from elsewhere.
    """

    place: Name
    time_zone: Line
    starts: NaiveDatetime
    ends: NaiveDatetime
    trainer: Name
    trainer_site: Line = ""
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)]
    cost: Money = Decimal(0)
    currency: Currency = "CNY"


class SessionIn(SessionChangeIn):
    """Of the course's version in force. `region`: its path; empty: for the whole network."""

    course: Key
    region: Annotated[str, Field(max_length=300)] = ""


class SessionCancelIn(Strict):
    reason: Because


class EnrolIn(Strict):
    """`people` of one site, by its code. Whoever has no people of their own enrols themselves and names neither."""

    site: Line = ""
    people: Annotated[list[UUID], Field(max_length=MOST_PEOPLE)] = []


class AttendanceIn(Strict):
    """Whether each was there, by the id of the enrolment."""

    present: dict[UUID, bool]


class AttendIn(Strict):
    """What the QR code at the door says."""

    code: Annotated[str, Field(min_length=1, max_length=64)]


class SessionOut(BaseModel):
    """`region`: its path, null for the whole network. `mine`: how many of one's own people come or wait.

    `by_exam`: attending is not enough to pass. `trainer_site`: the code of the trainer's site, for those who see it.
    """

    model_config = ConfigDict(frozen=True)

    id: UUID
    course: str
    title: str
    title_zh: str
    number: int
    region: str | None
    region_zh: str | None = None
    place: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    trainer: str
    trainer_site: str | None = None
    seats: int
    taken: int
    waiting: int
    mine: int
    cost: Decimal
    currency: str
    state: SessionState
    by_exam: bool
    cancelled_because: str | None
    row_version: int

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)


class EnrolmentOut(BaseModel):
    """Somebody of one's own people in a session."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    person: UUID
    name: str
    site: str
    site_name: str
    site_name_zh: str
    seat: int | None
    state: EnrolmentState
    enrolled_by: str
    enrolled_at: datetime
    attended_by: str | None


class SessionsOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    total: int
    sessions: list[SessionOut]


class SessionWithPeopleOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    session: SessionOut
    people: list[EnrolmentOut]


class CandidateOut(BaseModel):
    """Somebody of a site, and what stands against a seat for them; empty for nothing."""

    model_config = ConfigDict(frozen=True)

    person: UUID
    name: str
    role: str
    lacks: list[str]
