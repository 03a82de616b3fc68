"""Every way assignments say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class AssignmentNotFound(NotFound):
    code = "assignment_not_found"
    message = _("There is no such visit, or it is not yours.")


class AssignmentMoved(Conflict):
    code = "assignment_moved"
    message = _("This visit is %(state)s meanwhile. Look at it again.")


class AnswerIncomplete(Invalid):
    code = "assignment_answer_incomplete"
    message = _("Say why, in three characters or more.")


class AuditorRefused(Conflict):
    code = "auditor_refused"
    message = _("%(auditor)s may not make this visit: %(rule)s.")


class AuditorGone(Conflict):
    code = "auditor_gone"
    message = _("Visits are not assigned to this auditor any more.")


class WindowOver(Conflict):
    code = "window_over"
    message = _("The days of this visit are over. Plan the programme again.")


class ProposalsOnly(Conflict):
    code = "proposals_only"
    message = _("This visit has been offered already. Cancel it, or give it to somebody else.")


class AlreadyReplaced(Conflict):
    code = "already_replaced"
    message = _("Somebody else has been given this visit already.")


class AuditorChoiceIncomplete(Invalid):
    code = "auditor_choice_incomplete"
    message = _("Choose an auditor.")


class ReassignmentIncomplete(Invalid):
    code = "reassignment_incomplete"
    message = _("Choose an auditor, and say why in three characters or more.")
