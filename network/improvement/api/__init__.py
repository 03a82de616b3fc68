"""JSON of the improvement domain."""

from litestar.types import ControllerRouterHandler

from network.improvement.api.falsifications import FalsificationsApi
from network.improvement.api.findings import (
    ActionDecisionsApi,
    ActionFilesApi,
    ActionsApi,
    FindingsApi,
    SiteFindingsApi,
)

API: list[ControllerRouterHandler] = [FindingsApi, SiteFindingsApi, ActionsApi, ActionDecisionsApi, FalsificationsApi]
# Their bodies are photos and documents, as in `network.improvement.pages`.
UPLOADS: list[ControllerRouterHandler] = [ActionFilesApi]
