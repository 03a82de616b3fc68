"""The standing of a site for a certificate type: which changes there are, when each is allowed, what they add up to.

Pure. A standing is never kept as such: it is what the effective changes and the certificates say on a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.access import Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Change(StrEnum):
    GRANTED = "granted"
    CONFIRMED = "confirmed"
    RENEWED = "renewed"
    CONDITIONED = "conditioned"
    RELIEVED = "relieved"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    NONE = "none"
    PROVISIONAL = "provisional"
    CERTIFIED = "certified"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Status(StrEnum):
    """Of a change: two people agree on a suspension or withdrawal, anything else is effective at once."""

    PROPOSED = "proposed"
    EFFECTIVE = "effective"
    REFUSED = "refused"
    RETRACTED = "retracted"


CHANGE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Change.GRANTED: _("Granted"),
        Change.CONFIRMED: _("Confirmed"),
        Change.RENEWED: _("Renewed"),
        Change.CONDITIONED: _("Conditions set"),
        Change.RELIEVED: _("Conditions met"),
        Change.SUSPENDED: _("Suspended"),
        Change.REINSTATED: _("Reinstated"),
        Change.WITHDRAWN: _("Certificate withdrawn"),
    }
)
STANDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Standing.NONE: _("Not certified"),
        Standing.PROVISIONAL: _("Provisional"),
        Standing.CERTIFIED: _("Certified"),
        Standing.CONDITIONAL: _("Conditional"),
        Standing.SUSPENDED: _("Suspended"),
        Standing.WITHDRAWN: _("Certificate withdrawn"),
        Standing.EXPIRED: _("Expired"),
    }
)
STATUS_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Status.PROPOSED: _("Waiting for a second person"),
        Status.EFFECTIVE: _("Effective"),
        Status.REFUSED: _("Refused"),
        Status.RETRACTED: _("Taken back"),
    }
)

# What waits for its second person.
ACTIONS_WAITING: Mapping[Change, Text] = MappingProxyType(
    {Change.SUSPENDED: _("Suspension proposed"), Change.WITHDRAWN: _("Withdrawal proposed")}
)

# What two people must agree on.
OF_TWO_PEOPLE = frozenset({Change.SUSPENDED, Change.WITHDRAWN})
# What comes with a new certificate.
ISSUING = frozenset({Change.GRANTED, Change.RENEWED})

_S = Standing

# Change -> the standings that it may start from.
STARTS: Mapping[Change, frozenset[Standing]] = MappingProxyType(
    {
        Change.GRANTED: frozenset({_S.NONE, _S.WITHDRAWN, _S.EXPIRED}),
        Change.CONFIRMED: frozenset({_S.PROVISIONAL}),
        Change.RENEWED: frozenset({_S.PROVISIONAL, _S.CERTIFIED, _S.CONDITIONAL, _S.EXPIRED}),
        Change.CONDITIONED: frozenset({_S.PROVISIONAL, _S.CERTIFIED, _S.CONDITIONAL}),
        Change.RELIEVED: frozenset({_S.CONDITIONAL}),
        Change.SUSPENDED: frozenset({_S.PROVISIONAL, _S.CERTIFIED, _S.CONDITIONAL}),
        Change.REINSTATED: frozenset({_S.SUSPENDED}),
        Change.WITHDRAWN: frozenset({_S.PROVISIONAL, _S.CERTIFIED, _S.CONDITIONAL, _S.SUSPENDED, _S.EXPIRED}),
    }
)

# So many days before the end of a certificate a reminder is made.
REMINDERS = (90, 60, 30, 7)

# Standings in which a site works under its certificate, and may show it.
VALID = frozenset({_S.PROVISIONAL, _S.CERTIFIED, _S.CONDITIONAL})


def right_for(change: Change) -> Permission:
    """Which of the six rights a change takes, over the region of the site."""
    return Permission.PROPOSE_CANCELLATION if change in OF_TWO_PEOPLE else Permission.SELECT_SITES


@dataclass(frozen=True, slots=True)
class Past:
    """An effective change."""

    change: Change
    effective_on: date


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate's days. `valid_to` is the last one; from `ended_on` on it no longer holds, when before its end.

    `provisional_to`: until then it is a provisional one.
    """

    valid_from: date
    valid_to: date
    ended_on: date | None = None
    provisional_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day < self.end

    @property
    def end(self) -> date:
        """The first day on which it does not hold any more."""
        after = self.valid_to + timedelta(days=1)
        return after if self.ended_on is None else min(after, self.ended_on)


@dataclass(frozen=True, slots=True)
class Course:
    """What a row of changes adds up to. Suspending hides what was there before; reinstating shows it again."""

    granted: bool = False
    confirmed: bool = False
    conditional: bool = False
    suspended: bool = False
    withdrawn: bool = False

    def after(self, change: Change) -> "Course":
        match change:
            case Change.GRANTED:
                return Course(granted=True)
            case Change.CONFIRMED:
                return replace(self, confirmed=True)
            case Change.CONDITIONED | Change.RELIEVED:
                return replace(self, conditional=change is Change.CONDITIONED)
            case Change.SUSPENDED | Change.REINSTATED:
                return replace(self, suspended=change is Change.SUSPENDED)
            case Change.WITHDRAWN:
                return replace(self, withdrawn=True)
            case Change.RENEWED:
                return self

    @property
    def standing(self) -> Standing:
        """Without regard to the days of a certificate."""
        marks = (
            (not self.granted, Standing.NONE),
            (self.withdrawn, Standing.WITHDRAWN),
            (self.suspended, Standing.SUSPENDED),
            (self.conditional, Standing.CONDITIONAL),
            (self.confirmed, Standing.CERTIFIED),
        )
        return next((standing for marked, standing in marks if marked), Standing.PROVISIONAL)


def course_of(changes: Iterable[Change]) -> Course:
    course = Course()
    for change in changes:
        course = course.after(change)
    return course


def standing_on(changes: Sequence[Past], certificates: Iterable[Held], day: date) -> Standing:
    """The standing on any day. `changes`: the effective ones, in the order in which they were made.

    Expired also hides a suspension: there is nothing left to be suspended.
    """
    standing = course_of(past.change for past in changes if past.effective_on <= day).standing
    if standing in (Standing.NONE, Standing.WITHDRAWN):
        return standing
    known = list(certificates)
    if any(held.holds_on(day) for held in known):
        return standing
    return Standing.EXPIRED if any(held.end <= day for held in known) else Standing.NONE


def next_changes(standing: Standing, beneath: Standing) -> list[Change]:
    """What may follow, in the order of `Change`. `beneath`: the standing without regard to the days.

    A suspension outlives the certificate: it is lifted, or the certification withdrawn, before anything new is granted.
    """
    if standing is Standing.EXPIRED and beneath is Standing.SUSPENDED:
        return [Change.REINSTATED, Change.WITHDRAWN]
    return [change for change in Change if standing in STARTS[change]]
