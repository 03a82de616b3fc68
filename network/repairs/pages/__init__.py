"""Pages of the repairs domain: the records of a site, and imports."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.repairs.pages.clocks import ClockPages, SiteClockPages
from network.repairs.pages.contests import ContestPages, SiteContestPages
from network.repairs.pages.desk import DeskPages, DeskSitesPages
from network.repairs.pages.desk_intake import IntakePages
from network.repairs.pages.desk_order import DeskOrderPages
from network.repairs.pages.desk_templates import DeskTemplatePages
from network.repairs.pages.filters import FilterPages
from network.repairs.pages.imports import ImportPages, ImportsPages
from network.repairs.pages.inspections import UnitPages, VerdictPages
from network.repairs.pages.patterns import PatternPages
from network.repairs.pages.prechecks import PrecheckPages
from network.repairs.pages.prechecks_drafts import PrecheckDraftPages
from network.repairs.pages.prices import PriceListPages, PriceUploadPages
from network.repairs.pages.reconciliation import ReconciliationPages, SiteReconciliationPages
from network.repairs.pages.records import RecordPages
from network.repairs.pages.report_calendar import ReportCalendarPages
from network.repairs.pages.report_deciding import ReportDecisionPages
from network.repairs.pages.report_files import ReportFilePages
from network.repairs.pages.report_filing import ReportPages
from network.repairs.pages.reports import ReportsPages, SiteReportsPages
from network.repairs.pages.returns_desk import ReturnsDeskPages
from network.repairs.pages.review import ReviewPages
from network.repairs.pages.serials import SerialPages
from network.repairs.pages.shipments import OwnShipmentPages, ShipmentPages
from network.repairs.pages.shipments_new import NewShipmentPages
from network.repairs.pages.verdict_giving import FindingPhotoPages, VerdictGivingPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    RecordPages,
    SiteClockPages,
    ClockPages,
    SerialPages,
    PatternPages,
    ReportsPages,
    ReportCalendarPages,
    SiteReportsPages,
    ReportPages,
    ReportFilePages,
    ReportDecisionPages,
    ReconciliationPages,
    SiteReconciliationPages,
    ReviewPages,
    ImportPages,
    DeskSitesPages,
    DeskPages,
    IntakePages,
    DeskOrderPages,
    DeskTemplatePages,
    PrecheckPages,
    PrecheckDraftPages,
    FilterPages,
    OwnShipmentPages,
    ShipmentPages,
    NewShipmentPages,
    ReturnsDeskPages,
    UnitPages,
    VerdictPages,
    FindingPhotoPages,
    ContestPages,
    SiteContestPages,
    PriceListPages,
]
# Their bodies are files, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ImportsPages]
# Their bodies are price lists.
PRICES: list[ControllerRouterHandler] = [PriceUploadPages]
# Their bodies are the photos of one verdict.
PHOTOS: list[ControllerRouterHandler] = [VerdictGivingPages]
NAVIGATION = [
    Entry(
        _("Order desk"), "/desk", "clipboard-list", Permission.RUN_DESK, order=40, group=Group.REPAIRS, parts=("desk",)
    ),
    Entry(
        _("Shipments to HQ"),
        "/shipments",
        "package-export",
        Permission.SHIP_RETURNS,
        order=41,
        group=Group.REPAIRS,
        parts=("shipments",),
    ),
    Entry(
        _("Monthly reports"),
        "/reports",
        "report",
        Permission.READ_REPORTS,
        order=42,
        group=Group.REPAIRS,
        parts=("reports",),
    ),
    Entry(_("Clocks"), "/clocks", "clock", Permission.READ_RECORDS, order=43, group=Group.REPAIRS, parts=("clocks",)),
    Entry(_("Returns desk"), "/returns", "package", Permission.INSPECT_RETURNS, order=44, group=Group.REPAIRS),
    Entry(_("Pre-checks"), "/prechecks", "list-check", Permission.INSPECT_RETURNS, order=45, group=Group.REPAIRS),
    Entry(
        _("Reconciliation"),
        "/reconciliation",
        "scale",
        Permission.DECIDE_REPORTS,
        order=46,
        group=Group.REPAIRS,
        parts=("reconciliation",),
    ),
    Entry(_("Recurring faults"), "/patterns", "tool", Permission.READ_PATTERNS, order=48, group=Group.REPAIRS),
    Entry(_("Odd records"), "/review", "flag", Permission.DECIDE_REPORTS, order=47, group=Group.REPAIRS),
    Entry(_("Price lists"), "/price-lists", "receipt", Permission.READ_RECORDS, order=49, group=Group.CUSTOMERS),
    Entry(_("Imports"), "/imports", "upload", Permission.IMPORT_RECORDS, order=60, group=Group.SYSTEM),
]
