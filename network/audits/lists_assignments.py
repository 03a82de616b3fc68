"""The lists of programmes, and of the visits that are assigned."""

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

PROGRAMMES = ListPage(
    path="/programmes",
    columns=(
        Column("name", _("Programme"), heading=True),
        Column("state", _("State")),
        Column("region", _("Region"), sortable=False, plain=True),
        Column("from_on", _("From"), plain=True, nowrap=True),
        Column("to_on", _("to"), plain=True, nowrap=True),
        Column("wanted", _("Visits wanted"), sortable=False, numeric=True, plain=True),
        Column("waiting", _("Visits waiting"), sortable=False, numeric=True, plain=True),
        Column("filed", _("Visits filed"), sortable=False, numeric=True, plain=True),
        Column("published", _("Shown to sites"), sortable=False, numeric=True, plain=True),
    ),
    sort="from_on",
    direction="descending",
    filters=("state",),
)
# `within`: visits whose window ends in so many days; `programme` is an id.
ASSIGNMENTS = ListPage(
    path="/assignments",
    columns=(
        Column("site", _("Site"), heading=True),
        Column("state", _("State")),
        Column("kind", _("Kind of visit"), plain=True),
        Column("auditor", _("Auditor")),
        Column("window", _("Window"), plain=True),
        Column("programme", _("Programme")),
        Column("answer", _("Reason given"), sortable=False, optional=True, plain=True),
        Column("offered_at", _("Offered"), optional=True, plain=True, nowrap=True),
    ),
    sort="window",
    filters=("state", "programme", "auditor", "site", "from_on", "to_on"),
)
