"""The list of sites with the coverage of their training: its columns and filters, for the page and its export."""

from network.foundation.i18n import lazy as _
from network.training.queries.coverage import FILTERS
from network.web.listing import Column, ListPage

PATH = "/training/coverage"

COVERAGE = ListPage(
    path=PATH,
    columns=(
        Column("site", _("Site"), heading=True),
        Column("region", _("Region")),
        Column("share", _("Training coverage"), numeric=True),
        Column("missing", _("Not passed"), numeric=True, first="descending"),
        Column("required", _("Required"), numeric=True, optional=True),
    ),
    sort="share",
    filters=FILTERS,
)
