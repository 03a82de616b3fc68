"""The order desk: which step may follow which, order numbers, phones. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

TARGET_HOURS = 24
PROMISE_HOURS = 48
UNDO_WITHIN = timedelta(minutes=10)
RUNNING_DIGITS = 4

PHONE = r"^\+?[0-9(][0-9 ()./-]{2,38}$"
CURRENCY = r"^[A-Za-z]{3}$"


class Step(StrEnum):
    """What one tap at the desk says. The time of each is the moment of the tap."""

    DIAGNOSED = "diagnosed"
    READY = "ready"
    NOTIFIED = "notified"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


# The column that keeps when it was, and what else a step fills in: all of it goes when the step is undone.
COLUMNS: Mapping[Step, tuple[str, ...]] = MappingProxyType(
    {
        Step.DIAGNOSED: ("diagnosed_at",),
        Step.READY: ("ready_at", "outcome", "came_back_at"),
        Step.NOTIFIED: ("notified_at",),
        Step.HANDED_OVER: ("handed_over_at", "charge", "currency"),
        Step.CANCELLED: ("cancelled_at",),
    }
)

# The last one that was taken is the first of these that has a time.
_LATEST_FIRST = (Step.HANDED_OVER, Step.NOTIFIED, Step.CANCELLED, Step.READY, Step.DIAGNOSED)

STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Step.DIAGNOSED: _("Diagnosed"),
        Step.READY: _("Ready"),
        Step.NOTIFIED: _("Customer notified"),
        Step.HANDED_OVER: _("Handed over"),
        Step.CANCELLED: _("Cancelled by the customer"),
    }
)


class Stage(StrEnum):
    """Where an order stands for the people at the desk."""

    RECEIVED = "received"
    DIAGNOSED = "diagnosed"
    READY = "ready"
    NOTIFIED = "notified"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


STAGE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Stage.RECEIVED: _("Waits for diagnosis"),
        Stage.DIAGNOSED: _("In repair"),
        Stage.READY: _("Ready"),
        Stage.NOTIFIED: _("Waits to be collected"),
        Stage.HANDED_OVER: _("Handed over"),
        Stage.CANCELLED: _("Cancelled"),
    }
)


@dataclass(frozen=True, slots=True)
class Course:
    """The times of an order, as far as it has come."""

    received_at: datetime
    diagnosed_at: datetime | None = None
    ready_at: datetime | None = None
    notified_at: datetime | None = None
    handed_over_at: datetime | None = None
    cancelled_at: datetime | None = None

    def at(self, step: Step) -> datetime | None:
        return {
            Step.DIAGNOSED: self.diagnosed_at,
            Step.READY: self.ready_at,
            Step.NOTIFIED: self.notified_at,
            Step.HANDED_OVER: self.handed_over_at,
            Step.CANCELLED: self.cancelled_at,
        }[step]

    @property
    def is_open(self) -> bool:
        return self.ready_at is None and self.cancelled_at is None

    @property
    def stage(self) -> Stage:
        last = self.last_step
        return Stage(last.value) if last else Stage.RECEIVED

    @property
    def last_step(self) -> Step | None:
        return next((step for step in _LATEST_FIRST if self.at(step) is not None), None)

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """The steps that may be taken now, the likeliest first."""
        if self.handed_over_at is not None:
            return ()
        if self.cancelled_at is not None:
            return (Step.HANDED_OVER,)
        if self.ready_at is not None:
            return (Step.HANDED_OVER,) if self.notified_at else (Step.NOTIFIED, Step.HANDED_OVER)
        return (Step.READY, Step.CANCELLED) if self.diagnosed_at else (Step.DIAGNOSED, Step.READY, Step.CANCELLED)

    def moment(self, now: datetime) -> datetime:
        """The time of a step that is taken now: never before those that were, should the clock have been put back."""
        return max(now, self.received_at, *(at for step in Step if (at := self.at(step)) is not None))

    def undoable(self, now: datetime) -> Step | None:
        """The last step, while it is not older than ten minutes."""
        last = self.last_step
        taken_at = self.at(last) if last else None
        return last if taken_at is not None and now - taken_at <= UNDO_WITHIN else None


def number_prefix(site_code: str, year: int) -> str:
    """What the order numbers of a site begin with in a year: `CN-SH-001-26`."""
    return f"{site_code}-{year % 100:02d}"


def order_number(prefix: str, running: int) -> str:
    """`CN-SH-001-260001`; past 9999 it grows by a digit."""
    return f"{prefix}{running:0{RUNNING_DIGITS}d}"


def plain_phone(written: str) -> str:
    """Its digits, with a leading plus if there is one, so that its last four are found however it was typed."""
    digits = re.sub(r"[^0-9]", "", written)
    return f"+{digits}" if written.strip().startswith("+") else digits


def is_phone_tail(searched: str) -> bool:
    """Whether what is searched for may be the end of a phone number."""
    return re.fullmatch(r"[0-9]{4}", searched) is not None
