"""Pages of the training domain."""

from litestar.types import ControllerRouterHandler

from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = []
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = []
NAVIGATION: list[Entry] = []
