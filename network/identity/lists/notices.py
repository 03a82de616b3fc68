"""The list of one's own notices, for its page."""

from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

NOTICES = ListPage(
    path="/notices",
    columns=(Column("created_at", _("Time"), heading=True, first="descending"),),
    sort="created_at",
    direction="descending",
    filters=("unread",),
)
