"""Every way cases of falsification say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class FalsificationNotFound(NotFound):
    code = "falsification_not_found"
    message = _("There is no such case, or it is not yours to see.")


class FalsificationWrong(Invalid):
    code = "falsification_wrong"
    message = _("Some of what was entered is not right.")


class FalsificationMoved(Conflict):
    code = "falsification_moved"
    message = _("This case has moved on meanwhile (%(state)s). Reload the page to see where it stands.")


class AnsweredAlready(Conflict):
    code = "falsification_answered"
    message = _("The site has answered already; its answer is kept as it is. Reload the page to read it.")


class TooLateToAnswer(Conflict):
    code = "falsification_answer_too_late"
    message = _("The answer was to come before %(until)s (UTC). If the case is confirmed, the site may still appeal.")


class NotHeardYet(Conflict):
    code = "falsification_not_heard"
    message = _("The site has not answered yet, and may do so before %(until)s (UTC). Decide after that.")


class TooLateToAppeal(Conflict):
    code = "falsification_appeal_too_late"
    message = _("An appeal was possible before %(until)s (UTC). The decision stands.")


class OpenedByNobody(Forbidden):
    code = "falsification_opened_by_nobody"
    message = _("Only somebody who has signed in may say that a record was falsified.")


class OpenerDecides(Forbidden):
    code = "opener_decides"
    message = _("Somebody else than who opened the case decides it. Ask a colleague who has signed in.")


class NotIndependent(Forbidden):
    code = "falsification_not_independent"
    message = _("Somebody who neither opened nor decided the case hears the appeal. Ask a colleague who has signed in.")
