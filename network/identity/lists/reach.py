"""The list of the sites that somebody could see: its columns, for the page and its export."""

from urllib.parse import quote
from uuid import UUID

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage


def reach_list(account: UUID) -> ListPage:
    """`on`: the day that is asked about."""
    return ListPage(
        path=f"/people/{quote(str(account))}/access",
        columns=(
            Column("code", _("Code")),
            Column("name", _("Site"), sortable=False, heading=True),
            Column("role", _("Role"), sortable=False),
            Column("through", _("Through"), sortable=False),
            Column("since", _("Since"), sortable=False),
            Column("until", _("Until"), sortable=False),
            Column("rights", _("Rights"), sortable=False),
        ),
        sort="code",
        filters=("on",),
    )
