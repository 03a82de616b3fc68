"""Pages of the improvement domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.improvement.pages.actions import ActionAnswerPages, ActionDecisionPages, ActionFilePages, ActionPages
from network.improvement.pages.falsifications import FalsificationPages
from network.improvement.pages.findings import FindingListPages, SiteFindingPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    FindingListPages,
    SiteFindingPages,
    ActionPages,
    ActionAnswerPages,
    ActionDecisionPages,
    FalsificationPages,
]
# Their bodies are photos and documents, as in `network.sites.pages`.
UPLOADS: list[ControllerRouterHandler] = [ActionFilePages]
NAVIGATION: list[Entry] = [
    Entry(
        _("Findings"),
        "/findings",
        "alert-triangle",
        Permission.READ_ACTIONS,
        order=28,
        group=Group.VISITS,
        parts=("findings", "actions"),
    ),
    Entry(_("Falsification"), "/falsifications", "flag", Permission.READ_FALSIFICATIONS, order=29, group=Group.VISITS),
]
