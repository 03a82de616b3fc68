"""Holds: stretches in which a site waits for somebody else, and what they do to the promise. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

MOST_HOLDS = 2
_PLACES = Decimal("0.0001")
_HOUR = timedelta(hours=1)


class HoldReason(StrEnum):
    """The closed list. What is on it stops the site's own clock; the customer's clock never stops."""

    CUSTOMER_UNREACHABLE = "customer_unreachable"
    QUOTE_PENDING = "quote_pending"
    HQ_PART_BACKORDERED = "hq_part_backordered"
    FORCE_MAJEURE = "force_majeure"


# The promise is kept to a customer who answers: only what that customer causes moves it.
BY_CUSTOMER = frozenset({HoldReason.CUSTOMER_UNREACHABLE, HoldReason.QUOTE_PENDING})

HOLD_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        HoldReason.CUSTOMER_UNREACHABLE: _("Customer cannot be reached"),
        HoldReason.QUOTE_PENDING: _("Customer decides on the quote"),
        HoldReason.HQ_PART_BACKORDERED: _("Part is back-ordered at HQ"),
        HoldReason.FORCE_MAJEURE: _("Force majeure"),
    }
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch; `to_at` is None while it lasts."""

    reason: str
    from_at: datetime
    to_at: datetime | None = None

    @property
    def lasts(self) -> bool:
        return self.to_at is None

    @property
    def moves_promise(self) -> bool:
        return self.reason in BY_CUSTOMER


def lasting(holds: Iterable[Hold]) -> Hold | None:
    """The one that has not ended; there is never more than one."""
    return next((hold for hold in holds if hold.lasts), None)


def holds_left(holds: Sequence[Hold]) -> int:
    """How many more an order may have."""
    return max(0, MOST_HOLDS - len(holds))


def hours_between(begin: datetime, end: datetime) -> Decimal:
    """Hours to four places, 0 when the end is not after the begin."""
    seconds = Decimal((end - begin) // timedelta(microseconds=1)) / Decimal(1_000_000)
    return max(Decimal(0), (seconds / 3600)).quantize(_PLACES, ROUND_HALF_UP)


def added_hours(hold: Hold, end: datetime) -> Decimal:
    """By how much a hold that ends now moves the promise: its length when the customer caused it, else nothing."""
    return hours_between(hold.from_at, end) if hold.moves_promise else Decimal(0).quantize(_PLACES)


def due_at(
    received_at: datetime, hold_hours: Decimal, waiting_since: datetime | None, now: datetime, promised_hours: int
) -> datetime:
    """When a promise of so many hours falls due; while a hold for the customer lasts, it moves with the clock."""
    moved = timedelta(hours=promised_hours) + _length(hold_hours)
    waited = max(now - waiting_since, timedelta()) if waiting_since else timedelta()
    return received_at + moved + waited


def time_left(due: datetime, now: datetime) -> timedelta:
    """Until the promise falls due; negative once it is overdue."""
    return due - now


def _length(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(hours * 3_600_000_000))
