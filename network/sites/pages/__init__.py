"""Pages of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.sites.pages.sites import SitePages
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [SitePages]
# Their bodies are photos and documents: `network.app` lets them be as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = []
NAVIGATION = [Entry(_("Sites"), "/sites", "building-store", Permission.READ_SITES, order=30)]
