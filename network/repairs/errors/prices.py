"""Every way price lists say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class PriceListNotFound(NotFound):
    code = "price_list_not_found"
    message = _("There is no such price list, or it is not yours to see.")


class PriceListWrong(Invalid):
    code = "price_list_wrong"
    message = _("Some of what was entered is not right.")


class PriceListExists(Conflict):
    code = "price_list_exists"
    message = _(
        "A price list of this region begins on that day already. Choose another day, or withdraw that list first."
    )


class PriceListBegun(Conflict):
    code = "price_list_begun"
    message = _("This list holds already, or held: it stays as it is. Upload one that begins on a later day.")


class PriceListWithdrawn(Conflict):
    code = "price_list_withdrawn"
    message = _("This list is withdrawn already. Reload the page to see why.")
