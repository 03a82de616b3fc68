"""Why a quarter that somebody asks for is not computed."""

from network.foundation.errors import Conflict, NotFound
from network.foundation.i18n import lazy as _


class BeingComputed(Conflict):
    code = "being_computed"
    message = _("%(period)s is just being computed with another scheme. Wait for it, then compute it again.")


class RequestNotFound(NotFound):
    code = "request_not_found"
    message = _("Nobody has asked for this computation.")
