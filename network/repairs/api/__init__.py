"""JSON of the repairs domain."""

from litestar.types import ControllerRouterHandler

from network.repairs.api.clocks import ClocksApi
from network.repairs.api.desk import DeskApi
from network.repairs.api.patterns import PatternsApi
from network.repairs.api.prechecks import PrecheckListsApi
from network.repairs.api.prices import PriceListsApi, PriceUploadsApi
from network.repairs.api.reconciliation import ReconciliationApi
from network.repairs.api.records import ImportApi, ImportsApi, RecordsApi
from network.repairs.api.report_calendar import ReportCalendarApi
from network.repairs.api.report_files import ReportFilesApi
from network.repairs.api.reports import ReportsApi, SiteReportsApi
from network.repairs.api.returns_desk import (
    ContestsApi,
    FindingPhotosApi,
    InspectionApi,
    ReturnsDeskApi,
    SiteContestApi,
)
from network.repairs.api.review import ReviewApi
from network.repairs.api.shipments import ShipmentsApi

API: list[ControllerRouterHandler] = [
    ClocksApi,
    PatternsApi,
    RecordsApi,
    ReconciliationApi,
    ReviewApi,
    ImportApi,
    DeskApi,
    PrecheckListsApi,
    ShipmentsApi,
    ReturnsDeskApi,
    InspectionApi,
    ContestsApi,
    FindingPhotosApi,
    SiteContestApi,
    SiteReportsApi,
    ReportsApi,
    ReportCalendarApi,
    ReportFilesApi,
    PriceListsApi,
]
# Their bodies are files, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ImportsApi]
# Their bodies are price lists.
PRICES: list[ControllerRouterHandler] = [PriceUploadsApi]
