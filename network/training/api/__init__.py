"""JSON of the training domain."""

from litestar.types import ControllerRouterHandler

from network.training.api.assessments import SelfAssessmentsApi
from network.training.api.courses import CoursesApi
from network.training.api.learning import MyTrainingApi, SiteTrainingApi, TrainingApi
from network.training.api.record_files import RecordFilesApi, RecordUploadsApi
from network.training.api.sessions import SessionsApi

API: list[ControllerRouterHandler] = [
    SelfAssessmentsApi,
    CoursesApi,
    SessionsApi,
    MyTrainingApi,
    TrainingApi,
    SiteTrainingApi,
    RecordFilesApi,
]
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = [RecordUploadsApi]
