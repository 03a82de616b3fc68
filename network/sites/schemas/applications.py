"""What comes in and what goes out of applications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.foundation.evidence.kinds import Kind
from network.sites.rules.applications import OpeningItem, RejectionReason
from network.sites.rules.criteria import Evidence, LocalText
from network.sites.schemas.texts import PRINTABLE, PROSE, Email, Reason, Strict

LONGEST_STATEMENT = 4000

Name = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
City = Annotated[str, Field(max_length=120, pattern=PRINTABLE)]
Line = Annotated[str, Field(max_length=300, pattern=PRINTABLE)]
Phone = Annotated[str, Field(max_length=40, pattern=r"^[0-9+() ./#-]*$")]
Statement = Annotated[str, Field(max_length=LONGEST_STATEMENT, pattern=PROSE)]
Key = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]


class ApplicationIn(Strict):
    """The form of an applicant. A draft may lack anything.

    `city`: a name of the city list in either language, or another one. `region`: a path such as East China/Shanghai;
    empty, it is that of the city. `wanted`: codes of certificate types (a product line at a repair level).
    """

    operator_name: Name = ""
    operator_name_zh: Name = ""
    site_name: Name = ""
    site_name_zh: Name = ""
    city: City = ""
    region: Line = ""
    address: Line = ""
    contact: Name = ""
    phone: Phone = ""
    email: Email = ""
    staff_count: Annotated[int, Field(ge=1, le=10_000)] | None = None
    premises_m2: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    wanted: Annotated[list[Key], Field(max_length=100)] = []
    statement: Statement = ""


# What the column `details` holds; the other fields have columns of their own.
DETAILS = ("address", "contact", "phone", "email", "staff_count", "premises_m2", "wanted", "statement")


class WithdrawalIn(Strict):
    """Headquarters reads `reason`."""

    reason: Reason


class ReviewIn(Strict):
    """Take it into desk review, assessed by these accounts: two, together with those who have been asked before."""

    assessors: Annotated[list[UUID], Field(max_length=2)]


class VisitIn(Strict):
    """The desk review is done and the site is visited. The applicant reads `reason`, such as when the visit will be."""

    reason: Reason = ""


class ApprovalIn(Strict):
    """The applicant reads `reason`."""

    reason: Reason


class RejectionIn(Strict):
    """The applicant reads both reasons."""

    reason_code: RejectionReason
    reason: Reason


class ContractIn(Strict):
    """The contract is signed: the site under this code comes to be, in the region of the application."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    time_zone: Key
    reason: Reason = ""


class OpeningIn(Strict):
    """The opening check. `met`: the items that are in place; the site opens only with all of them."""

    met: list[OpeningItem]
    opened_on: date
    reason: Reason = ""


class FinishIn(Strict):
    """The site holds its first certificate: the application has come to its end."""


StepIn = ReviewIn | VisitIn | ApprovalIn | RejectionIn | ContractIn | OpeningIn | FinishIn


class WantIn(Strict):
    """Something more that headquarters wants handed in. `criterion` empty: for the application as a whole."""

    criterion: Key = ""
    words: Annotated[str, Field(min_length=1, max_length=500, pattern=PROSE)]


class WantsIn(Strict):
    wants: Annotated[list[WantIn], Field(min_length=1, max_length=20)]


class StepOut(BaseModel):
    """A change of state. `who` is empty for an applicant when headquarters did it: assessors stay unnamed."""

    model_config = ConfigDict(frozen=True)

    from_state: str
    to_state: str
    reason_code: str
    reason: str
    by_applicant: bool
    who: str
    at: datetime


class DocumentOut(BaseModel):
    """A document that was handed in. Its bytes are at /application-documents/<id>."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    criterion: str
    name: str
    kind: Kind
    media_type: str
    size: int
    added_at: datetime


class WantOut(BaseModel):
    """What headquarters asked for; `answered`: something has been handed in for it since."""

    model_config = ConfigDict(frozen=True)

    criterion: str
    words: str
    asked_at: datetime
    answered: bool


class RequirementOut(BaseModel):
    """What the criteria ask for. `met`: it has been handed in."""

    model_config = ConfigDict(frozen=True)

    criterion: str
    label: LocalText
    evidence: Evidence
    met: bool


class _Head(BaseModel):
    """What an application is called, and where it would be."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    state: str
    operator_name: str
    operator_name_zh: str
    site_name: str
    site_name_zh: str
    city: str
    city_zh: str
    region: str | None
    region_zh: str | None
    submitted_at: datetime | None

    def name_in(self, language: str) -> str:
        return _either(self.site_name, self.site_name_zh, language)

    def operator_in(self, language: str) -> str:
        return _either(self.operator_name, self.operator_name_zh, language)

    def city_in(self, language: str) -> str:
        return _either(self.city, self.city_zh, language)

    def region_in(self, language: str) -> str | None:
        path = (self.region_zh or self.region) if language == "zh_CN" else self.region
        return path and path.replace("/", " / ")


class ApplicationOut(_Head):
    """An application. `site`: the code of the site that it became, for headquarters.

    `criteria`: key -> label of all that it is judged by; evidence may be handed in for each.
    """

    version: int
    address: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    staff_count: int | None = None
    premises_m2: int | None = None
    wanted: list[str] = []
    statement: str = ""
    created_at: datetime
    site: str | None
    steps: list[StepOut]
    documents: list[DocumentOut]
    criteria: dict[str, LocalText]
    requirements: list[RequirementOut]
    wants: list[WantOut]


class ApplicationLineOut(_Head):
    """A line of the list. `since`: when it came to its state; `total`: of the assessment, 0 to 100, once it is open."""

    since: datetime
    total: Decimal | None


class ApplicationsOut(BaseModel):
    """One page of applications; `total` counts all that match."""

    model_config = ConfigDict(frozen=True)

    items: list[ApplicationLineOut]
    total: int
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the form of an applicant offers, in both languages: regions by path, cities by name, types by code."""

    regions: Mapping[str, LocalText]
    cities: Mapping[str, LocalText]
    types: Mapping[str, LocalText]


def _either(name: str, name_zh: str, language: str) -> str:
    """In this language, or in the other when that is all there is."""
    return (name_zh or name) if language == "zh_CN" else (name or name_zh)
