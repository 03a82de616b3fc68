"""Courses and their versions, as they are kept and handed out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.sites.rules.criteria import LocalText
from network.sites.rules.staff import StaffRole
from network.sites.schemas.texts import Name, Strict
from network.training.rules.courses import CourseDocument, CourseState, Topic
from network.training.schemas.courses import plain

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]


@dataclass(frozen=True, slots=True)
class CourseVersion:
    """One version of a course. `row_version` counts changes of a draft; `retired_at` is the course's."""

    id: UUID
    course: UUID
    key: str
    title: LocalText
    topic: Topic
    number: int
    state: CourseState
    document: CourseDocument
    row_version: int
    written_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None

    @property
    def is_draft(self) -> bool:
        return self.state is CourseState.DRAFT


class NewCourseIn(Strict):
    """A new course. `key` stays the same for all of its versions."""

    key: Key
    topic: Topic
    title: Name
    title_zh: Name


class CourseHeadingIn(Strict):
    topic: Topic
    title: Name
    title_zh: Name


class RequirementIn(Strict):
    """`least_level`: at sites certified for this repair level or a higher one; null: everywhere."""

    course: Key
    role: StaffRole
    least_level: Annotated[int, Field(ge=1, le=3)] | None = None
    from_on: date
    to_on: date | None = None


class RequirementEndIn(Strict):
    """The last day."""

    to_on: date


class RequirementOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: UUID
    course: str
    title: str
    title_zh: str
    role: StaffRole
    least_level: int | None
    from_on: date
    to_on: date | None
    added_by: str

    def open_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


class RequirementsOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    requirements: list[RequirementOut]


class CourseFileOut(BaseModel):
    """Material of a version; `size` in bytes."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


class CourseOut(BaseModel):
    """A course by the version in force; without one by its draft, or by the last that was. `hours`: how long it takes.

    `required_of`: the roles that must have passed it today. `mine`: of one's own people, or oneself.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    title_zh: str
    topic: Topic
    number: int
    state: CourseState
    hours: str
    validity_months: int | None
    examined: bool
    required_of: list[StaffRole]
    mine: bool


class CoursesOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    courses: list[CourseOut]


class CourseVersionOut(BaseModel):
    """A version with its document; `problems`: place -> what keeps a draft from being published."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    title_zh: str
    topic: Topic
    number: int
    state: CourseState
    row_version: int
    written_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    document: dict[str, Any]
    files: list[CourseFileOut]
    problems: dict[str, str]


def version_out(
    found: CourseVersion, files: list[CourseFileOut], problems: dict[str, str], *, answers: bool
) -> CourseVersionOut:
    """`answers`: with the questions of the exam and what is right, which are for those who write them."""
    document = plain(found.document)
    if "exam" in document and not answers:
        document["exam"] = {name: value for name, value in document["exam"].items() if name != "questions"}
    own = CourseVersionOut.model_fields.keys() - {"title", "title_zh", "document", "files", "problems"}
    return CourseVersionOut(
        **{name: getattr(found, name) for name in own},
        title=found.title.en,
        title_zh=found.title.zh_CN,
        document=document,
        files=files,
        problems=problems,
    )
