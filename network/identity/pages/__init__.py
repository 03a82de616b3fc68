"""Pages of the identity domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.identity.pages.second_step import SecondStepPages
from network.identity.pages.session import SessionPages
from network.identity.pages.trail import TrailPages
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [SessionPages, SecondStepPages, TrailPages]
NAVIGATION: list[Entry] = [
    Entry(_("Audit trail"), "/trail", "history", Permission.READ_TRAIL, order=84),
]
