"""What goes out about who must have passed what."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.sites.rules.staff import StaffRole
from network.training.rules.coverage import Standing


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class NeedOut(Frozen):
    """A person and a course that is required of them, on a day.

    due_on    the first day on which it is held against the site
    valid_to  the last day of what is held, with what follows it; None: for good, or nothing is held
    ended_on  when nothing is held: the last day of what was
    """

    site: str
    person: UUID
    name: str
    role: StaffRole
    course: str
    title: str
    title_zh: str
    since: date
    due_on: date
    valid: bool
    valid_to: date | None
    ended_on: date | None
    standing: Standing


class CoveredSite(Frozen):
    """`required` pairs of person and course, of which so many are `held`; `counted` and `covered`: the same without
    those who still have time."""

    site: str
    name: str
    name_zh: str
    region: str | None
    required: int
    held: int
    counted: int
    covered: int


class CoverageOut(Frozen):
    """One page of sites; the sums are of all that match."""

    day: date
    items: list[CoveredSite]
    total: int
    page: int
    size: int
    required: int
    held: int
    counted: int
    covered: int


class NextSession(Frozen):
    """A session in which what is missing can be learnt; `free` seats."""

    id: UUID
    course: str
    starts_at: datetime
    time_zone: str
    place: str
    region: str | None
    seats: int
    free: int
    cost: Decimal
    currency: str


class PlanLine(Frozen):
    """So many people of a region need a course; so many seats are free in sessions that are planned for them.

    `seated`: of these people so many have a seat in a session to come already, so that the others need one each.
    `session`: the next one of those with a free seat, which begins at `starts_at` at `place`; None: there is none.
    `cost`: of a seat where it is the lowest figure, in the `currency` of that session.
    """

    region: str | None
    course: str
    title: str
    title_zh: str
    people: int
    overdue: int
    seated: int
    free: int
    cost: Decimal | None
    currency: str | None
    session: UUID | None
    starts_at: datetime | None
    time_zone: str | None
    place: str | None


class EndingLine(Frozen):
    """Of so many people at a site what they hold of a course ends soon, of the `first` one on that day."""

    site: str
    name: str
    name_zh: str
    course: str
    title: str
    title_zh: str
    people: int
    first: date


class UntrainedRepair(Frozen):
    """A repair by somebody who held no valid certificate of a course that was required of them on its day."""

    order_no: str
    day: date
    technician: str
    courses: list[str]
