"""JSON of the feedback domain."""

from litestar.types import ControllerRouterHandler

from network.feedback.api.answers import AnswerFilesApi, AnswersApi
from network.feedback.api.calls import CallsApi
from network.feedback.api.complaints import ComplaintFilesApi, ComplaintsApi
from network.feedback.api.overcharges import OverchargesApi
from network.feedback.api.posters import PostersApi
from network.feedback.api.ratings import RatingsApi
from network.feedback.api.sampling import SamplesApi

API: list[ControllerRouterHandler] = [
    AnswersApi,
    CallsApi,
    ComplaintsApi,
    OverchargesApi,
    PostersApi,
    RatingsApi,
    SamplesApi,
]
# Their bodies are files of complaints or of answers.
COMPLAINT_FILES: list[ControllerRouterHandler] = [ComplaintFilesApi, AnswerFilesApi]
