"""What comes in and goes out about complaints."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from network.feedback.rules.complaints import Channel, ComplaintState, Responsible, Severity, Step
from network.sites.schemas.texts import PRINTABLE, PROSE, OptionalName, Phone, Strict

Prose = Annotated[str, Field(min_length=3, max_length=4000, pattern=PROSE)]
OptionalProse = Annotated[str, Field(max_length=4000, pattern=PROSE)]
Code = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
SiteCode = Annotated[str, Field(max_length=40, pattern=PRINTABLE)]
MaybeMoment = Annotated[AwareDatetime | None, BeforeValidator(lambda given: given or None)]
MaybeChoice = BeforeValidator(lambda given: given or None)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ComplaintIn(Strict):
    """A complaint as it came in. Without a site it is located later. `problem`: a key of the problem tree."""

    channel: Channel
    received_at: AwareDatetime
    site: SiteCode = ""
    order_no: Code = ""
    product: Code = ""
    problem: Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTABLE)]
    severity: Severity
    customer_name: OptionalName = ""
    customer_phone: Phone = ""
    words: Prose


class LocationIn(Strict):
    site: Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTABLE)]
    order_no: Code = ""


class NoteIn(Strict):
    note: Prose


class AnswerIn(Strict):
    """`answered_at`: when the customer was told; now where it is left out."""

    answer: Prose
    answered_at: MaybeMoment = None


class DecisionIn(Strict):
    """`finding`: the grade of the finding that it raises at the site; none where it is left out."""

    substantiated: bool
    responsible: Responsible
    reason: Prose
    resolution: OptionalProse = ""
    finding: Annotated[Severity | None, MaybeChoice] = None


class CareIn(Strict):
    satisfied: bool
    note: Prose


class ComplaintLine(Frozen):
    """A complaint of the list. `site` is empty while it is to be located; `late`: its answer is, or was, overdue."""

    id: UUID
    complaint_no: str
    site: str
    site_name: str
    site_name_zh: str
    channel: Channel
    received_at: datetime
    problem: str
    severity: Severity
    state: ComplaintState
    due_at: datetime
    late: bool
    waits: bool
    substantiated: bool | None
    responsible: Responsible | None
    care_on: date | None
    time_zone: str


class ComplaintsOut(Frozen):
    """One page of complaints; `total` counts all that match."""

    items: list[ComplaintLine]
    total: int
    page: int
    size: int


class StepOut(Frozen):
    """`who` is None of what HQ did, for a site."""

    what: Step
    note: str
    side: str
    who: str | None
    at: datetime


class ComplaintOut(ComplaintLine):
    """A complaint with all that happened to it. `customer`: name and phone, masked for a site. `mine`: the reader
    answered it. `share`: what it weighs in the figures of its site."""

    customer: str
    order_no: str | None
    repair_order: UUID | None
    product: str | None
    words: str
    told_at: datetime | None
    acknowledge_due_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answerer: str | None
    answer_side: str | None
    answer: str | None
    decided_at: datetime | None
    decider: str | None
    decision: str | None
    resolution: str | None
    closed_at: datetime | None
    finding: UUID | None
    overcharge: UUID | None
    care_well: int
    share: Decimal
    mine: bool
    steps: list[StepOut]


class ComplaintMade(Frozen):
    id: UUID


class ComplaintsMade(Frozen):
    """How many complaints a file brought."""

    taken: int


class ProblemCount(Frozen):
    """What is complained of: of a problem, in a region (empty: no region, or no site yet)."""

    problem: str
    region: str
    region_name: str
    region_name_zh: str
    complaints: int
    substantiated: int


class ProblemsOut(Frozen):
    """`complaints` from the first to the last day. `silent`: how many others are estimated to have the same problem
    and say nothing (26 for each); an estimate, which is never scored."""

    first_day: date
    last_day: date
    complaints: int
    silent: int
    counts: list[ProblemCount]
