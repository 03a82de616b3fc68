"""JSON of the training domain."""

from litestar.types import ControllerRouterHandler

from network.training.api.assessments import SelfAssessmentsApi

API: list[ControllerRouterHandler] = [SelfAssessmentsApi]
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = []
