"""Pages of the ledger."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.ledger.pages.ledger import BalancePages, PostingListPages
from network.ledger.pages.settlements import SettlementPages
from network.ledger.pages.statements import StatementPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [BalancePages, PostingListPages, SettlementPages, StatementPages]
NAVIGATION: list[Entry] = [
    Entry(
        _("Rewards and penalties"),
        "/ledger",
        "award",
        Permission.READ_BALANCES,
        order=29,
        group=Group.SCORECARDS,
        parts=("ledger",),
    )
]
