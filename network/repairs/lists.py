"""The lists of this domain: their columns, filters and what the filters mean, for pages, exports and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.queries import orders, returns, shipments
from network.repairs.wording import LABELS
from network.web.listing import Column, ListPage

SENT_LABELS: Mapping[str, Text] = MappingProxyType({"yes": _("Sent to HQ"), "no": _("Repaired locally")})
BACK_LABELS: Mapping[str, Text] = MappingProxyType({"yes": _("Came back"), "no": _("Did not come back")})
RETURN_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {"waiting": _("Waiting for inspection"), "inspected": _("Inspected")}
)
REQUESTED_LABELS: Mapping[str, Text] = MappingProxyType({"yes": _("Requested by HQ"), "no": _("Sent by the site")})

IMPORTS = ListPage(
    path="/imports",
    columns=(
        Column("name", _("File"), heading=True),
        Column("kind", _("Holds")),
        Column("state", _("State"), sortable=False),
        Column("rows", _("Rows"), sortable=False, numeric=True),
        Column("result", _("New / changed / unchanged"), sortable=False, numeric=True),
        Column("actor", _("By")),
        Column("created_at", _("When"), first="descending"),
    ),
    sort="created_at",
    direction="descending",
    filters=("kind",),
)


def orders_list(path: str) -> ListPage:
    """The orders of one site, newest first."""
    return ListPage(
        path=path,
        columns=(
            Column("order_no", LABELS["order_no"], heading=True),
            Column("serial_no", LABELS["serial_no"]),
            Column("product", LABELS["product"]),
            Column("received_at", LABELS["received_at"], first="descending"),
            Column("ready_at", LABELS["ready_at"], first="descending"),
            Column("turnaround_hours", LABELS["turnaround_hours"], numeric=True, first="descending"),
            Column("outcome", LABELS["outcome"]),
            Column("sent_to_hq", LABELS["sent_to_hq"]),
        ),
        sort="received_at",
        direction="descending",
        filters=orders.FILTERS,
    )


def returns_list(path: str) -> ListPage:
    """The returns of one site, newest first."""
    return ListPage(
        path=path,
        columns=(
            Column("return_no", LABELS["return_no"], heading=True),
            Column("order_no", LABELS["order_no"], nowrap=True),
            Column("serial_no", LABELS["serial_no"], nowrap=True),
            Column("product", LABELS["product"]),
            Column("shipped_at", LABELS["shipped_at"], first="descending"),
            Column("inspected_at", LABELS["inspected_at"], first="descending"),
            Column("finding", LABELS["finding"]),
            Column("requested_by_hq", LABELS["requested_by_hq"]),
        ),
        sort="shipped_at",
        direction="descending",
        filters=returns.FILTERS,
    )


def shipments_list(path: str) -> ListPage:
    """The parcels of one site to HQ, the newest first."""
    return ListPage(
        path=path,
        columns=(
            Column("shipment_no", _("Shipment"), heading=True),
            Column("shipped_at", LABELS["shipped_at"], first="descending"),
            Column("carrier", _("Carrier")),
            Column("units", _("Units"), numeric=True, first="descending"),
            Column("units_back", _("Units back"), sortable=False, numeric=True),
            Column("state", _("State"), sortable=False),
        ),
        sort="shipped_at",
        direction="descending",
        filters=shipments.FILTERS,
    )
