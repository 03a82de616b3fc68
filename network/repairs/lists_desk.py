"""The queue of an order desk as a list: its columns and filters, for the page and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

# By the names of `queries.desk.PARTS`.
PART_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "open": _("Open"),
        "overdue": _("Overdue"),
        "hold": _("Paused"),
        "hq": _("At HQ"),
        "ready": _("To hand over"),
        "done": _("Handed over"),
    }
)


def desk_list(path: str) -> ListPage:
    """The orders of a desk, what is most urgent first: that order is the point of it, so there is no other."""
    return ListPage(
        path=path,
        columns=(
            Column("order_no", _("Order"), sortable=False, heading=True),
            Column("left", _("State"), sortable=False),
            Column("customer", _("Customer"), sortable=False),
            Column("next", _("Next step"), sortable=False),
        ),
        sort="left",
        filters=("show",),
        size=25,
    )
