"""The list of odd records: its columns and filters, for the page, its export and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.queries.review import FILTERS
from network.repairs.schemas.review import FlagState
from network.web.listing import Column, ListPage

STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FlagState.OPEN: _("To be looked at"),
        FlagState.CONFIRMED: _("Found true"),
        FlagState.CLEARED: _("Cleared"),
    }
)

FLAGS = ListPage(
    path="/review",
    columns=(
        Column("site", _("Code"), nowrap=True),
        Column("name", _("Site"), heading=True),
        Column("month", _("Month"), first="descending", nowrap=True),
        Column("kind", _("What is odd")),
        Column("facts", _("In figures"), sortable=False),
        Column("state", _("State")),
        Column("found_at", _("Found"), first="descending", optional=True),
    ),
    # Those that wait come first.
    sort="state",
    filters=FILTERS,
)
