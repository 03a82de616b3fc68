"""The lists of clocks and of recurring faults: their columns and filters, for pages, exports and the API."""

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.clocks import CLOCK_LABELS
from network.repairs.wording import LABELS
from network.web.listing import Column, ListPage


def _hours(key: str, label: Text) -> Column:
    return Column(key, label, numeric=True, first="descending")


CLOCKS_LIST = ListPage(
    path="/clocks",
    columns=(
        Column("code", LABELS["code"], nowrap=True),
        Column("name", _("Name"), heading=True),
        _hours("orders", _("Orders")),
        _hours("customer_median", _("Customer, median")),
        _hours("customer_p90", _("Customer, nine in ten")),
        _hours("site_mean", CLOCK_LABELS["site"]),
        _hours("hq_mean", CLOCK_LABELS["hq"]),
        _hours("logistics_mean", CLOCK_LABELS["logistics"]),
        _hours("hold_mean", CLOCK_LABELS["hold"]),
        _hours("site_share", _("Site's share")),
    ),
    sort="customer_median",
    direction="descending",
)

FAULTS_LIST = ListPage(
    path="/patterns",
    columns=(
        Column("fault_code", LABELS["fault_code"], heading=True),
        Column("product", LABELS["product"]),
        _hours("orders", _("Orders")),
        _hours("sites", _("Sites")),
        _hours("no_fault", _("No-fault findings")),
        _hours("repeats", _("Repeat repairs")),
        _hours("early", _("In the first 60 days")),
        _hours("marked", _("Marked")),
    ),
    sort="orders",
    direction="descending",
    filters=("product",),
)
