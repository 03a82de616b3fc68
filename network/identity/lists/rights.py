"""The list of the six rights that are held: its columns and filters, for the page, its export and the API."""

from network.foundation.i18n import lazy as _
from network.identity.queries.rights import FILTERS
from network.web.listing import Column, ListPage

RIGHTS_HELD = ListPage(
    path="/rights",
    columns=(
        Column("name", _("Person"), heading=True),
        Column("right", _("Right")),
        Column("region", _("Over")),
        Column("since", _("Since"), first="descending"),
        Column("until", _("Until"), sortable=False),
        Column("grantor", _("Granted by"), sortable=False),
    ),
    sort="region",
    filters=FILTERS,
)
