"""Pages of the repairs domain: the records of a site, and imports."""

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.repairs.pages.imports import ImportPages, ImportsPages
from network.repairs.pages.records import RecordPages
from network.web.navigation import Entry

__all__ = ["NAVIGATION", "ImportPages", "ImportsPages", "RecordPages"]

NAVIGATION = [Entry(_("Imports"), "/imports", "upload", Permission.IMPORT_RECORDS, order=60)]
