"""JSON of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.sites.api.applications import ApplicationDocumentsApi, ApplicationsApi, ApplicationStepsApi
from network.sites.api.applications_own import OwnApplicationsApi, OwnEvidenceApi
from network.sites.api.assessments import AssessmentsApi, AssessorsApi
from network.sites.api.certification import (
    CertificateTypesApi,
    CertificationProposalsApi,
    CertificationsApi,
    SiteCertificationApi,
    VerificationApi,
)
from network.sites.api.criteria import CriteriaApi
from network.sites.api.site_files import DocumentApi, DocumentsApi, ProposalsApi, SiteFileApi, StaffApi
from network.sites.api.sites import SitesApi
from network.sites.api.views import ViewsApi

API: list[ControllerRouterHandler] = [
    SitesApi,
    ViewsApi,
    ApplicationsApi,
    ApplicationStepsApi,
    OwnApplicationsApi,
    ApplicationDocumentsApi,
    CriteriaApi,
    AssessmentsApi,
    AssessorsApi,
    SiteCertificationApi,
    CertificationProposalsApi,
    CertificationsApi,
    CertificateTypesApi,
    VerificationApi,
    SiteFileApi,
    StaffApi,
    DocumentApi,
    ProposalsApi,
]
# Their bodies are photos and documents, as in `network.sites.pages`.
UPLOADS: list[ControllerRouterHandler] = [OwnEvidenceApi, DocumentsApi]
