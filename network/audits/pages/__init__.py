"""Pages of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.pages.checklist_changes import ChecklistChangesPages
from network.audits.pages.checklist_editor import ChecklistEditPages
from network.audits.pages.checklist_files import ChecklistPhotoPages, ChecklistWorkbookPages
from network.audits.pages.checklist_texts import ChecklistTextPages
from network.audits.pages.checklist_trial import ChecklistTrialPages
from network.audits.pages.checklists import ChecklistPages
from network.audits.pages.quarantine import QuarantinePages
from network.audits.pages.tablet import ENTRY, Tablet
from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [
    ChecklistPages,
    ChecklistEditPages,
    ChecklistTextPages,
    ChecklistTrialPages,
    ChecklistChangesPages,
    ChecklistWorkbookPages,
    QuarantinePages,
    Tablet,
]
# Their bodies are photos, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ChecklistPhotoPages]
NAVIGATION: list[Entry] = [
    Entry(_("Checklists"), "/checklists", "list-check", Permission.READ_CHECKLISTS, order=24),
    ENTRY,
]
