"""Every way in which files of a month are refused."""

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _


class MonthForOrdersOnly(Invalid):
    code = "month_for_orders_only"
    message = _("Only a file of orders is bound to a month. Leave the month out for other files.")


class MonthNotBegun(Invalid):
    code = "month_not_begun"
    message = _("%(month)s has not begun yet. Choose a month that has.")
