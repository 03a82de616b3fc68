"""Every way settlements say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class SettlementNotFound(NotFound):
    code = "settlement_not_found"
    message = _("There is no such settlement, or it is not yours to see.")


class SettlementWrong(Invalid):
    code = "settlement_wrong"
    message = _("Some of what was entered is not right.")


class NothingToSettle(Conflict):
    code = "nothing_to_settle"
    message = _("Until %(day)s nothing was posted in money that is in no settlement yet. Choose a later day.")


class NothingToPay(Conflict):
    code = "nothing_to_pay"
    message = _("All of settlement %(number)s is marked as paid already. Reload the page to see when.")
