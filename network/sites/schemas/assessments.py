"""What comes in and what goes out of the assessment of applications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Outcome, Score
from network.sites.schemas.criteria import CriteriaSet

LONGEST_NOTE = 2000
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE, pattern=r"^[^\x00]*$")]
Remarks = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")]


class AssessorIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    account: UUID


class MarkIn(BaseModel):
    """`level` is counted from 1, the worst; empty while it is not marked. A level that knocks out needs a note."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Annotated[int, Field(ge=1, le=100)] | None = None
    note: Note = ""


class MarksIn(BaseModel):
    """What an assessor has written so far; it may be incomplete until it is handed in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: dict[str, MarkIn] = {}
    visited_on: date | None = None
    remarks: Remarks = ""


class MarkOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    level: int | None
    note: str


class AssessmentLine(BaseModel):
    """One of my assessments in the list. `marked` of `criteria` are marked; `open`: the other's marks are, too."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    application_id: UUID
    number: str
    application_state: str
    site_name: str
    site_name_zh: str
    operator_name: str
    operator_name_zh: str
    city: str
    city_zh: str
    place: int
    assigned_at: datetime
    submitted_at: datetime | None
    marked: int
    criteria: int

    def site_in(self, language: str) -> str:
        return _in(language, self.site_name, self.site_name_zh)

    def operator_in(self, language: str) -> str:
        return _in(language, self.operator_name, self.operator_name_zh)

    def city_in(self, language: str) -> str:
        return _in(language, self.city, self.city_zh)


def _in(language: str, english: str, chinese: str) -> str:
    return (chinese or english) if language == "zh_CN" else (english or chinese)


class AssessmentsOut(BaseModel):
    """My assessments: those to be written first, the oldest first, then those handed in, the newest first."""

    model_config = ConfigDict(frozen=True)

    assessments: list[AssessmentLine]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that the applicant handed in; `criterion` is empty for one about the application as a whole."""

    id: UUID
    criterion: str
    file_name: str
    file_kind: str


@dataclass(frozen=True, slots=True)
class MyAssessment:
    """An assessment as its assessor works on it. `version` counts the savings, 1 being the empty one."""

    line: AssessmentLine
    criteria: CriteriaSet
    details: Mapping[str, object]
    marks: Mapping[str, MarkOut]
    visited_on: date | None
    remarks: str
    total: Decimal | None
    version: int
    evidence: tuple[EvidenceFile, ...]

    @property
    def written(self) -> bool:
        """Whether it may still be changed."""
        return self.line.submitted_at is None

    @property
    def levels(self) -> dict[str, int]:
        """Criterion -> level, of what is marked."""
        return {key: mark.level for key, mark in self.marks.items() if mark.level is not None}

    @property
    def notes(self) -> dict[str, str]:
        return {key: mark.note for key, mark in self.marks.items()}


class AssessmentOut(AssessmentLine):
    """One of my assessments with all that I marked. `criteria_set`: code and version of what I judge by."""

    criteria_set: str
    marks: dict[str, MarkOut]
    visited_on: date | None
    remarks: str
    total: Decimal | None
    version: int


def assessment_out(mine: MyAssessment) -> AssessmentOut:
    return AssessmentOut(
        **dict(mine.line),
        criteria_set=f"{mine.criteria.code}/{mine.criteria.version}",
        marks=dict(mine.marks),
        visited_on=mine.visited_on,
        remarks=mine.remarks,
        total=mine.total,
        version=mine.version,
    )


class AssignedOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    assessment_id: UUID


class SubmittedOut(BaseModel):
    """`settled`: `waiting` for another assessor, a `third` is called, or the application is `scored`."""

    model_config = ConfigDict(frozen=True)

    total: Decimal
    knocked_out: bool
    settled: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one assessor found, once it is open to all."""

    assessor: str
    place: int
    marks: Mapping[str, MarkOut]
    visited_on: date | None
    remarks: str
    score: Score


@dataclass(frozen=True, slots=True)
class Seat:
    """Who assesses an application, and whether they have handed in; nothing of what they found."""

    assessment_id: UUID
    assessor_id: UUID
    assessor: str
    place: int
    assigned_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be asked to assess."""

    account: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The assessment of an application as headquarters sees it.

    `assessed` and `outcome` are empty until the marks are open. `next_place`: of the assessor to choose now, None when
    none is needed; `candidates`: who may be chosen.
    """

    application_id: UUID
    criteria: CriteriaDocument | None
    seats: tuple[Seat, ...]
    assessed: tuple[Assessed, ...]
    outcome: Outcome | None
    next_place: int | None
    candidates: tuple[Candidate, ...]
    may_choose: bool
