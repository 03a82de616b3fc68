"""Records of training and what is claimed to be one. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.training.rules.giving import RecordSource

# Days before its end on which the end of a record is announced.
REMINDERS = (90, 60, 30, 7)
# Nobody's certificate is older, and a year typed wrongly is told at once.
EARLIEST = date(1970, 1, 1)

SOURCE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        RecordSource.EXAM: _("Exam"),
        RecordSource.SESSION: _("Session"),
        RecordSource.EXTERNAL: _("Certificate from elsewhere"),
        RecordSource.IMPORTED: _("Imported"),
    }
)


class RecordState(StrEnum):
    VALID = "valid"
    COMING = "coming"
    EXPIRED = "expired"
    REVOKED = "revoked"


RECORD_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        RecordState.VALID: _("Valid"),
        RecordState.COMING: _("Not valid yet"),
        RecordState.EXPIRED: _("Expired"),
        RecordState.REVOKED: _("Void"),
    }
)


class ClaimState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLAIM_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ClaimState.OPEN: _("To be decided"),
        ClaimState.ACCEPTED: _("Accepted"),
        ClaimState.REFUSED: _("Refused"),
        ClaimState.WITHDRAWN: _("Withdrawn"),
    }
)


def record_state(valid_from: date, valid_to: date | None, revoked: bool, day: date) -> RecordState:
    """What a record is worth on a day. One that is void was never worth anything."""
    if revoked:
        return RecordState.REVOKED
    if valid_to is not None and valid_to < day:
        return RecordState.EXPIRED
    return RecordState.COMING if valid_from > day else RecordState.VALID


def record_faults(passed_on: date, valid_to: date | None, today: date) -> dict[str, Text]:
    """What cannot be true of the days of something that was passed elsewhere, or before, by field."""
    if passed_on < EARLIEST:
        return {"passed_on": _("Check the year of this date.")}
    if passed_on > today:
        return {"passed_on": _("This day is still to come.")}
    if valid_to is not None and valid_to < passed_on:
        return {"valid_to": _("It would end before it begins. Correct one of the dates.")}
    return {}
