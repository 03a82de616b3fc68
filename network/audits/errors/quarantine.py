"""The ways in which deciding on quarantined visits says no."""

from network.foundation.errors import Conflict, Forbidden, Invalid
from network.foundation.i18n import lazy as _


class BadDecision(Invalid):
    """`fields` names the field."""

    code = "bad_decision"


class QuarantineDecided(Conflict):
    code = "quarantine_decided"
    message = _("This visit does not wait in quarantine any more. Look at what has become of it.")


class AnotherCounts(Conflict):
    code = "another_counts"
    message = _("Another filing counts for this assignment. Reject or void that one first, or reject this one.")


class OwnVisit(Forbidden):
    code = "own_visit"
    message = _("You made this visit. Somebody else decides on it.")
