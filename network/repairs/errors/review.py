"""The ways in which the review of odd records says no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class FlagNotFound(NotFound):
    code = "flag_not_found"
    message = _("There is nothing odd here, or it is not yours to see.")


class NetworkDecides(Forbidden):
    """What is found out about a site stands in the network's own chain, which sites never read."""

    code = "network_decides"
    message = _("Only somebody who answers for the whole network decides about odd records. Tell them what you know.")


class FlagDecided(Conflict):
    code = "flag_decided"
    message = _("Somebody has decided about this meanwhile. Nothing was changed.")


class BadDecision(Invalid):
    code = "bad_decision"
    message = _("The decision cannot be kept like this. Nothing was changed.")
