"""Pages of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.pages.appealing import AppealingPages, AppealRetractingPages
from network.audits.pages.appeals import AppealPages
from network.audits.pages.assignments import AssignmentPages
from network.audits.pages.auditors import AuditorPages
from network.audits.pages.audits import AuditFilePages, AuditsPages, SiteAuditPages
from network.audits.pages.calibration_cases import CalibrationCasePages
from network.audits.pages.calibrations import CalibrationPages
from network.audits.pages.checklist_changes import ChecklistChangesPages
from network.audits.pages.checklist_editor import ChecklistEditPages
from network.audits.pages.checklist_files import ChecklistPhotoPages, ChecklistWorkbookPages
from network.audits.pages.checklist_texts import ChecklistTextPages
from network.audits.pages.checklist_trial import ChecklistTrialPages
from network.audits.pages.checklists import ChecklistPages
from network.audits.pages.my_visits import MyVisitPages
from network.audits.pages.own_visits import OwnVisitPages
from network.audits.pages.plans import PlanPages
from network.audits.pages.programmes import ProgrammePages
from network.audits.pages.quality import QualityPages
from network.audits.pages.quarantine import QuarantinePages
from network.audits.pages.tablet import ENTRY, Tablet
from network.audits.pages.visit import VisitPages
from network.audits.pages.visit_photos import VisitPhotoPages
from network.audits.pages.visits import VisitsPages
from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    ProgrammePages,
    PlanPages,
    AssignmentPages,
    QualityPages,
    AuditorPages,
    CalibrationPages,
    CalibrationCasePages,
    MyVisitPages,
    ChecklistPages,
    ChecklistEditPages,
    ChecklistTextPages,
    ChecklistTrialPages,
    ChecklistChangesPages,
    ChecklistWorkbookPages,
    QuarantinePages,
    AuditsPages,
    SiteAuditPages,
    AuditFilePages,
    AppealRetractingPages,
    AppealPages,
    VisitsPages,
    VisitPages,
    VisitPhotoPages,
    OwnVisitPages,
    Tablet,
]
# Their bodies are photos, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ChecklistPhotoPages]
# Their bodies are the files of one appeal.
EVIDENCE: list[ControllerRouterHandler] = [AppealingPages]
NAVIGATION: list[Entry] = [
    Entry(
        _("Audits"),
        "/audits",
        "clipboard-check",
        Permission.READ_AUDITS,
        order=26,
        group=Group.VISITS,
        parts=("audits",),
    ),
    Entry(_("Appeals"), "/appeals", "gavel", Permission.DECIDE_APPEALS, order=27, group=Group.VISITS),
    Entry(_("My visits"), "/my-visits", "clipboard-list", Permission.MAKE_VISITS, order=21, group=Group.VISITS),
    Entry(_("Visit programmes"), "/programmes", "target", Permission.PLAN_VISITS, order=22, group=Group.VISITS),
    Entry(_("Visits to review"), "/visits", "eye", Permission.REVIEW_VISITS, order=23, group=Group.VISITS),
    Entry(_("Auditors"), "/auditors", "users", Permission.PLAN_VISITS, order=25, group=Group.VISITS),
    Entry(
        _("Quality of auditors"),
        "/auditors/quality",
        "scale",
        Permission.JUDGE_AUDITORS,
        order=25,
        group=Group.VISITS,
        also=("/calibrations",),
    ),
    Entry(
        _("Calibration"),
        "/calibrations/open",
        "scale",
        Permission.MAKE_VISITS,
        order=22,
        group=Group.VISITS,
        also=("/calibrations",),
    ),
    Entry(_("Checklists"), "/checklists", "list-check", Permission.READ_CHECKLISTS, order=24, group=Group.VISITS),
    ENTRY,
]
