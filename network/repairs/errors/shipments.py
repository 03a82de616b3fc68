"""Every way that shipping to HQ says no."""

from collections.abc import Sequence

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ShipmentNotFound(NotFound):
    code = "shipment_not_found"
    message = _("There is no such shipment, or it is not yours to see.")


class BadShipment(Invalid):
    code = "bad_shipment"
    message = _("Look at the marked fields: the shipment is not right yet.")


class NothingToShip(Invalid):
    code = "nothing_to_ship"
    message = _("Add at least one unit to the shipment.")


class OrderNotOpen(Conflict):
    code = "order_not_open"
    message = _("Order %(order)s is not open any more: its unit cannot be sent to HQ.")


class UnitIsAway(Conflict):
    code = "unit_is_away"
    message = _("%(unit)s was sent to HQ already (return %(return_no)s) and is not back yet.")


class UnitTwice(Conflict):
    code = "unit_twice"
    message = _("%(unit)s stands in this shipment twice.")


class UnitHasOrder(Conflict):
    code = "unit_has_order"
    message = _("Order %(order)s is open here for unit %(unit)s. Add the order instead of the serial number.")


class UnitHeldElsewhere(Conflict):
    code = "unit_held_elsewhere"
    message = _("Unit %(unit)s is open at another site. Check the serial number; ask headquarters if it is right.")


class PrechecksMissing(Invalid):
    """`fields`: `units.<place>.ticks.<step>` for each step that is missing."""

    code = "prechecks_missing"
    message = _("The pre-checks are not complete. Each step comes first, then the parcel.")


class PrechecksRenewed(Conflict):
    """`places`: the units, from 0, whose list is not the one that was ticked."""

    code = "prechecks_renewed"
    message = _("The pre-check list has changed since it was opened. Look at the new one and tick it.")

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__()
        self.places = tuple(places)


class UnitIsBack(Conflict):
    code = "unit_is_back"
    message = _("This unit is back at the site already.")


# At the field, in the form.
NO_SUCH_OPEN_ORDER: Text = _("No open order has this number. Look it up in the list of orders.")
UNIT_ADDED_ALREADY: Text = _("This unit is in the shipment already.")
PARCEL_IS_FULL: Text = _("At most %(most)s units fit in one shipment.")
CARRIER_NEEDED: Text = _("Write who carries the parcel.")
SERIAL_NEEDED: Text = _("Write the serial number of the unit.")
