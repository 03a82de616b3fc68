"""Every way the assessment of applications says no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ApplicationUnknown(NotFound):
    code = "application_unknown"
    message = _("There is no such application, or it is not yours to see.")


class AssessmentNotFound(NotFound):
    code = "assessment_not_found"
    message = _("There is no such assessment, or it is not yours.")


class MayNotAssess(Invalid):
    """The account is the applicant's, has this application already, or may not assess at all."""

    code = "may_not_assess"
    message = _(
        "This person cannot assess this application: choose someone of headquarters or an auditor who neither wrote it "
        "nor assesses it already."
    )


class NoAssessorNeeded(Conflict):
    code = "no_assessor_needed"
    message = _("Two assessors are chosen. A third is called only when the two have handed in and are too far apart.")


class NotBeingAssessed(Conflict):
    code = "not_being_assessed"
    message = _("This application is not being assessed now.")


class AssessmentSubmitted(Conflict):
    code = "assessment_submitted"
    message = _("This assessment is handed in and never changes.")


class MarksWrong(Invalid):
    code = "marks_wrong"
    message = _("Some of what was entered is not right.")


class AssessmentIncomplete(Invalid):
    code = "assessment_incomplete"
    message = _("The assessment is not complete yet.")


class AssessorDecides(Forbidden):
    code = "assessor_decides"
    message = _("You assessed this application, so someone else must decide on it.")
