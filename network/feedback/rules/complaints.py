"""Complaints: where they come from, whose they are, their clocks and their course. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    COUNTER = "counter"
    ONLINE = "online"
    SOCIAL = "social"
    SURVEY = "survey"


CHANNEL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Channel.PHONE: _("Phone"),
        Channel.EMAIL: _("E-mail"),
        Channel.COUNTER: _("Counter"),
        Channel.ONLINE: _("Online"),
        Channel.SOCIAL: _("Social media"),
        Channel.SURVEY: _("Survey answer"),
    }
)


class Severity(StrEnum):
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


SEVERITY_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Severity.MINOR: _("Minor complaint"),
        Severity.MAJOR: _("Major complaint"),
        Severity.CRITICAL: _("Critical complaint"),
    }
)


class Responsible(StrEnum):
    """Who had to answer for it. Shared: the site and another, by half."""

    SITE = "site"
    HQ = "hq"
    LOGISTICS = "logistics"
    PRODUCT = "product"
    CUSTOMER = "customer"
    SHARED = "shared"


RESPONSIBLE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Responsible.SITE: _("The site"),
        Responsible.HQ: _("Headquarters"),
        Responsible.LOGISTICS: _("Logistics"),
        Responsible.PRODUCT: _("The product"),
        Responsible.CUSTOMER: _("The customer"),
        Responsible.SHARED: _("The site and another, by half"),
    }
)

# What a substantiated complaint weighs in the figures of its site.
SHARES: Mapping[Responsible, Decimal] = MappingProxyType(
    {Responsible.SITE: Decimal(1), Responsible.SHARED: Decimal("0.5")}
)


class ComplaintState(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


COMPLAINT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ComplaintState.RECEIVED: _("Newly received"),
        ComplaintState.ACKNOWLEDGED: _("Acknowledged"),
        ComplaintState.ANSWERED: _("Has an answer"),
        ComplaintState.CLOSED: _("Closed"),
    }
)
# The customer still waits for an answer.
OWED = frozenset({ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED})


class Step(StrEnum):
    """What happened to a complaint."""

    ENTERED = "entered"
    LOCATED = "located"
    ACKNOWLEDGED = "acknowledged"
    STATED = "stated"
    WAITED = "waited"
    WENT_ON = "went_on"
    ANSWERED = "answered"
    DECIDED = "decided"
    CLOSED = "closed"
    CARED = "cared"


STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Step.ENTERED: _("Complaint entered"),
        Step.LOCATED: _("Site found"),
        Step.ACKNOWLEDGED: _("Acknowledged"),
        Step.STATED: _("The site's side"),
        Step.WAITED: _("Waits for the customer"),
        Step.WENT_ON: _("The customer was reached"),
        Step.ANSWERED: _("Customer answered"),
        Step.DECIDED: _("Decided by headquarters"),
        Step.CLOSED: _("Closed"),
        Step.CARED: _("Customer called again"),
    }
)

# Hours until the customer has been told that somebody looks into it, and until the answer.
ACKNOWLEDGE_HOURS, ANSWER_HOURS = 24, 48

# For each that complains so many customers have the same problem (Beijing 2010). An estimate, never scored.
SILENT_FOR_EACH = 26

# The customer of a substantiated complaint is called again until satisfied so many times in a row.
CARE_TIMES = 3
CARE_AFTER, CARE_AGAIN = timedelta(days=30), timedelta(days=7)

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment that is kept until `due_at`, or was `met_at`. `stopped`: it waits for the customer."""

    due_at: datetime
    met_at: datetime | None
    stopped: bool = False

    def is_late(self, now: datetime) -> bool:
        return (self.met_at or now) > self.due_at and not (self.stopped and self.met_at is None)


def share(responsible: Responsible | None, *, substantiated: bool | None) -> Decimal:
    """Of the site: 1, half, or nothing."""
    return SHARES.get(responsible, Decimal(0)) if substantiated and responsible else Decimal(0)


def base_at(received_at: datetime, told_at: datetime | None, hold_hours: Decimal) -> datetime:
    """From when hours are counted: nobody answers what they could not read, and what waits for the customer waits."""
    begun = max(received_at, told_at or received_at)
    return begun + timedelta(microseconds=int(hold_hours * 3_600_000_000))


def waited_hours(since: datetime, until: datetime) -> Decimal:
    """To four places, as holds of orders are kept."""
    seconds = Decimal(max(until - since, timedelta()) // timedelta(microseconds=1)) / Decimal(1_000_000)
    return (seconds / 3600).quantize(_PLACES, ROUND_HALF_UP)


def may_decide(account: UUID | None, answered_by: UUID | None) -> bool:
    """Whoever answered the customer does not judge the complaint, and nobody without a name does."""
    return account is not None and account != answered_by


def next_care(well: int, *, satisfied: bool, today: date) -> tuple[int, date | None]:
    """How often in a row the customer has been satisfied now, and when to call again; None: enough."""
    if not satisfied:
        return 0, today + CARE_AGAIN
    return well + 1, None if well + 1 >= CARE_TIMES else today + CARE_AFTER


def masked(name: str, phone: str) -> str:
    """`Zhang San, 138 0000 1234` becomes `Z…, …1234`: enough to tell customers apart, not to find them."""
    digits = re.sub(r"[^0-9]", "", phone)
    parts = [f"{name[:1]}…" if name else "", f"…{digits[-4:]}" if len(digits) > 7 else ""]
    return ", ".join(part for part in parts if part)


def times_wrong(received_at: datetime, answered_at: datetime | None, now: datetime) -> dict[str, Text]:
    """What is wrong with moments that were typed, by field."""
    wrong: dict[str, Text] = {}
    if received_at > now:
        wrong["received_at"] = _("This moment is still to come. Enter when the complaint came in.")
    if answered_at is not None and answered_at > now:
        wrong["answered_at"] = _("This moment is still to come. Enter when the customer was told.")
    if answered_at is not None and answered_at < received_at:
        wrong["answered_at"] = _("This is before the complaint came in. Enter when the customer was told.")
    return wrong
