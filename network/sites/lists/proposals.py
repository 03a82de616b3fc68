"""The list of proposals: its columns and filters, for the page and its export."""

from network.foundation.i18n import lazy as _
from network.sites.queries.proposals import FILTERS
from network.web.listing import Column, ListPage

PROPOSALS = ListPage(
    path="/proposals",
    columns=(
        Column("site", _("Site"), heading=True),
        Column("fields", _("What is to change"), sortable=False),
        Column("proposer", _("Proposed by")),
        Column("proposed_at", _("Proposed"), first="descending"),
        Column("state", _("State")),
        Column("decided_at", _("Decided"), first="descending"),
    ),
    # Those that wait come first.
    sort="state",
    filters=FILTERS,
)
