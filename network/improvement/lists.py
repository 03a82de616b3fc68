"""The lists of findings and of falsifications: columns and filters, for the pages, the export and the API."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.improvement.queries import falsifications
from network.improvement.queries.findings_list import FILTERS
from network.web.listing import Column, ListPage

PATH = "/findings"

# What one looks for: what somebody has to do, then how it ended.
STAGES: Mapping[str, Text] = MappingProxyType(
    {
        "owed": _("To be answered"),
        "overdue": _("Overdue"),
        "time": _("More time asked for"),
        "verify": _("To be verified"),
        "check": _("Effect to be checked"),
        "open": _("Being put right"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    }
)

FINDINGS = ListPage(
    path=PATH,
    columns=(
        Column("title", _("What was found"), sortable=False, heading=True),
        Column("site", _("Site"), nowrap=True),
        Column("grade", _("Grade")),
        Column("action_state", _("Corrective action"), sortable=False),
        Column("due_on", _("To be done by"), nowrap=True),
        Column("found_on", _("Found on"), nowrap=True, first="descending", optional=True),
        Column("state", _("State"), optional=True),
        Column("source", _("Source"), sortable=False, optional=True),
    ),
    sort="due_on",
    filters=FILTERS,
)


def site_list(path: str) -> ListPage:
    """The findings of one site, at the address of its page."""
    columns = tuple(column for column in FINDINGS.columns if column.key != "site")
    return replace(FINDINGS, path=path, columns=columns)


# What one looks for: what somebody has to do, then how it ended.
FALSIFICATION_STAGES: Mapping[str, Text] = MappingProxyType(
    {
        "hear": _("The site is heard"),
        "decide": _("To be decided"),
        "appealed": _("Appeal to be decided"),
        "counted": _("Counts in the scorecard"),
        "dismissed": _("Case dismissed"),
        "overturned": _("Overturned on appeal"),
    }
)

FALSIFICATIONS = ListPage(
    path="/falsifications",
    columns=(
        Column("reference", _("What was falsified"), heading=True),
        Column("site", _("Site"), nowrap=True),
        Column("kind", _("Kind of record"), sortable=False),
        Column("happened_on", _("Happened on"), first="descending", nowrap=True),
        Column("state", _("State")),
        Column("until", _("Time to answer or appeal"), sortable=False),
        Column("opened_at", _("Case opened on"), first="descending", nowrap=True, optional=True),
    ),
    sort="opened_at",
    direction="descending",
    filters=falsifications.FILTERS,
)
