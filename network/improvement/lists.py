"""The list of findings: its columns and filters, for the pages, the export and the API."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
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
        Column("site", _("Site")),
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
