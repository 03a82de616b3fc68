"""The list of visits in review."""

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

# `state`: one of the states, or `waiting`, `overdue`, `embargo`, `published`. `late` and `signals`: `yes`.
VISITS = ListPage(
    path="/visits",
    columns=(
        Column("site", _("Site"), heading=True),
        Column("state", _("State")),
        Column("kind", _("Kind of visit"), plain=True),
        Column("auditor", _("Auditor"), plain=True, nowrap=True),
        Column("visited_at", _("Visited"), plain=True, nowrap=True, first="descending"),
        Column("received_at", _("Sent in"), plain=True, nowrap=True, first="descending"),
        Column("signals", _("Signals"), numeric=True, plain=True, first="descending"),
        Column("score", _("Score"), numeric=True, plain=True, first="descending"),
        Column("programme", _("Programme"), plain=True, optional=True),
        Column("region", _("Region"), plain=True, optional=True),
        Column("reviewer", _("Reviewer"), plain=True, optional=True),
    ),
    sort="received_at",
    direction="descending",
    filters=("state", "late", "signals", "kind", "programme", "auditor", "site", "region"),
)
