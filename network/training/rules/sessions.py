"""What is true of sessions and of the seats in them. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class EnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    ABSENT = "absent"


SESSION_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        SessionState.PLANNED: _("Planned"),
        SessionState.HELD: _("Held"),
        SessionState.CANCELLED: _("Cancelled"),
    }
)
ENROLMENT_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        EnrolmentState.ENROLLED: _("Has a seat"),
        EnrolmentState.WAITING: _("Waits for a seat"),
        EnrolmentState.CANCELLED: _("Taken off"),
        EnrolmentState.ATTENDED: _("Was there"),
        EnrolmentState.ABSENT: _("Was absent"),
    }
)

LONGEST = timedelta(days=31)
MOST_SEATS = 500
# A year typed wrongly is told at once.
AHEAD = timedelta(days=2 * 366)


def instant(local: datetime, zone: str) -> datetime | None:
    """The moment at which clocks in this zone show this time; None when they show it never, or twice."""
    found = {
        moment
        for fold in (0, 1)
        if (moment := local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC))
        .astimezone(ZoneInfo(zone))
        .replace(tzinfo=None, fold=0)
        == local.replace(fold=0)
    }
    return found.pop() if len(found) == 1 else None


def session_faults(starts: datetime, ends: datetime, zone: str, at: datetime) -> dict[str, Text]:
    """What cannot be true of when a session takes place, by field. Times as clocks in `zone` show them."""
    if zone not in available_timezones():
        return {"time_zone": _("There is no such time zone. Write it as Asia/Shanghai.")}
    first, last = instant(starts, zone), instant(ends, zone)
    unclear = _("On this day the clocks are changed: this time is shown twice or never. Choose another.")
    if first is None or last is None:
        return {name: unclear for name, moment in (("starts", first), ("ends", last)) if moment is None}
    if first <= at:
        return {"starts": _("This has passed already. Choose a later time.")}
    if first > at + AHEAD:
        return {"starts": _("Check the year of this date.")}
    if last <= first:
        return {"ends": _("The end is before the beginning. Correct one of them.")}
    if last - first > LONGEST:
        return {"ends": _("A session lasts a month at most. Plan several.")}
    return {}
