"""The list of customers to call: its columns and filters, for its page and its exports."""

from network.feedback.queries import calls
from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

CALLS = ListPage(
    path="/feedback/calls",
    columns=(
        Column("order_no", _("Repair order"), heading=True, sortable=False, nowrap=True),
        Column("site", _("Site"), nowrap=True),
        Column("month", _("Month drawn"), first="descending", nowrap=True),
        Column("reason", _("Why it was drawn"), sortable=False),
        Column("tries", _("Calls made"), numeric=True),
        Column("called_at", _("Last call"), nowrap=True),
        Column("state", _("State"), sortable=False),
    ),
    sort="tries",
    filters=calls.FILTERS,
)
