"""JSON of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.api.appeal_files import AppealFilesApi
from network.audits.api.assignments import AssignmentsApi, ComingVisitsApi
from network.audits.api.auditors import AuditorsApi, OwnConflictsApi
from network.audits.api.audits import AppealsApi, AuditsApi, SiteAppealsApi, SiteAuditsApi
from network.audits.api.calibrations import CalibrationsApi, OwnCasesApi, QualityApi
from network.audits.api.checklists import ChecklistsApi
from network.audits.api.filings import FilingsApi
from network.audits.api.photos import PhotosApi
from network.audits.api.programmes import ProgrammesApi, ProposalsApi
from network.audits.api.quarantine import QuarantineApi
from network.audits.api.reference_photos import ReferencePhotosApi, ReferencePhotoUploadsApi
from network.audits.api.tablet import TabletApi
from network.audits.api.visits import OwnVisitsApi, VisitsApi

API: list[ControllerRouterHandler] = [
    ProgrammesApi,
    ProposalsApi,
    AssignmentsApi,
    ComingVisitsApi,
    AuditorsApi,
    OwnConflictsApi,
    AuditsApi,
    SiteAuditsApi,
    SiteAppealsApi,
    AppealsApi,
    ChecklistsApi,
    ReferencePhotosApi,
    QualityApi,
    CalibrationsApi,
    OwnCasesApi,
    QuarantineApi,
    TabletApi,
    OwnVisitsApi,
    VisitsApi,
]
# Their bodies are pieces of photos, and visits with all that was noted on the way: at most so many megabytes.
UPLOADS: list[ControllerRouterHandler] = [PhotosApi, FilingsApi]
UPLOAD_MEGABYTES = 1
# Their bodies are photos and documents, as large as the settings allow.
EVIDENCE: list[ControllerRouterHandler] = [ReferencePhotoUploadsApi, AppealFilesApi]
