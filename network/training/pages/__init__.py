"""Pages of the training domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.training.pages.assessments import SelfAssessmentPages
from network.training.pages.certificates import (
    OwnCertificatePages,
    TrainingCertificatePages,
    TrainingVerificationPages,
)
from network.training.pages.claims import ClaimFormPages, ClaimPages
from network.training.pages.course_editor import CourseEditPages
from network.training.pages.course_files import CourseFilePages, CourseFileUploads
from network.training.pages.courses import CoursePages
from network.training.pages.coverage import CoveragePages, TrainingPlanPages
from network.training.pages.ending import EndingPages
from network.training.pages.exams import ExamPages, ExamStartPages
from network.training.pages.moves import StaffMovePages
from network.training.pages.my_training import MyTrainingPages
from network.training.pages.record_files import RecordFilePages, RecordUploadPages
from network.training.pages.requirements import RequirementPages
from network.training.pages.session_people import EnrolmentPages
from network.training.pages.sessions import SessionPages
from network.training.pages.site_training import SiteTrainingPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    MyTrainingPages,
    ExamStartPages,
    ExamPages,
    OwnCertificatePages,
    TrainingCertificatePages,
    TrainingVerificationPages,
    CoveragePages,
    TrainingPlanPages,
    EndingPages,
    StaffMovePages,
    SiteTrainingPages,
    ClaimPages,
    RecordFilePages,
    SelfAssessmentPages,
    CoursePages,
    CourseEditPages,
    CourseFilePages,
    RequirementPages,
    SessionPages,
    EnrolmentPages,
]
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = [CourseFileUploads, ClaimFormPages, RecordUploadPages]
NAVIGATION: list[Entry] = [
    Entry(_("My training"), "/my-training", "school", Permission.LEARN, order=6),
    Entry(_("Courses"), "/courses", "school", Permission.READ_COURSES, order=52, group=Group.STANDARDS),
    Entry(_("Sessions"), "/sessions", "calendar", Permission.READ_COURSES, order=53, group=Group.STANDARDS),
    Entry(
        _("Training coverage"),
        "/training/coverage",
        "users",
        Permission.READ_TRAINING,
        order=54,
        group=Group.STANDARDS,
        parts=("training",),
        also=("/training",),
    ),
]
