"""The list of applications: its columns and filters, for the page, its export and the API."""

from network.foundation.i18n import lazy as _
from network.sites.queries.applications_list import FILTERS
from network.web.listing import Column, ListPage

APPLICATIONS = ListPage(
    path="/applications",
    columns=(
        Column("number", _("Number")),
        Column("site_name", _("Site"), heading=True),
        Column("operator_name", _("Operator")),
        Column("city", _("City")),
        Column("region", _("Region")),
        Column("state", _("State")),
        Column("since", _("State since"), first="descending"),
        Column("submitted_at", _("Submitted on"), first="descending", optional=True),
        Column("total", _("Assessment"), numeric=True, first="descending"),
    ),
    sort="since",
    direction="descending",
    filters=FILTERS,
)
