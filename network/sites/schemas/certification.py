"""What comes in and what goes out of certification."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from network.foundation.evidence.kinds import Evidence
from network.sites.rules.certification import Change, Standing, Status
from network.sites.rules.certification_plan import Wanted
from network.sites.rules.validity import FixedDate, Validity, ValidityRule

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=40)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
MOST_CONDITIONS = 20


class In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProductLineOut(Out):
    code: str
    name: str
    name_zh: str

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)


class CertificateTypeIn(In):
    """A certificate type. A product line that is not known yet is added, and then needs its names."""

    code: Code
    title: Name
    title_zh: Name
    product_line: Code
    product_line_name: Name | None = None
    product_line_name_zh: Name | None = None
    repair_level: int = Field(ge=1, le=9)
    validity_rule: ValidityRule
    validity_months: int = Field(ge=1, le=120)
    fixed_month: int | None = Field(None, ge=1, le=12)
    fixed_day: int | None = Field(None, ge=1, le=31)
    window_days: int = Field(ge=0, le=365)
    active: bool = True


class CertificateTypeOut(Out):
    code: str
    title: str
    title_zh: str
    product_line: ProductLineOut
    repair_level: int
    validity_rule: ValidityRule
    validity_months: int
    fixed_month: int | None
    fixed_day: int | None
    window_days: int
    active: bool
    version: int

    @property
    def validity(self) -> Validity:
        fixed = FixedDate(self.fixed_month, self.fixed_day) if self.fixed_month and self.fixed_day else None
        return Validity(self.validity_rule, self.validity_months, self.window_days, fixed)

    def title_in(self, language: str) -> str:
        return self.title_zh if language == "zh_CN" else self.title


class CertificateTypesOut(Out):
    types: list[CertificateTypeOut]


class Condition(In):
    """What a conditional site must put right, and by when."""

    words: Reason
    due_on: date


class ChangeIn(In):
    """A change of a certification. `valid_from` and `valid_to`: other days than the type's rule gives."""

    type: Code
    change: Change
    reason: Reason
    effective_on: date | None = None
    conditions: list[Condition] = Field(default_factory=list, max_length=MOST_CONDITIONS)
    valid_from: date | None = None
    valid_to: date | None = None

    def wanted(self, today: date) -> Wanted:
        """As the rules take it; without a day of its own it takes effect today."""
        due_days = [condition.due_on for condition in self.conditions]
        return Wanted(self.change, self.effective_on or today, due_days, self.valid_from, self.valid_to)


class ChangeMade(Out):
    id: UUID


class DecisionIn(In):
    reason: Reason


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a change rests on, taken already. `name` as its sender called it."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """Where a kept file is found, and how it is handed out."""

    name: str
    sha256: str
    media_type: str


class EvidenceOut(Out):
    id: UUID
    name: str
    kind: str
    media_type: str
    size: int


class CertificateOut(Out):
    number: str
    valid_from: date
    valid_to: date
    provisional_to: date | None
    ended_on: date | None


class ChangeOut(Out):
    """A change as it was recorded. Who proposed and who decided are the same but for suspensions and withdrawals."""

    id: UUID
    change: Change
    status: Status
    reason: str
    effective_on: date
    conditions: list[Condition]
    certificate: str | None
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision_reason: str
    evidence: list[EvidenceOut]


class CertificationOut(Out):
    """The thread of a site for one type: its standing on the day asked for, its certificates and its changes.

    `certificate` is the one that holds on that day, else the last that did. Both lists are newest first.
    """

    type: CertificateTypeOut
    standing: Standing
    next: list[Change]
    certificate: CertificateOut | None
    conditions: list[Condition]
    certificates: list[CertificateOut]
    changes: list[ChangeOut]

    @property
    def proposal(self) -> ChangeOut | None:
        """What waits for its second person."""
        return next((change for change in self.changes if change.status is Status.PROPOSED), None)


class CertificationsOut(Out):
    site: str
    certifications: list[CertificationOut]


class CertificationLine(Out):
    """A line of headquarters' list."""

    site: str
    site_name: str
    site_name_zh: str
    region: str | None
    region_zh: str | None
    type: str
    title: str
    title_zh: str
    standing: Standing
    number: str | None
    valid_from: date | None
    valid_to: date | None
    days_left: int | None
    reminded: int | None
    waiting: Change | None

    def name_in(self, language: str) -> str:
        return (self.site_name_zh or self.site_name) if language == "zh_CN" else (self.site_name or self.site_name_zh)

    def title_in(self, language: str) -> str:
        return self.title_zh if language == "zh_CN" else self.title


class CertificationLines(Out):
    items: list[CertificationLine]
    total: int
    page: int
    size: int


class ProposalLine(Out):
    """A suspension or withdrawal that waits for the reader."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    type: str
    title: str
    title_zh: str
    change: Change
    proposer: str
    proposed_at: datetime
    effective_on: date


class DueLine(Out):
    """What of a certification comes due: the end of a certificate or of a provisional period, a condition."""

    site: str
    site_name: str
    site_name_zh: str
    type: str
    title: str
    title_zh: str
    number: str | None
    due_on: date
    words: str = ""


class DueOut(Out):
    """What waits, the nearest first. Each list holds the first few; the totals count all."""

    expiring: list[DueLine]
    expiring_total: int
    proposals: list[ProposalLine]
    proposals_total: int
    provisional_ended: list[DueLine]
    provisional_ended_total: int
    conditions: list[DueLine]
    conditions_total: int

    @property
    def total(self) -> int:
        return self.expiring_total + self.proposals_total + self.provisional_ended_total + self.conditions_total


class VerifiedOut(Out):
    """All that the public is told of a number."""

    standing: Literal["valid", "suspended", "unknown"]
