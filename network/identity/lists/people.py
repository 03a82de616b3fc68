"""The list of people: its columns and filters, for the page, its export and the API."""

from network.foundation.i18n import lazy as _
from network.identity.queries.people import FILTERS
from network.web.listing import Column, ListPage

PEOPLE = ListPage(
    path="/people",
    columns=(
        Column("name", _("Full name"), heading=True),
        Column("email", _("Email")),
        Column("roles", _("Roles"), sortable=False),
        Column("scope", _("Where"), sortable=False),
        Column("state", _("State"), sortable=False),
        Column("signed_in_at", _("Last sign-in"), sortable=False),
        Column("created_at", _("Since"), first="descending", optional=True),
    ),
    sort="name",
    filters=FILTERS,
)
