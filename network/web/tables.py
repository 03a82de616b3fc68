"""A list as a card: what the macro `list_card` draws, put together from the list's state and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from network.foundation.i18n import gettext as _
from network.web.listing import ListState, column_choice, columns, paging, search


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands there instead of a list that has nothing yet: why, and what to do."""

    title: str
    reason: str
    action_label: str = ""
    action_href: str = ""


def list_card(
    state: ListState,
    total: int,
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str,
    count: str,
    search_label: str,
    empty: Empty,
    groups: Sequence[dict[str, Any]] = (),
    chips: Sequence[dict[str, str]] = (),
    exports: bool = True,
    live: bool = False,
) -> dict[str, Any]:
    """The `table` of `list_card`. `state` is `within(total)`; a row may have `href`, where its heading leads.

    `live`: the list follows while one types into its search.
    """
    narrowed = bool(state.q or state.filters)
    bare = state.url(q="", **dict.fromkeys(state.definition.filters, ""))
    if state.q:
        chips = [*chips, {"label": _("Search"), "value": state.q, "remove_href": state.url(q="")}]
    if narrowed:
        empty = Empty(
            _("Nothing matches"),
            _("No row has all that is asked for. Take a filter off, or search for less."),
            _("Clear filters"),
            bare,
        )
    return {
        "title": title,
        "count": count,
        "search": search(state, search_label, live=live),
        "choice": column_choice(state),
        "exports": export_links(state) if exports else [],
        "groups": groups,
        "chips": chips,
        "clear_href": bare if narrowed else "",
        "columns": columns(state),
        "rows": rows,
        "pages": paging(state, total),
        "empty": empty,
    }


def export_links(state: ListState) -> list[dict[str, str]]:
    """All pages of what is shown, in the columns and the order that are shown."""
    here = state.url()
    mark = "&" if "?" in here else "?"
    return [
        {"label": "CSV", "href": f"{here}{mark}format=csv", "icon": "file-type-csv"},
        {"label": "XLSX", "href": f"{here}{mark}format=xlsx", "icon": "file-spreadsheet"},
    ]
