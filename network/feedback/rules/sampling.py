"""Whom headquarters calls: drawn by lot, so that no site can steer it, and drawn again by who has the seed. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.periods import Month

# What took longer is worth a call.
LATE_HOURS = 48
# So much of a month's charges in one currency lies below a high one.
HIGH_CHARGE = 0.9
MOST_OF_A_SITE = 1000
# The last clock of the world is so far behind UTC.
LAST_CLOCK = timedelta(hours=12)


class Reason(StrEnum):
    """Why an order was drawn. Only `random` tells of a site as a whole; the others find who would stay silent."""

    RANDOM = "random"
    CAME_BACK = "came_back"
    NO_FAULT = "no_fault"
    LATE = "late"
    CHARGED = "charged"


REASON_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Reason.RANDOM: _("At random"),
        Reason.CAME_BACK: _("The unit came back"),
        Reason.NO_FAULT: _("Headquarters found no fault"),
        Reason.LATE: _("Took longer than two days"),
        Reason.CHARGED: _("Among the highest charges"),
    }
)


def lot(seed: str, order: UUID) -> str:
    """What an order draws: the lowest of a site are asked."""
    return sha256(f"{seed}{order}".encode()).hexdigest()


def over_everywhere(month: Month, now: datetime) -> bool:
    """Whether the month has ended on every clock of the world."""
    return now >= datetime.combine(month.end, time(), UTC) + LAST_CLOCK
