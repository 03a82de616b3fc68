"""Pages of the repairs domain: the records of a site, and imports."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.repairs.pages.imports import ImportPages, ImportsPages
from network.repairs.pages.records import RecordPages
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [RecordPages, ImportPages]
# Their bodies are files, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ImportsPages]
NAVIGATION = [Entry(_("Imports"), "/imports", "upload", Permission.IMPORT_RECORDS, order=60)]
