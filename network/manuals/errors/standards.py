"""Every way standards say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class StandardNotFound(NotFound):
    code = "standard_not_found"
    message = _("There is no such standard.")


class StandardWrong(Invalid):
    code = "standard_wrong"
    message = _("Some of what was entered is not right.")


class StandardKeyTaken(Conflict):
    code = "standard_key_taken"
    message = _("There is a standard with the key %(key)s already. Choose another one.")


class StandardIsRetired(Conflict):
    code = "standard_is_retired"
    message = _("This standard is retired and is not changed any more.")
