"""Every way cases of overcharging say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CaseNotFound(NotFound):
    code = "overcharge_not_found"
    message = _("There is no such case, or it is not yours to see.")


class CaseWrong(Invalid):
    code = "overcharge_wrong"
    message = _("Some of what was entered is not right.")


class CaseDecided(Conflict):
    code = "overcharge_decided"
    message = _("This case is decided already. Reload the page to see how.")


class StaterDecides(Forbidden):
    code = "stater_decides"
    message = _("Somebody else than who spoke for the site decides. Ask a colleague who has signed in.")
