"""The list of certifications: its columns and filters, for the page, its export and the API."""

from network.foundation.i18n import lazy as _
from network.sites.queries.certification_list import FILTERS
from network.web.listing import Column, ListPage

CERTIFICATIONS = ListPage(
    path="/certification",
    columns=(
        Column("site", _("Code")),
        Column("name", _("Site"), heading=True),
        Column("type", _("Certificate type")),
        Column("standing", _("State")),
        Column("valid_to", _("Valid until")),
        Column("region", _("Region"), optional=True),
        Column("number", _("Certificate number"), sortable=False),
        Column("valid_from", _("Valid from"), optional=True),
    ),
    sort="valid_to",
    filters=FILTERS,
)
