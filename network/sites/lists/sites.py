"""The list of sites: its columns and filters, for the page, its export and the API."""

from network.foundation.i18n import lazy as _
from network.sites.queries.sites import FILTERS
from network.web.listing import Column, ListPage

SITES = ListPage(
    path="/sites",
    columns=(
        Column("code", _("Code"), plain=True, nowrap=True),
        Column("name", _("Name"), heading=True),
        Column("city", _("City"), plain=True),
        Column("city_tier", _("City tier"), numeric=True, plain=True),
        Column("region", _("Region"), plain=True),
        Column("operator", _("Operator"), optional=True, plain=True),
        Column("address", _("Address"), sortable=False, optional=True, plain=True),
        Column("phone", _("Phone"), sortable=False, optional=True, plain=True, nowrap=True),
        Column("kind", _("Kind")),
        Column("status", _("State")),
        Column("opened_on", _("Opened on"), plain=True),
    ),
    sort="code",
    filters=FILTERS,
)

# The lists of which views can be kept, by the name under which they are.
WITH_VIEWS = {"sites": SITES}
