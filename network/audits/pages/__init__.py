"""Pages of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.pages.tablet import ENTRY, Tablet
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [Tablet]
NAVIGATION: list[Entry] = [ENTRY]
