"""Every way self-assessments say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class AssessmentNotFound(NotFound):
    code = "self_assessment_not_found"
    message = _("There is no such self-assessment, or it is not yours to see.")


class AssessmentIncomplete(Invalid):
    code = "self_assessment_incomplete"
    message = _("Some of what was entered is not right.")


class AssessmentHandedIn(Conflict):
    code = "self_assessment_handed_in"
    message = _("This self-assessment is handed in and is not changed any more.")
