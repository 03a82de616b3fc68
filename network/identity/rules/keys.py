"""What is true of API keys by definition. Pure."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from network.foundation.access import Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# What a program of a site has a use for, out of what its operator may do. The site's own entry may be read by any key.
VERBS: Mapping[Permission, Text] = MappingProxyType(
    {
        Permission.READ_RECORDS: _("Read orders and returns"),
        Permission.IMPORT_RECORDS: _("Import orders"),
        Permission.READ_REPORTS: _("Read monthly reports"),
        Permission.FILE_REPORTS: _("File monthly reports"),
        Permission.READ_SCORECARDS: _("Read scorecards"),
        Permission.READ_SITE_FILES: _("Read the site file"),
        Permission.READ_CERTIFICATIONS: _("Read certifications"),
    }
)
ALWAYS = frozenset({Permission.READ_SITES})

LONGEST_VALIDITY = timedelta(days=365)
USUAL_VALIDITY = timedelta(days=180)
PREFIX_LENGTH = 12


class KeyState(StrEnum):
    WORKING = "working"
    REVOKED = "revoked"
    EXPIRED = "expired"
    # Its site is closed, or whoever made it may not do so any more.
    STOPPED = "stopped"


STATE_LABELS: Mapping[KeyState, Text] = MappingProxyType(
    {
        KeyState.WORKING: _("Works"),
        KeyState.REVOKED: _("Revoked"),
        KeyState.EXPIRED: _("Expired"),
        KeyState.STOPPED: _("Stopped"),
    }
)


def new_key() -> str:
    """256 random bits behind a start by which people, and searches for leaked secrets, know it."""
    return "smk_" + secrets.token_urlsafe(32)


def key_prefix(key: str) -> str:
    return key[:PREFIX_LENGTH]


def key_actor_name(name: str, prefix: str) -> str:
    """What the trail calls a key that acts."""
    return f"{name} ({prefix}…)"


def last_day_fault(last_day: date, today: date) -> Text | None:
    """Why a key cannot be good until this day, or None."""
    if last_day < today:
        return _("This day is over. Choose one from today on.")
    if last_day > today + LONGEST_VALIDITY:
        return _("A key is good for a year at most. Choose an earlier day.")
    return None


def end_of(last_day: date, zone: ZoneInfo) -> datetime:
    """The moment at which this day is over where the site is."""
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=zone)


def key_state(revoked_at: datetime | None, expires_at: datetime, at: datetime, *, works: bool) -> KeyState:
    if works:
        return KeyState.WORKING
    if revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.EXPIRED if expires_at <= at else KeyState.STOPPED
