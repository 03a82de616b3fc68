"""The states of a corrective action, and the moves between them. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ActionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"
    VERIFIED = "verified"
    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"
    WITHDRAWN = "withdrawn"


ACTION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ActionState.OPEN: _("To be answered"),
        ActionState.ANSWERED: _("To be verified"),
        ActionState.RETURNED: _("Sent back"),
        ActionState.VERIFIED: _("Verified"),
        ActionState.EFFECTIVE: _("Found effective"),
        ActionState.INEFFECTIVE: _("Found ineffective"),
        ActionState.WITHDRAWN: _("Withdrawn"),
    }
)

_S = ActionState

MOVES: Mapping[ActionState, frozenset[ActionState]] = MappingProxyType(
    {
        _S.OPEN: frozenset({_S.ANSWERED, _S.WITHDRAWN}),
        _S.ANSWERED: frozenset({_S.VERIFIED, _S.RETURNED, _S.WITHDRAWN}),
        _S.RETURNED: frozenset({_S.ANSWERED, _S.WITHDRAWN}),
        _S.VERIFIED: frozenset({_S.EFFECTIVE, _S.INEFFECTIVE, _S.WITHDRAWN}),
        # What did not help is followed by another action, never reopened.
        _S.EFFECTIVE: frozenset(),
        _S.INEFFECTIVE: frozenset(),
        _S.WITHDRAWN: frozenset(),
    }
)

# The site has to do something.
OWED = frozenset({_S.OPEN, _S.RETURNED})
# What becomes of an action when its finding falls away.
WITHDRAWABLE = frozenset(state for state, ways in MOVES.items() if _S.WITHDRAWN in ways)

# Whether an action helped is looked at so long after somebody saw that it was done.
CHECK_AFTER = timedelta(days=90)


# A site may ask for so many more days at once.
LONGEST_EXTENSION = timedelta(days=60)


class ExtensionState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


EXTENSION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ExtensionState.OPEN: _("Waiting for headquarters"),
        ExtensionState.GRANTED: _("More time granted"),
        ExtensionState.REFUSED: _("More time refused"),
    }
)


class Step(StrEnum):
    """What happened to an action."""

    RAISED = "raised"
    ANSWERED = "answered"
    RETURNED = "returned"
    VERIFIED = "verified"
    ASKED_FOR_TIME = "asked_for_time"
    GRANTED = "granted"
    REFUSED = "refused"
    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"
    WITHDRAWN = "withdrawn"


STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Step.RAISED: _("Action asked for"),
        Step.ANSWERED: _("Answer handed in"),
        Step.RETURNED: _("Sent back"),
        Step.VERIFIED: _("Verified"),
        Step.ASKED_FOR_TIME: _("More time asked for"),
        Step.GRANTED: _("More time granted"),
        Step.REFUSED: _("More time refused"),
        Step.EFFECTIVE: _("Found effective"),
        Step.INEFFECTIVE: _("Found ineffective"),
        Step.WITHDRAWN: _("Withdrawn"),
    }
)


def may_move(state: ActionState, to: ActionState) -> bool:
    return to in MOVES[state]


def may_verify(account: UUID | None, answered_by: UUID | None) -> bool:
    """Whoever answered does not say whether that was enough, and nobody without a name does."""
    return account is not None and account != answered_by


def check_on(verified_on: date) -> date:
    """When the effect is looked at."""
    return verified_on + CHECK_AFTER


def may_check(today: date, check_due: date | None) -> bool:
    """An effect takes time: before its day nobody can say."""
    return check_due is not None and today >= check_due


def is_overdue(state: ActionState, due: date, today: date) -> bool:
    return state in OWED and today > due


def may_extend_to(asked: date, due: date) -> bool:
    """Later than it is due now, and not for ever."""
    return due < asked <= due + LONGEST_EXTENSION


class Rung(StrEnum):
    """A step of the ladder that an action climbs while it is owed: days from the day on which it is due."""

    SOON = "d-3"
    DUE = "d0"
    OVERDUE = "d+7"
    ESCALATED = "d+14"


# The days past due from which each is told.
RUNGS: Mapping[Rung, int] = MappingProxyType({Rung.SOON: -3, Rung.DUE: 0, Rung.OVERDUE: 7, Rung.ESCALATED: 14})
