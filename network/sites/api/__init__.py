"""JSON of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.sites.api.applications import (
    ApplicationDocumentsApi,
    ApplicationsApi,
    OwnApplicationsApi,
    OwnEvidenceApi,
)
from network.sites.api.sites import SitesApi
from network.sites.api.views import ViewsApi

API: list[ControllerRouterHandler] = [SitesApi, ViewsApi, ApplicationsApi, OwnApplicationsApi, ApplicationDocumentsApi]
# Their bodies are photos and documents, as in `network.sites.pages`.
UPLOADS: list[ControllerRouterHandler] = [OwnEvidenceApi]
