"""The list of monthly reports: its columns and filters, for the page, its export and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.queries.report_list import FILTERS
from network.web.listing import Column, ListPage

# What one looks for: by state, and what has missed its deadline.
STATE_FILTERS: Mapping[str, Text] = MappingProxyType(
    {
        "submitted": _("Waiting for HQ"),
        "returned": _("Sent back"),
        "accepted": _("Accepted"),
        "open": _("Not submitted"),
        "missing": _("Missing"),
        "late": _("Late"),
    }
)

REPORTS = ListPage(
    path="/reports",
    columns=(
        Column("site", _("Code"), nowrap=True),
        Column("name", _("Site"), heading=True),
        Column("state", _("State")),
        Column("timed_at", _("Submitted"), first="descending"),
        Column("timing", _("In time"), sortable=False),
        Column("remarks", _("Remarks"), numeric=True, first="descending"),
        Column("region", _("Region"), optional=True),
        Column("due_at", _("Deadline"), optional=True),
    ),
    sort="state",
    filters=FILTERS,
)
