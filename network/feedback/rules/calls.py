"""Calls to customers who were drawn: how one ends, and when nobody tries again. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# Who does not pick up so often is left in peace.
TRIES = 3


class Outcome(StrEnum):
    ANSWERED = "answered"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"


OUTCOME_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Outcome.ANSWERED: _("The customer answered"),
        Outcome.NOT_REACHED: _("Not reached"),
        Outcome.REFUSED: _("Does not want to answer"),
    }
)


class CallState(StrEnum):
    """`due`: to be called; `done`: has an answer, by whatever way; the others are not called any more."""

    DUE = "due"
    DONE = "done"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CallState.DUE: _("To be called"),
        CallState.DONE: _("Has answered"),
        CallState.REFUSED: _("Does not want to answer"),
        CallState.GIVEN_UP: _("Not reached, given up"),
    }
)
