"""Who works at a site, from when until when. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class StaffRole(StrEnum):
    OWNER = "owner"
    SITE_MANAGER = "site_manager"
    RECEPTIONIST = "receptionist"
    TECHNICIAN = "technician"
    PARTS = "parts"
    OTHER = "other"


STAFF_ROLE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        StaffRole.OWNER: _("Owner"),
        StaffRole.SITE_MANAGER: _("Site manager"),
        StaffRole.RECEPTIONIST: _("Receptionist"),
        StaffRole.TECHNICIAN: _("Technician"),
        StaffRole.PARTS: _("Parts clerk"),
        StaffRole.OTHER: _("Other work"),
    }
)

# No site is older, and a year typed wrongly is told at once.
EARLIEST = date(1970, 1, 1)
YEARS_AHEAD = 2
# Who worked here decides how a site is judged: it tells that while it happens, not once the figures are known.
DAYS_BACK = 14


def staff_faults(from_on: date, to_on: date | None, today: date) -> dict[str, Text]:
    """What cannot be true of the days on which somebody works at a site, by field."""
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    if not EARLIEST <= from_on <= latest:
        return {"from_on": _("Check the year of this date.")}
    if to_on and to_on < from_on:
        return {"to_on": _("The last day is before the first one. Correct one of them.")}
    if to_on and to_on > latest:
        return {"to_on": _("Check the year of this date.")}
    return {}


def too_long_ago(days: Mapping[str, date | None], today: date) -> list[str]:
    """Of first and last days, by field, those further back than a site may enter or change by itself."""
    return [name for name, day in days.items() if day and day < today - timedelta(days=DAYS_BACK)]


def same_name(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.casefold().split())
