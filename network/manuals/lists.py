"""The matrix of who has taken note of the manuals: its columns and filters, for the page, the export and the API."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from network.foundation.i18n import lazy as _
from network.manuals.queries.coverage import FILTERS
from network.web.listing import Column, ListPage

COVERAGE = ListPage(
    path="/manuals/coverage",
    columns=(
        Column("site", _("Site"), heading=True),
        Column("region", _("Region"), sortable=False),
        Column("operator", _("Operator"), sortable=False, optional=True),
        Column("people", _("Asked"), numeric=True, first="descending"),
        Column("share", _("Taken note"), numeric=True),
        Column("due", _("Still time"), numeric=True, first="descending"),
        Column("overdue", _("Overdue"), numeric=True, first="descending"),
    ),
    sort="overdue",
    direction="descending",
    filters=FILTERS,
)


def matrix(manuals: Sequence[tuple[str, str]], day: date | None) -> ListPage:
    """With a column for each manual (key and title); of a day other than today, which its address keeps."""
    columns = tuple(Column(f"manual:{key}", title, sortable=False, nowrap=True) for key, title in manuals)
    fixed = {"on": day.isoformat()} if day else {}
    return replace(COVERAGE, columns=(*COVERAGE.columns, *columns), fixed=fixed)
