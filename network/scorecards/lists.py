"""The lists of this domain that an API shows as well."""

from network.foundation.i18n import lazy as _
from network.scorecards.queries.coverage import FILTERS
from network.web.listing import Column, ListPage

COVERAGE = ListPage(
    path="/network/coverage",
    columns=(
        Column("city", _("City"), heading=True),
        Column("region", _("Region"), plain=True),
        Column("tier", _("City tier"), numeric=True, plain=True, optional=True),
        Column("population", _("Population (thousands)"), numeric=True, plain=True, first="descending"),
        Column("sites", _("Active sites"), numeric=True, first="descending"),
        Column("orders_per_month", _("Orders a month"), numeric=True, plain=True, first="descending"),
        Column(
            "orders_per_site", _("Orders a month and site"), numeric=True, plain=True, first="descending", optional=True
        ),
        Column("sites_per_million", _("Sites per million people"), numeric=True, plain=True, first="descending"),
        Column("nearest", _("Nearest site"), sortable=False, optional=True),
        Column("distance_km", _("Distance (km)"), numeric=True, first="descending"),
        Column("applications", _("Open applications"), numeric=True, first="descending"),
    ),
    sort="sites",
    direction="descending",
    filters=FILTERS,
)
