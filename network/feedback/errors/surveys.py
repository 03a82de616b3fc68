"""Every way surveys say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CodeUnknown(NotFound):
    code = "survey_code_unknown"
    message = _("No receipt has this code. Look at the letters again, or scan the square code on the receipt.")


class CodeUsed(Conflict):
    code = "survey_code_used"
    message = _("This repair has been answered about already. Thank you: one answer counts.")


class CodeExpired(Conflict):
    code = "survey_code_expired"
    message = _("The time for an answer about this repair is over. If something is wrong, please tell the site.")


class OrderCancelled(Conflict):
    code = "survey_order_cancelled"
    message = _("This repair was cancelled, so there is nothing to grade.")


class AnswerWrong(Invalid):
    code = "survey_answer_wrong"
    message = _("Some of what was entered is not right.")
