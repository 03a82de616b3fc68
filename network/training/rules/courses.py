"""A course as a document: what is taught, how it is examined, how long it holds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText
from network.sites.rules.validity import ValidityRule

_STRICT = {"extra": "forbid", "strict": True}


class Topic(StrEnum):
    PHILOSOPHY = "philosophy"
    SERVICE = "service"
    TELEPHONE = "telephone"
    DIAGNOSIS = "diagnosis"
    REPAIR = "repair"
    PRICES = "prices"
    COMPLAINTS = "complaints"
    RECORDS = "records"
    SAFETY = "safety"
    MANAGEMENT = "management"


TOPIC_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Topic.PHILOSOPHY: _("Business and philosophy"),
        Topic.SERVICE: _("Service to customers"),
        Topic.TELEPHONE: _("Telephone"),
        Topic.DIAGNOSIS: _("Diagnosis and filtering"),
        Topic.REPAIR: _("Repair technique"),
        Topic.PRICES: _("Prices and warranty"),
        Topic.COMPLAINTS: _("Complaints"),
        Topic.RECORDS: _("Records and reports"),
        Topic.SAFETY: _("Safety and static electricity"),
        Topic.MANAGEMENT: _("Running a site"),
    }
)


class CourseState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


COURSE_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CourseState.DRAFT: _("Draft"),
        CourseState.PUBLISHED: _("In force"),
        CourseState.RETIRED: _("Retired"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    __pydantic_config__ = _STRICT

    key: str
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamQuestion:
    """`right`: the keys of all right options; an answer counts when it names just these."""

    __pydantic_config__ = _STRICT

    key: str
    question: LocalText
    options: tuple[Option, ...]
    right: tuple[str, ...]
    explanation: LocalText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """`draw` of the questions are asked; passed from `pass_percent` (0 to 100) on, within `minutes`.

    `attempts`: so many, and then again only `wait_days` after the last one.
    """

    __pydantic_config__ = _STRICT

    questions: tuple[ExamQuestion, ...]
    draw: int
    pass_percent: Decimal
    minutes: int
    attempts: int = 3
    wait_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLink:
    """A clause that is taught: the keys of the manual and of the clause."""

    __pydantic_config__ = _STRICT

    manual: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDocument:
    """`validity_months` None: for good. `prerequisites` are keys of courses, `standards` of standards."""

    __pydantic_config__ = _STRICT

    summary: LocalText
    objectives: tuple[LocalText, ...] = ()
    hours: Decimal = Decimal(1)
    validity_months: int | None = None
    validity_rule: ValidityRule = ValidityRule.FROM_DECISION
    window_days: int = 60
    prerequisites: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    clauses: tuple[ClauseLink, ...] = ()
    exam: Exam | None = None
