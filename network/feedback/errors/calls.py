"""Every way in which keeping a call is refused."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CallNotFound(NotFound):
    code = "call_not_found"
    message = _("There is no such customer to call, or it is not yours to see.")


class CallWrong(Invalid):
    code = "call_wrong"
    message = _("Some of what was entered is not right.")


class CallOver(Conflict):
    code = "call_over"
    message = _(
        "This customer is not called any more: there is an answer, a refusal, or too many calls. Nothing was kept."
    )
