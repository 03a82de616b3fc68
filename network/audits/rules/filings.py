"""What is odd about a visit as it was filed. Pure.

A doubt keeps it in quarantine until HQ has decided; a signal is for the reviewer to look at. Neither refuses anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from network.audits.rules.assignments import EXPIRES_AFTER, AssignmentState
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# A clock that is further off is worth a look; the times are put right by what it is off.
NOTABLE_SKEW = timedelta(minutes=5)
# Further than any wrong time zone can explain.
IMPOSSIBLE_SKEW = timedelta(hours=36)
# Clocks that are right still differ by so much.
TOLERANCE = timedelta(minutes=5)
# A retired version still takes visits that begin within these days.
GRACE = timedelta(days=14)


class Doubt(StrEnum):
    """Why HQ decides whether a filing is reviewed at all."""

    EXPIRED = "expired"
    ASSIGNMENT_EXPIRED = "assignment_expired"
    CANCELLED = "assignment_cancelled"
    HANDED_BACK = "assignment_handed_back"
    DECLINED = "assignment_declined"
    NOT_ACCEPTED = "not_accepted"
    SECOND = "second_filing"
    CLOCK = "clock_impossible"
    FUTURE = "visit_in_future"
    BEFORE_ASSIGNMENT = "before_assignment"
    RETIRED = "checklist_retired"


DOUBT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Doubt.EXPIRED: _("Filed more than 72 hours after the visit"),
        Doubt.ASSIGNMENT_EXPIRED: _("The assignment had expired"),
        Doubt.CANCELLED: _("The assignment had been called off, or given to another auditor"),
        Doubt.HANDED_BACK: _("The auditor had handed the assignment back"),
        Doubt.DECLINED: _("The auditor had declined the assignment"),
        Doubt.NOT_ACCEPTED: _("The auditor had not accepted the assignment"),
        Doubt.SECOND: _("Another filing counts for this assignment"),
        Doubt.CLOCK: _("The clock of the tablet cannot be right"),
        Doubt.FUTURE: _("The visit lies in the future"),
        Doubt.BEFORE_ASSIGNMENT: _("The visit was before it was assigned"),
        Doubt.RETIRED: _("The version of the checklist had been retired for more than 14 days"),
    }
)

_STANDING: Mapping[AssignmentState, Doubt] = MappingProxyType(
    {
        AssignmentState.PROPOSED: Doubt.NOT_ACCEPTED,
        AssignmentState.OFFERED: Doubt.NOT_ACCEPTED,
        AssignmentState.FILED: Doubt.SECOND,
        AssignmentState.DECLINED: Doubt.DECLINED,
        AssignmentState.HANDED_BACK: Doubt.HANDED_BACK,
        AssignmentState.EXPIRED: Doubt.ASSIGNMENT_EXPIRED,
        AssignmentState.CANCELLED: Doubt.CANCELLED,
    }
)


class Signal(StrEnum):
    """What a reviewer should look at, of a filing or of one of its photos."""

    SKEW = "clock_skew"
    SUBMITTED_EARLY = "filed_before_visited"
    LEFT_EARLY = "left_before_started"
    OUTSIDE_WINDOW = "outside_window"
    OTHER_VERSION = "other_version"
    DROPPED = "answers_dropped"
    FAR = "far_from_site"
    NO_POSITION = "no_position"
    ZERO_POSITION = "zero_position"
    MOCKED = "mocked_position"
    TAKEN_ELSEWHEN = "not_taken_during_visit"
    NOT_ASKED = "question_not_asked"
    ALIKE = "alike"


SIGNAL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Signal.SKEW: _("The clock of the tablet was off"),
        Signal.SUBMITTED_EARLY: _("Filed before the visit ended, by the tablet’s clock"),
        Signal.LEFT_EARLY: _("Ended before it began, by the tablet’s clock"),
        Signal.OUTSIDE_WINDOW: _("Outside of the days it was planned for"),
        Signal.OTHER_VERSION: _("Another version of the checklist than was assigned"),
        Signal.DROPPED: _("Answers to questions that were not asked were left out"),
        Signal.FAR: _("Taken far from the site"),
        Signal.NO_POSITION: _("Without a position"),
        Signal.ZERO_POSITION: _("The position is 0, 0"),
        Signal.MOCKED: _("The tablet says that the position was made up"),
        Signal.TAKEN_ELSEWHEN: _("Not taken during the visit"),
        Signal.NOT_ASKED: _("At a question that was not asked"),
        Signal.ALIKE: _("Looks like a photo of another visit"),
    }
)

# As they are kept: `{"code": ..., "value": ...}`, the value being what the code is about.
Signals = list[dict[str, Any]]


def signal(code: Signal, value: object = None) -> dict[str, Any]:
    return {"code": code.value, "value": value}


@dataclass(frozen=True, slots=True)
class Timing:
    """When a visit was, by a clock put right: what the tablet's was off when it sent the visit, `skew`, is added."""

    visited_at: datetime
    left_at: datetime
    submitted_at: datetime
    received_at: datetime
    skew: timedelta
    left_early: bool

    @classmethod
    def corrected(
        cls, started_at: datetime, left_at: datetime, submitted_at: datetime, client_now: datetime, received: datetime
    ) -> "Timing":
        skew = received - client_now
        left = max(left_at, started_at)
        return cls(started_at + skew, left + skew, submitted_at + skew, received, skew, left_at < started_at)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the visit was assigned as, and what has become of that. `retired_at`: of the version of the checklist."""

    state: AssignmentState
    assigned_at: datetime
    window_from: datetime
    window_to: datetime
    retired_at: datetime | None


def doubts(timing: Timing, known: Circumstances) -> list[Doubt]:
    """In the order in which they are told; none when it can be reviewed at once."""
    retired = known.retired_at
    found = {
        Doubt.EXPIRED: timing.received_at - timing.left_at > EXPIRES_AFTER,
        Doubt.CLOCK: abs(timing.skew) > IMPOSSIBLE_SKEW,
        Doubt.FUTURE: timing.visited_at > timing.received_at + TOLERANCE,
        Doubt.BEFORE_ASSIGNMENT: timing.visited_at < known.assigned_at - TOLERANCE,
        Doubt.RETIRED: retired is not None and timing.visited_at >= retired + GRACE,
    }
    standing = _STANDING.get(known.state)
    return ([standing] if standing else []) + [doubt for doubt, holds in found.items() if holds]


def signals(timing: Timing, known: Circumstances, *, other_version: bool, dropped: list[str]) -> Signals:
    skew = round(timing.skew.total_seconds())
    found = [
        (signal(Signal.SKEW, skew), abs(timing.skew) > NOTABLE_SKEW),
        (signal(Signal.LEFT_EARLY), timing.left_early),
        (signal(Signal.SUBMITTED_EARLY), timing.submitted_at < timing.left_at),
        (signal(Signal.OUTSIDE_WINDOW), not known.window_from <= timing.visited_at < known.window_to),
        (signal(Signal.OTHER_VERSION), other_version),
        (signal(Signal.DROPPED, dropped), bool(dropped)),
    ]
    return [each for each, holds in found if holds]
