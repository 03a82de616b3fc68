"""The lists of the ledger: their columns and filters, for the pages, the exports and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.ledger.queries import balances_list, postings
from network.web.listing import Column, ListPage

BALANCES_PATH = "/ledger"
POSTINGS_PATH = "/ledger/postings"
SETTLEMENTS_PATH = "/ledger/settlements"

SHOWS: Mapping[str, Text] = MappingProxyType(
    {
        "owed": _("Owed to the site"),
        "claimed": _("Owed by the site"),
        "demerits": _("With demerit points"),
        "all": _("Every site"),
    }
)
STANDS: Mapping[str, Text] = MappingProxyType({"stands": _("Stands"), "reversed": _("Reversed")})
UNITS: Mapping[str, Text] = MappingProxyType({"points": _("In points"), "money": _("In money")})

BALANCES = ListPage(
    path=BALANCES_PATH,
    columns=(
        Column("site", _("Site"), heading=True),
        Column("money", _("Money"), sortable=False, numeric=True, nowrap=True),
        Column("points", _("Balance of points"), numeric=True, first="descending"),
        Column("demerits", _("Demerit points of 12 months"), numeric=True, first="descending"),
        Column("last_posted_at", _("Last posting"), first="descending", nowrap=True),
    ),
    sort="site",
    filters=balances_list.FILTERS,
)

POSTINGS = ListPage(
    path=POSTINGS_PATH,
    columns=(
        Column("number", _("Posting"), heading=True, first="descending", nowrap=True),
        Column("site", _("Site"), nowrap=True),
        Column("kind", _("Posting type")),
        Column("reason", _("Why"), sortable=False),
        Column("amounts", _("Amounts"), sortable=False, numeric=True, nowrap=True),
        Column("posted_at", _("Posted"), first="descending", nowrap=True),
    ),
    sort="number",
    direction="descending",
    filters=postings.FILTERS,
)
