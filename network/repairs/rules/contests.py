"""Contesting what HQ found: which findings, until when, and who decides. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.inspections import NO_FAULT
from network.repairs.rules.orders import Finding
from network.sites.rules.working_days import ends_after, working_days_after

# Working days after the day on which the finding came in force.
DAYS_TO_CONTEST = 10

# Those that cost a site points, or its customer the warranty.
CONTESTABLE = NO_FAULT | {Finding.CUSTOMER_DAMAGE}


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


def last_day_to_contest(found_on: date, holidays: Collection[date], make_up_days: Collection[date]) -> date:
    """The tenth working day after the day of the finding."""
    return working_days_after(found_on, DAYS_TO_CONTEST, holidays, make_up_days)


def contest_ends_at(
    found_at: datetime, zone: ZoneInfo, holidays: Collection[date], make_up_days: Collection[date]
) -> datetime:
    """The first moment at which it is too late: 24:00 of the last day, on the site's clock."""
    return ends_after(found_at, DAYS_TO_CONTEST, zone, holidays, make_up_days)


def may_decide(account: UUID | None, inspectors: Collection[UUID | None]) -> bool:
    """Whoever tested the unit does not decide whether that was right."""
    return account is not None and account not in inspectors
