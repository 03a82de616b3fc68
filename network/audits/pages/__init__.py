"""Pages of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.pages.assignments import AssignmentPages
from network.audits.pages.auditors import AuditorPages
from network.audits.pages.checklist_changes import ChecklistChangesPages
from network.audits.pages.checklist_editor import ChecklistEditPages
from network.audits.pages.checklist_files import ChecklistPhotoPages, ChecklistWorkbookPages
from network.audits.pages.checklist_texts import ChecklistTextPages
from network.audits.pages.checklist_trial import ChecklistTrialPages
from network.audits.pages.checklists import ChecklistPages
from network.audits.pages.my_visits import MyVisitPages
from network.audits.pages.plans import PlanPages
from network.audits.pages.programmes import ProgrammePages
from network.audits.pages.quarantine import QuarantinePages
from network.audits.pages.tablet import ENTRY, Tablet
from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [
    ProgrammePages,
    PlanPages,
    AssignmentPages,
    AuditorPages,
    MyVisitPages,
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
    Entry(_("My visits"), "/my-visits", "clipboard-list", Permission.MAKE_VISITS, order=21),
    Entry(_("Visit programmes"), "/programmes", "target", Permission.PLAN_VISITS, order=22),
    Entry(_("Auditors"), "/auditors", "users", Permission.PLAN_VISITS, order=25),
    Entry(_("Checklists"), "/checklists", "list-check", Permission.READ_CHECKLISTS, order=24),
    ENTRY,
]
