"""What a programme of visits allows, and the hard rules of planning by name. Pure.

Days are those of the site's own calendar. See `plan_days` for the days on which a site may be visited, `plan_auditors`
for who may go there, and `planner` for the draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.sites import OpeningHours, opening_hours

# The same auditor comes back to a site after so many days at the earliest.
ROTATION_DAYS = 90
# Between two visits to a site whose scores count lie at least so many days.
SPACING_DAYS = 20
# A site that has just opened is left alone for so long.
SETTLING_DAYS = 14
# An auditor hears of a visit at least so many days before it may begin.
NOTICE_DAYS = 2
# Opening hours that leave less than this leave no time for a visit.
SHORTEST_MINUTES = 60

LEAST_EMBARGO_DAYS, MOST_EMBARGO_DAYS = 3, 10
MOST_WINDOW_DAYS = 14
MOST_QUOTA = 12
# A programme longer than that is a mistake in a date.
MOST_DAYS = 366

_STRICT = {"extra": "forbid"}


class ProgrammeState(StrEnum):
    """Visits are planned and offered while it is active; a closed one keeps what was made of it."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED = "closed"


STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ProgrammeState.DRAFT: _("Draft"),
        ProgrammeState.ACTIVE: _("Under way"),
        ProgrammeState.CLOSED: _("Closed"),
    }
)


@dataclass(frozen=True, slots=True)
class BlackOut:
    """Days on which nobody goes, both included, such as a stock-take of the whole network."""

    __pydantic_config__ = _STRICT

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """`hours`: when a visit may be made, as `OpeningHours`: a weekday that is missing has none, so that nobody goes on
    a Sunday unless it is named. `window_days`: so many days the auditor may choose from. Embargo: so many days, drawn
    between the two, pass from approval until the site may read of the visit.
    """

    __pydantic_config__ = _STRICT

    hours: OpeningHours = field(default_factory=lambda: opening_hours("Mo-Sa 09:00-12:00,13:00-18:00"))
    black_out: tuple[BlackOut, ...] = ()
    window_days: int = 3
    least_embargo_days: int = LEAST_EMBARGO_DAYS
    most_embargo_days: int = MOST_EMBARGO_DAYS


class SiteRule(StrEnum):
    """Why a site cannot be visited at all in the days of a programme."""

    NO_DAYS_LEFT = "no_days_left"
    NOT_OPEN = "not_open"
    NOT_CERTIFIED = "not_certified"
    SETTLING = "settling"
    BLACK_OUT = "black_out"
    NO_HOURS = "no_hours"
    SPACING = "spacing"


class AuditorRule(StrEnum):
    """Why an auditor may not make a visit."""

    CONFLICT = "conflict"
    NOT_QUALIFIED = "not_qualified"
    TOO_FAR = "too_far"
    ROTATION = "rotation"


SITE_RULE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        SiteRule.NO_DAYS_LEFT: _("No days of the programme are left"),
        SiteRule.NOT_OPEN: _("The site is not open then"),
        SiteRule.NOT_CERTIFIED: _("The site is not certified then"),
        SiteRule.SETTLING: _("The site has opened less than 14 days before"),
        SiteRule.BLACK_OUT: _("Only black-out days are left"),
        SiteRule.NO_HOURS: _("The hours of the programme are not those of the site"),
        SiteRule.SPACING: _("Less than 20 days lie between two scored visits"),
    }
)
AUDITOR_RULE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        AuditorRule.CONFLICT: _("Conflict of interest"),
        AuditorRule.NOT_QUALIFIED: _("Qualification ends before"),
        AuditorRule.TOO_FAR: _("Too far away"),
        AuditorRule.ROTATION: _("Was there less than 90 days before"),
    }
)


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PART_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        PartOfDay.MORNING: _("in the morning"),
        PartOfDay.AFTERNOON: _("in the afternoon"),
        PartOfDay.EVENING: _("in the evening"),
    }
)


def part_of_day(at: time) -> PartOfDay:
    """Afternoon begins at 12:00, evening at 18:00."""
    if at.hour < 12:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if at.hour < 18 else PartOfDay.EVENING


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Window:
    """From a minute of the first day to one of the last, on the clock of the site."""

    first: date
    last: date
    begins: int
    ends: int

    @property
    def part(self) -> PartOfDay:
        return part_of_day(_clock(self.begins))

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """Its bounds as aware times."""
        clock = ZoneInfo(zone)
        end = datetime.combine(self.last, time(), clock) + timedelta(minutes=self.ends)
        return datetime.combine(self.first, _clock(self.begins), clock), end


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
