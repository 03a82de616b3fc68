"""Every way findings and corrective actions say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class FindingNotFound(NotFound):
    code = "finding_not_found"
    message = _("There is no such finding, or it is not yours to see.")


class ActionNotFound(NotFound):
    code = "action_not_found"
    message = _("There is no such corrective action, or it is not yours to see.")


class ActionFileNotFound(NotFound):
    code = "action_file_not_found"
    message = _("There is no such file with this corrective action, or it is not yours to see.")


class FindingWrong(Invalid):
    code = "finding_wrong"
    message = _("Some of what was entered is not right.")


class AnswerWrong(Invalid):
    code = "action_answer_wrong"
    message = _("Some of what was entered is not right.")


class DecisionWrong(Invalid):
    code = "action_decision_wrong"
    message = _("Some of what was entered is not right.")


class ExtensionWrong(Invalid):
    code = "extension_wrong"
    message = _("Some of what was entered is not right.")


class FindingIsOver(Conflict):
    code = "finding_is_over"
    message = _("This finding is not open any more. Reload the page to see what came of it.")


class ActionMoved(Conflict):
    code = "action_moved"
    message = _("This corrective action has moved on meanwhile (%(state)s). Reload the page to see where it stands.")


class AnswererVerifies(Forbidden):
    code = "answerer_verifies"
    message = _("Somebody else than who answered says whether that is enough. Ask a colleague who has signed in.")


class CheckedTooEarly(Conflict):
    code = "checked_too_early"
    message = _("Whether this helped can be said from %(day)s on.")


class ExtensionWaits(Conflict):
    code = "extension_waits"
    message = _("More time has been asked for already. Headquarters decides about that first.")


class ExtensionTooLate(Conflict):
    code = "extension_too_late"
    message = _("More time can be asked for until the day on which the action is due.")


class NoExtensionWaits(Conflict):
    code = "no_extension_waits"
    message = _("Nobody waits for more time any more. Reload the page to see what came of it.")


class TooManyActionFiles(Conflict):
    code = "too_many_action_files"
    message = _("At most %(most)s files fit one corrective action. Take one out first.")
