"""Every way complaints say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ComplaintNotFound(NotFound):
    code = "complaint_not_found"
    message = _("There is no such complaint, or it is not yours to see.")


class ComplaintWrong(Invalid):
    code = "complaint_wrong"
    message = _("Some of what was entered is not right.")


class ComplaintMoved(Conflict):
    code = "complaint_moved"
    message = _("This complaint has moved on meanwhile (%(state)s). Reload the page to see where it stands.")


class ComplaintDecided(Conflict):
    code = "complaint_decided"
    message = _("This complaint is decided already. Reload the page to see how.")


class ComplaintUnlocated(Conflict):
    code = "complaint_unlocated"
    message = _("Nobody knows yet at which site this was. Say so first.")


class AnswererDecides(Forbidden):
    code = "answerer_decides"
    message = _("Somebody else than who answered the customer decides. Ask a colleague who has signed in.")


class NotWaiting(Conflict):
    code = "complaint_not_waiting"
    message = _("This complaint does not wait for its customer. Reload the page to see where it stands.")


class WaitsAlready(Conflict):
    code = "complaint_waits"
    message = _("This complaint waits for its customer already.")


class NoCareDue(Conflict):
    code = "no_care_due"
    message = _("This customer is not to be called again. Reload the page to see what came of it.")


class ComplaintsOverlapped(Conflict):
    code = "complaints_overlapped"
    message = _("Somebody else took in one of these complaints at the same time. Nothing was taken: hand it in again.")
