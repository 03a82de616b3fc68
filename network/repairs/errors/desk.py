"""Every way the order desk says no."""

from uuid import UUID

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class BadDeskEntry(Invalid):
    """`fields` says what is wrong with what was typed."""

    code = "bad_desk_entry"


class SerialIsOpen(Conflict):
    """`order`: the id of the open order; `at_desk`: whether it was taken in at the desk."""

    code = "serial_is_open"
    message = _("Unit %(serial_no)s is already here: order %(order_no)s is open. Go on with that one.")

    def __init__(self, order: UUID, *, at_desk: bool, **values: str) -> None:
        super().__init__(**values)
        self.order = order
        self.at_desk = at_desk


class SiteTakesNothingIn(Conflict):
    code = "site_takes_nothing_in"
    message = _("The site is closed and takes nothing in any more. What is open can still be finished.")


class ReceiptUnprintable(Conflict):
    code = "receipt_unprintable"
    message = _("The receipt cannot be printed: no font has the characters %(missing)s. Correct the entry.")


class StepNotPossible(Conflict):
    code = "step_not_possible"
    message = _("The order is at “%(stage)s”: this step does not follow from there.")


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = _("A step can be undone for ten minutes. There is none that is so recent.")


class OrderHasEnded(Conflict):
    code = "order_has_ended"
    message = _("The order has ended: nothing of it is changed any more.")


class AlreadyOnHold(Conflict):
    code = "already_on_hold"
    message = _("The order is already on hold. End that hold first.")


class NoHoldsLeft(Conflict):
    code = "no_holds_left"
    message = _("An order can be put on hold twice at most, and this one has been.")


class NotOnHold(Conflict):
    code = "not_on_hold"
    message = _("The order is not on hold.")


class LoanUnitIsOut(Conflict):
    code = "loan_unit_is_out"
    message = _("Loan unit %(loan_unit_no)s is out with order %(order_no)s. Take it back there first.")


class CustomerHasLoanUnit(Conflict):
    code = "customer_has_loan_unit"
    message = _("The customer already has loan unit %(loan_unit_no)s. Take it back first.")


class NoLoanUnitOut(Conflict):
    code = "no_loan_unit_out"
    message = _("No loan unit is out for this order.")


class TemplateNotFound(NotFound):
    code = "template_not_found"
    message = _("There is no such template, or it is not yours to see.")


class TemplateNameTaken(Invalid):
    code = "template_name_taken"
    message = _("There is already a template of this name.")
