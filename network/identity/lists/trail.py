"""The trail as a list: of one site, or of the whole network."""

from dataclasses import replace

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

FILTERS = ("person", "subject", "action", "first", "last")

NETWORK_TRAIL = ListPage(
    path="/trail",
    columns=(
        Column("at", _("When"), sortable=False),
        Column("site", _("Site"), sortable=False),
        Column("text", _("What happened"), sortable=False, heading=True),
        Column("who", _("Who"), sortable=False),
        Column("subject", _("Object"), sortable=False),
        Column("sequence", _("Number in its chain"), sortable=False, numeric=True),
    ),
    sort="at",
    direction="descending",
    filters=("site", *FILTERS),
)


def site_trail_list(path: str) -> ListPage:
    """The same for one site, whose page is at this address."""
    columns = tuple(column for column in NETWORK_TRAIL.columns if column.key != "site")
    return replace(NETWORK_TRAIL, path=path, columns=columns, filters=FILTERS)
