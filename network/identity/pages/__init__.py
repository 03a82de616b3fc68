"""Pages of the identity domain."""

from litestar.types import ControllerRouterHandler

from network.identity.pages.session import SessionPages
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [SessionPages]
NAVIGATION: list[Entry] = []
