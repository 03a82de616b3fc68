"""Every way HQ's returns desk says no, and every way a contest does."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ShipmentUnknown(NotFound):
    code = "shipment_unknown"
    message = _("There is no such shipment, or it is not yours to see.")


class ContestNotFound(NotFound):
    code = "contest_not_found"
    message = _("There is no such contest, or it is not yours to see.")


class PhotoNotFound(NotFound):
    code = "photo_not_found"
    message = _("There is no such photo, or it is not yours to see.")


class ReceiptWrong(Invalid):
    code = "receipt_wrong"
    message = _("Some of what was entered is not right.")


class ReceivedAlready(Conflict):
    code = "received_already"
    message = _("This has been received already. Reload the page to see by whom.")


class NotReceivedYet(Conflict):
    code = "not_received_yet"
    message = _("HQ has not received this unit yet. Receive it first, then inspect it.")


class InParcel(Conflict):
    code = "in_parcel"
    message = _("This unit travels in parcel %(number)s. Receive the parcel, and tick the unit there.")


class UnitHasLeft(Conflict):
    code = "unit_has_left"
    message = _("This unit has left HQ, so it cannot be tested.")


class InspectedAlready(Conflict):
    code = "inspected_already"
    message = _("This unit has been inspected already. A verdict is never changed; the site may contest it.")


class NoRetestAsked(Conflict):
    code = "no_retest_asked"
    message = _("No second test of this unit is asked for now.")


class VerdictWrong(Invalid):
    code = "verdict_wrong"
    message = _("Some of what was entered is not right.")


class SameInspector(Forbidden):
    code = "same_inspector"
    message = _("You tested this unit before, so somebody else must test it again.")


class NotAnInspector(Forbidden):
    """The command line and jobs have no account: a verdict is a person's."""

    code = "not_an_inspector"
    message = _("Only a person who has signed in can say what was found.")


class NotToSendBack(Conflict):
    code = "not_to_send_back"
    message = _("These units cannot be sent back now: %(numbers)s. Nothing was changed; leave them out.")


class NotContestable(Conflict):
    code = "not_contestable"
    message = _("There is nothing to contest: only a no-fault finding or damage by the customer that counts can be.")


class TooLateToContest(Conflict):
    code = "too_late_to_contest"
    message = _("This finding could be contested within ten working days, until %(last)s.")


class ContestedAlready(Conflict):
    code = "contested_already"
    message = _("This finding has been contested already. HQ decides once.")


class ContestWrong(Invalid):
    code = "contest_wrong"
    message = _("Some of what was entered is not right.")


class ContestIsOver(Conflict):
    code = "contest_is_over"
    message = _("This contest is no longer open. Reload the page to see what came of it.")


class RetestOutstanding(Conflict):
    code = "retest_outstanding"
    message = _("The second test of this unit is not in yet. The contest is decided after it.")


class InspectorDecides(Forbidden):
    code = "inspector_decides"
    message = _("You tested this unit, so somebody else must decide on the contest.")
