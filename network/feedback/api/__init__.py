"""JSON of the feedback domain."""

from litestar.types import ControllerRouterHandler

from network.feedback.api.answers import AnswersApi
from network.feedback.api.complaints import ComplaintFilesApi, ComplaintsApi
from network.feedback.api.overcharges import OverchargesApi

API: list[ControllerRouterHandler] = [AnswersApi, ComplaintsApi, OverchargesApi]
# Their bodies are files of complaints.
COMPLAINT_FILES: list[ControllerRouterHandler] = [ComplaintFilesApi]
