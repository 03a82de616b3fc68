"""The list of units on HQ's returns desk."""

from network.foundation.i18n import lazy as _
from network.repairs.wording import LABELS
from network.web.listing import Column, ListPage

# The oldest first: whoever waits longest is next.
DESK = ListPage(
    path="/returns",
    columns=(
        Column("return_no", LABELS["return_no"], heading=True),
        Column("site", _("Site")),
        Column("serial_no", LABELS["serial_no"]),
        Column("product", LABELS["product"]),
        Column("shipment_no", _("Shipment")),
        Column("stage", _("State"), sortable=False),
        Column("since", _("Since")),
        Column("age", _("Waiting (days)"), sortable=False, numeric=True),
    ),
    sort="since",
    filters=("stage",),
)
