"""JSON of the repairs domain."""

from litestar.types import ControllerRouterHandler

from network.repairs.api.desk import DeskApi
from network.repairs.api.prechecks import PrecheckListsApi
from network.repairs.api.reconciliation import ReconciliationApi
from network.repairs.api.records import ImportApi, ImportsApi, RecordsApi
from network.repairs.api.report_files import ReportFilesApi
from network.repairs.api.reports import ReportsApi, SiteReportsApi
from network.repairs.api.shipments import ShipmentsApi

API: list[ControllerRouterHandler] = [
    RecordsApi,
    ReconciliationApi,
    ImportApi,
    DeskApi,
    PrecheckListsApi,
    ShipmentsApi,
    SiteReportsApi,
    ReportsApi,
    ReportFilesApi,
]
# Their bodies are files, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ImportsApi]
