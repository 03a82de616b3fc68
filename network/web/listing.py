"""Lists: their state is in the URL. A controller reads a `ListState`, its query gets `sort`, `limit` and `offset`, and
the template gets `paging(...)`, `columns(...)` and the rest in the shape that `macros/list.html` asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from litestar.datastructures import MultiDict

from network.foundation.i18n import Text, current
from network.foundation.i18n import gettext as _

SIZES = (25, 50, 100, 200)
LONGEST_SEARCH = 200
LONGEST_FILTER = 300

Direction = Literal["ascending", "descending"]
_DIRECTIONS: Mapping[str, Direction] = {"ascending": "ascending", "descending": "descending"}


@dataclass(frozen=True, slots=True)
class Column:
    """`heading`: the one cell that names the row. `first`: the direction that a first click on the head sorts in.

    `optional`: shown only when it is chosen. `plain`: shown as the row has it, which is much faster than asking the
    template for each cell; `nowrap` keeps it on one line.
    """

    key: str
    label: Text
    sortable: bool = True
    numeric: bool = False
    heading: bool = False
    first: Direction = "ascending"
    optional: bool = False
    plain: bool = False
    nowrap: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one list can do: its address, its columns, its filters. Nothing else from a URL reaches a query."""

    path: str
    columns: tuple[Column, ...]
    sort: str
    direction: Direction = "ascending"
    filters: tuple[str, ...] = ()
    size: int = 50
    fixed: Mapping[str, str] = field(default_factory=dict)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class ListState:
    """The part of a list that a URL asks for; what else the URL holds, and the list cannot do, is left out."""

    definition: ListPage
    q: str = ""
    sort: str = ""
    direction: Direction = "ascending"
    page: int = 1
    size: int = 50
    shown: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, parameters: MultiDict[Any], definition: ListPage) -> Self:
        """`parameters`: `request.query_params`."""
        sort = str(parameters.get("sort", ""))
        column = definition.column(sort)
        if column is None or not column.sortable:
            sort = definition.sort
        default = definition.direction if sort == definition.sort else "ascending"
        filters = {name: _clean(parameters.get(name, ""), LONGEST_FILTER) for name in definition.filters}
        chosen = parameters.getall("column", [])
        return cls(
            definition=definition,
            q=_clean(parameters.get("q", ""), LONGEST_SEARCH),
            sort=sort,
            direction=_DIRECTIONS.get(str(parameters.get("direction", "")), default),
            page=_number(parameters.get("page", ""), 1),
            size=size if (size := _number(parameters.get("size", ""), definition.size)) in SIZES else definition.size,
            shown=tuple(column.key for column in definition.columns if column.heading or column.key in chosen)
            if any(definition.column(key) for key in chosen)
            else (),
            filters={name: value for name, value in filters.items() if value},
        )

    @classmethod
    def written(cls, query: str, definition: ListPage) -> Self:
        """The same from the query part of an address, as text."""
        return cls.read(MultiDict(parse_qsl(query)), definition)

    @property
    def query(self) -> str:
        """What the list shows, but for the page, as the query part of its address."""
        return urlencode(self.parameters("page", *self.definition.fixed))

    @property
    def descending(self) -> bool:
        return self.direction == "descending"

    @property
    def limit(self) -> int:
        return self.size

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def within(self, total: int) -> "ListState":
        """The same with a page that exists: one past the end becomes the last."""
        last = max(1, -(-total // self.size))
        return self if self.page <= last else replace(self, page=last)

    def parameters(self, *without: str) -> Sequence[tuple[str, str]]:
        """The URL's parameters, without defaults and without those named: also the `keep` of the template's forms."""
        pairs: list[tuple[str, str]] = [*self.definition.fixed.items(), *sorted(self.filters.items())]
        if self.q:
            pairs.append(("q", self.q))
        if (self.sort, self.direction) != (self.definition.sort, self.definition.direction):
            pairs += [("sort", self.sort), ("direction", self.direction)]
        if self.size != self.definition.size:
            pairs.append(("size", str(self.size)))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        pairs += [("column", key) for key in self.shown]
        return [(name, value) for name, value in pairs if name not in without]

    def url(self, path: str = "", **changes: Any) -> str:
        """The address of this list with these changes: fields of this class, or filters (an empty one is taken off).

        Any change but that of the page goes back to the first page. `path`: the same state elsewhere, as for an export.
        """
        filters = {name: str(changes.pop(name, self.filters.get(name, ""))) for name in self.definition.filters}
        set_filters = {name: value for name, value in filters.items() if value}
        changed = replace(self, **{"page": 1, "filters": set_filters, **changes})
        query = urlencode(changed.parameters())
        return (path or self.definition.path) + (f"?{query}" if query else "")

    def visible(self) -> list[Column]:
        """The columns shown: those that were chosen, else all that are not optional."""
        return [
            column
            for column in self.definition.columns
            if (column.key in self.shown if self.shown else not column.optional)
        ]


def columns(state: ListState) -> list[dict[str, Any]]:
    """The `columns` of `data_table`."""
    return [_head(state, column) for column in state.visible()]


def _head(state: ListState, column: Column) -> dict[str, Any]:
    head: dict[str, Any] = {
        "key": column.key,
        "label": str(column.label),
        "numeric": column.numeric,
        "heading": column.heading,
        "plain": column.plain,
        "nowrap": column.nowrap,
    }
    if not column.sortable:
        return head
    opposite = "ascending" if state.descending else "descending"
    sorted_now = state.sort == column.key
    direction = opposite if sorted_now else column.first
    head["sort_href"] = state.url(sort=column.key, direction=direction)
    return head | {"sorted": state.direction} if sorted_now else head


def column_choice(state: ListState) -> dict[str, Any]:
    """The `column_choice` of `list_head`; the column that names the row cannot be hidden."""
    visible = {column.key for column in state.visible()}
    choices = [
        {"key": column.key, "label": str(column.label), "shown": column.key in visible}
        for column in state.definition.columns
        if not column.heading
    ]
    return {"action": state.definition.path, "keep": state.parameters("column", "page"), "columns": choices}


def search(state: ListState, label: str, *, live: bool = False) -> dict[str, Any]:
    """The `search` of `list_head`; `live`: the list follows while one types."""
    keep = state.parameters("q", "page")
    return {"action": state.definition.path, "value": state.q, "label": label, "keep": keep, "live": live}


def options(state: ListState, name: str, label: str, choices: Mapping[str, Text]) -> dict[str, Any]:
    """A group of pills for one filter: everything, then each choice."""
    every = {"label": _("All"), "href": state.url(**{name: ""}), "active": name not in state.filters}
    each = [
        {"label": str(text), "href": state.url(**{name: value}), "active": state.filters.get(name) == value}
        for value, text in choices.items()
    ]
    return {"label": label, "options": [every, *each]}


def paging(state: ListState, total: int) -> dict[str, Any]:
    """The `pages` of the macro `paging`. `state` is `within(total)`."""
    number = current().decimal
    last = max(1, -(-total // state.size))
    shown = {"first": number(min(state.offset + 1, total)), "last": number(min(state.offset + state.size, total))}
    return {
        "text": _("%(first)s–%(last)s of %(total)s") % {**shown, "total": number(total)},
        "previous_href": state.url(page=state.page - 1) if state.page > 1 else "",
        "next_href": state.url(page=state.page + 1) if state.page < last else "",
        "links": _page_links(state, last),
        "size": {
            "name": "size",
            "value": state.size,
            "options": list(SIZES),
            "action": state.definition.path,
            "keep": state.parameters("size", "page"),
        },
    }


def _page_links(state: ListState, last: int) -> list[dict[str, Any]]:
    """First, last, and two on either side of this one; a gap where pages are left out."""
    near = sorted({1, last, *range(max(1, state.page - 2), min(last, state.page + 2) + 1)})
    links: list[dict[str, Any]] = []
    before = 0
    for page in near:
        if page > before + 1:
            links.append({"label": "…", "href": "", "active": False})
        links.append({"label": str(page), "href": state.url(page=page), "active": page == state.page})
        before = page
    return links


def _clean(text: Any, longest: int) -> str:
    """Typed text without what no database takes and no reader sees."""
    return "".join(character for character in str(text) if character.isprintable()).strip()[:longest]


def _number(text: Any, default: int) -> int:
    """A whole number from 1 to a million, else the default: a URL is no place to be told off."""
    written = str(text)
    if not (written.isascii() and written.isdigit() and len(written) <= 7):
        return default
    return min(max(int(written), 1), 1_000_000)
