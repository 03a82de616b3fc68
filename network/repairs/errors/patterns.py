"""Every way serial numbers and patterns say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class SerialNotFound(NotFound):
    code = "serial_not_found"
    message = _("No unit with this serial number has come to a site of yours.")


class PatternNotFound(NotFound):
    code = "pattern_not_found"
    message = _("There is no such pattern.")


class PatternIncomplete(Invalid):
    code = "pattern_incomplete"
    message = _("The pattern cannot be marked like this.")


class PatternExists(Conflict):
    code = "pattern_exists"
    message = _(
        "Fault %(fault_code)s of %(product)s is marked already for days among these. Withdraw that pattern first, or "
        "choose other days."
    )


class PatternWithdrawn(Conflict):
    code = "pattern_withdrawn"
    message = _("This pattern has been withdrawn already.")


class WithdrawalIncomplete(Invalid):
    code = "withdrawal_incomplete"
    message = _("Say why the pattern is withdrawn.")
