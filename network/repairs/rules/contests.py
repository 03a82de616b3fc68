"""Contesting what HQ found: which findings, until when, and who decides. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.inspections import NO_FAULT
from network.repairs.rules.orders import Finding

# Working days after the day on which the finding came in force.
DAYS_TO_CONTEST = 10

# Those that cost a site points, or its customer the warranty.
CONTESTABLE = NO_FAULT | {Finding.CUSTOMER_DAMAGE}

_SATURDAY = 5


class ContestState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    RETRACTED = "retracted"


CONTEST_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ContestState.OPEN: _("Contest is open"),
        ContestState.UPHELD: _("Contest upheld"),
        ContestState.REJECTED: _("Contest rejected"),
        ContestState.RETRACTED: _("Contest taken back"),
    }
)


def is_working_day(day: date, holidays: Collection[date], make_up_days: Collection[date]) -> bool:
    """Monday to Friday without the site's holidays; and the days that it works to make up for one."""
    return day in make_up_days or (day.weekday() < _SATURDAY and day not in holidays)


def last_day_to_contest(found_on: date, holidays: Collection[date], make_up_days: Collection[date]) -> date:
    """The tenth working day after the day of the finding."""
    day, left = found_on, DAYS_TO_CONTEST
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays, make_up_days)
    return day


def contest_ends_at(
    found_at: datetime, zone: ZoneInfo, holidays: Collection[date], make_up_days: Collection[date]
) -> datetime:
    """The first moment at which it is too late: 24:00 of the last day, on the site's clock."""
    last = last_day_to_contest(found_at.astimezone(zone).date(), holidays, make_up_days)
    return datetime.combine(last + timedelta(days=1), time(), zone)


def may_decide(account: UUID | None, inspectors: Collection[UUID | None]) -> bool:
    """Whoever tested the unit does not decide whether that was right."""
    return account is not None and account not in inspectors
