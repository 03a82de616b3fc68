"""Pages of the improvement domain."""

from litestar.types import ControllerRouterHandler

from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = []
NAVIGATION: list[Entry] = []
