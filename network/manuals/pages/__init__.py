"""Pages of the manuals domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.manuals.pages.acknowledging import AcknowledgePages
from network.manuals.pages.approval import ApprovalPages
from network.manuals.pages.coverage import ManualCoveragePages
from network.manuals.pages.edition_settings import EditionSettingsPages
from network.manuals.pages.editor import EditorPages
from network.manuals.pages.manuals import ManualsPages
from network.manuals.pages.pictures import PicturePages
from network.manuals.pages.reading import ReadingPages
from network.manuals.pages.site_manuals import SheetPages, SiteManualsPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    ManualsPages,
    ReadingPages,
    EditorPages,
    EditionSettingsPages,
    ApprovalPages,
    AcknowledgePages,
    ManualCoveragePages,
    SiteManualsPages,
]
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = [
    PicturePages,
    SheetPages,
]
NAVIGATION: list[Entry] = [
    Entry(_("Manuals"), "/manuals", "notebook", Permission.READ_MANUALS, order=50, group=Group.STANDARDS),
]
