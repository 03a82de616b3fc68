"""The list of the sites of a draw: its columns, for its page and its exports."""

from uuid import UUID

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

SAMPLES = "/feedback/samples"


def drawn_sites_list(draw: UUID) -> ListPage:
    return ListPage(
        path=f"{SAMPLES}/{draw}",
        columns=(
            Column("site", _("Site"), heading=True),
            Column("site_name", _("Name"), sortable=False),
            Column("random", _("At random"), numeric=True, first="descending"),
            Column("cases", _("Standing out"), numeric=True, first="descending"),
            Column("called", _("Called"), numeric=True, first="descending"),
            Column("answered", _("With an answer"), numeric=True, first="descending"),
        ),
        sort="site",
    )
