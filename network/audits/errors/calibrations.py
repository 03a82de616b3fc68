"""Every way calibration rounds say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class RoundNotFound(NotFound):
    code = "calibration_round_not_found"
    message = _("There is no such calibration round, or it is not open.")


class RoundIncomplete(Invalid):
    """`fields` names each field, or each question as `answers.<key>`."""

    code = "calibration_round_incomplete"
    message = _("The calibration round cannot be kept like this.")


class RoundNotDraft(Conflict):
    code = "calibration_round_not_draft"
    message = _("Once a round was opened its case stays as it is. Begin another round.")


class RoundNotOpen(Conflict):
    code = "calibration_round_not_open"
    message = _("This round is not open.")


class RoundOver(Conflict):
    code = "calibration_round_over"
    message = _("The time for answers to this case is over.")


class AnsweredAlready(Conflict):
    code = "calibration_answered_already"
    message = _("You have answered this case already. It is answered once.")
