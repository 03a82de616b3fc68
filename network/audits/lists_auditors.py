"""The list of auditors."""

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

AUDITORS = ListPage(
    path="/auditors",
    columns=(
        Column("code", _("Code"), heading=True, nowrap=True),
        Column("state", _("State"), sortable=False),
        Column("qualified_until", _("Qualified until"), plain=True, nowrap=True),
        Column("reach", _("Goes as far as"), sortable=False, plain=True),
        Column("waiting", _("Visits waiting"), numeric=True, plain=True, first="descending"),
        Column("filed", _("Visits filed"), numeric=True, plain=True, first="descending"),
        Column("conflicts", _("Conflicts of interest"), numeric=True, plain=True, first="descending"),
    ),
    sort="code",
    filters=("state",),
)
