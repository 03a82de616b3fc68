"""The two kinds of records that a site's pages list: what is alike in them, and where they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from network.foundation.access import Actor
from network.foundation.i18n import Text, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.lists import (
    BACK_LABELS,
    REQUESTED_LABELS,
    RETURN_STATE_LABELS,
    SENT_LABELS,
    orders_list,
    returns_list,
)
from network.repairs.queries.orders import list_orders
from network.repairs.queries.returns import list_returns
from network.repairs.rules.orders import FINDING_LABELS, OUTCOME_LABELS, STATE_LABELS
from network.repairs.schemas.records import OrdersOut, ReturnsOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path
from network.sites.schemas.sites import SiteOut
from network.web.downloads import Cell
from network.web.listing import ListPage, ListState, options
from network.web.tables import Empty, list_card

Found = OrdersOut | ReturnsOut
Filters = tuple[tuple[str, Text, Mapping[str, Text]], ...]


class Query(Protocol):
    async def __call__(
        self, actor: Actor, site_code: str, state: ListState, *, limit: int | None = None
    ) -> OrdersOut | ReturnsOut: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of record. `key` is its part of the address, `filters` its groups of pills: name, label, choices."""

    key: str
    title: Text
    list_page: Callable[[str], ListPage]
    query: Query
    filters: Filters
    count: Callable[[int], str]
    search_label: Text
    empty: Text

    def table(self, state: ListState, found: Found, shop: SiteOut, spoken: Wording) -> dict[str, Any]:
        """What `list_card` draws."""
        several = len(self._offsets(found.items, spoken)) > 1
        rows = [
            {column.key: _cell(spoken, column.key, getattr(item, column.key), several) for column in state.visible()}
            | {"href": site_path(shop.code, self.key, str(item.id)), "record": item}
            for item in found.items
        ]
        return list_card(
            state,
            found.total,
            rows,
            title=str(self.title),
            count=self.count(found.total) % {"count": spoken.language.decimal(found.total)},
            search_label=str(self.search_label),
            groups=[options(state, name, str(label), choices) for name, label, choices in self.filters],
            empty=Empty(_("Nothing is recorded yet"), str(self.empty), _("Import a file"), "/imports/new"),
        )

    def file_rows(self, state: ListState, items: Sequence[Any], spoken: Wording) -> tuple[list[str], list[list[Cell]]]:
        """Header and rows of an export."""
        shown = state.visible()
        header = [str(column.label) for column in shown]
        return header, [[spoken.cell(column.key, getattr(item, column.key)) for column in shown] for item in items]

    def clock(self, items: Sequence[Any], spoken: Wording) -> str:
        """Which clock the times of the list are on."""
        offsets = sorted(self._offsets(items, spoken))
        return (
            _("Times are on the clock of the site: %(zone)s (%(offsets)s).")
            % {
                "zone": spoken.zone.key,
                "offsets": ", ".join(offsets),
            }
            if offsets
            else ""
        )

    def _offsets(self, items: Sequence[Any], spoken: Wording) -> set[str]:
        names = [column.key for column in self.list_page("").columns if column.key.endswith("_at")]
        times = (getattr(item, name) for item in items for name in names)
        return {spoken.offset(at) for at in times if at is not None}


def _cell(spoken: Wording, column: str, value: Any, several_offsets: bool) -> str | tuple[str, str] | None:
    """A time comes in two parts, date and minute."""
    if isinstance(value, datetime):
        return spoken.parts(value, offset=several_offsets)
    return spoken.value(column, value)


ORDERS = Shelf(
    "orders",
    lazy("Orders"),
    orders_list,
    list_orders,
    (
        ("state", lazy("State"), STATE_LABELS),
        ("sent", lazy("Where repaired"), SENT_LABELS),
        ("outcome", lazy("Outcome"), OUTCOME_LABELS),
        ("back", lazy("Afterwards"), BACK_LABELS),
    ),
    lambda total: ngettext("%(count)s order", "%(count)s orders", total),
    lazy("Order or serial number"),
    lazy("Repair orders come from a file, for instance an export from the system that a site works with."),
)
RETURNS = Shelf(
    "returns",
    lazy("Returns to HQ"),
    returns_list,
    list_returns,
    (
        ("state", lazy("State"), RETURN_STATE_LABELS),
        ("finding", lazy("Finding"), FINDING_LABELS),
        ("requested", lazy("Why it was sent"), REQUESTED_LABELS),
    ),
    lambda total: ngettext("%(count)s return", "%(count)s returns", total),
    lazy("Return, order or serial number"),
    lazy("Returns to HQ come from a file: one row a unit, with what HQ found."),
)
