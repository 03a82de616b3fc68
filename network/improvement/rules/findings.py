"""How grave a finding is, and until when a site has to answer it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Grade(StrEnum):
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


GRADE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Grade.MINOR: _("Minor finding"),
        Grade.MAJOR: _("Major finding"),
        Grade.CRITICAL: _("Critical finding"),
    }
)


class FindingState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


FINDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {FindingState.OPEN: _("Being put right"), FindingState.CLOSED: _("Closed"), FindingState.WITHDRAWN: _("Withdrawn")}
)


class Source(StrEnum):
    """`HQ`: somebody there wrote it down."""

    AUDIT = "audit"
    HQ = "hq"


SOURCE_LABELS: Mapping[str, Text] = MappingProxyType({Source.AUDIT: _("Audit"), Source.HQ: _("Headquarters")})

# A question that failed in one of so many visits before is a repeat.
VISITS_LOOKED_BACK = 2

# Calendar days of the site to answer in, from the day on which it could first read of the finding.
DAYS_TO_ANSWER: Mapping[Grade, int] = MappingProxyType({Grade.CRITICAL: 3, Grade.MAJOR: 14, Grade.MINOR: 30})


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that failed in an audit. `title`: {en, zh_CN}; `detail`: what the site may read of it; `effect`: what
    a critical question does when it fails, such as `cap_audit` (`network.audits.rules.checklists.Effect`)."""

    question: str
    title: Mapping[str, str]
    detail: str = ""
    effect: str | None = None


def grade(effect: str | None, *, repeated: bool) -> Grade:
    """Minor; major where the question is critical, whatever its effect; one grade up when it failed before."""
    first = Grade.MINOR if effect is None else Grade.MAJOR
    return worse(first) if repeated else first


def worse(than: Grade) -> Grade:
    """One grade up; nothing is worse than critical."""
    grades = list(Grade)
    return grades[min(grades.index(than) + 1, len(grades) - 1)]


def due_on(found: Grade, told_on: date) -> date:
    """The last day to answer."""
    return told_on + timedelta(days=DAYS_TO_ANSWER[found])


def asks_root_cause(found: Grade) -> bool:
    """A minor finding may be put right without one. A repeated one is never minor."""
    return found is not Grade.MINOR
