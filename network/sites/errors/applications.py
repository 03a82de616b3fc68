"""Every way applications are refused, and steps of them."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ApplicationNotFound(NotFound):
    code = "application_not_found"
    message = _("There is no such application, or it is not yours to see.")


class DocumentNotFound(NotFound):
    code = "application_document_not_found"
    message = _("There is no such document, or it is not yours to see.")


class ApplicationIncomplete(Invalid):
    """`fields` says what is missing: fields of the form, and `evidence-<criterion>`."""

    code = "application_incomplete"
    message = _("The application is not complete yet. Fill in what is named, then submit it again.")


class BadApplication(Invalid):
    """`fields` says what is wrong."""

    code = "bad_application"


class StepNotPossible(Conflict):
    """`state`: where the application is now, in words."""

    code = "application_step_not_possible"
    message = _("The application is “%(state)s” now, and this step is not possible from there. Reload the page.")


class AlreadyWithdrawn(StepNotPossible):
    code = "application_withdrawn"
    message = _("The applicant has withdrawn this application. Nothing more can be decided about it.")


class AlreadyDecided(StepNotPossible):
    code = "application_already_decided"
    message = _("%(who)s has decided about this application already. It is “%(state)s” now.")


class NoCriteria(Conflict):
    code = "no_criteria_published"
    message = _(
        "Headquarters has not published its selection criteria yet, so nothing can be submitted. Save the draft."
    )


class ReasonNeeded(Invalid):
    """`fields` names the field of the reason."""

    code = "reason_needed"
    message = _("Give the reason in words that the applicant can understand.")


class NotAnAssessor(Invalid):
    code = "not_an_assessor"
    message = _("Choose two different people who may assess in this region.")


class KnockedOut(Conflict):
    code = "application_knocked_out"
    message = _("This application cannot be approved: it does not meet what every site must meet (%(criteria)s).")


class BelowMinimum(Conflict):
    code = "application_below_minimum"
    message = _("This application cannot be approved: it is below the minimum (%(groups)s).")


class SiteCodeTaken(Conflict):
    code = "site_code_taken"
    message = _("The site code “%(code)s” is taken. Choose another one.")


class NothingAskedFor(Invalid):
    code = "nothing_asked_for"
    message = _("Say what the applicant should hand in.")


class OpeningCheckFailed(Invalid):
    """`fields` names each item that is not in place."""

    code = "opening_check_failed"
    message = _("The site cannot open yet. What is missing must be put in place first.")


class OpenedInFuture(Invalid):
    code = "opened_in_future"
    message = _("The opening day lies in the future. Record the check on the day on which the site opens.")


class NoCertificateYet(Conflict):
    code = "no_certificate_yet"
    message = _("The site holds no certificate yet. Grant its first certificate, then finish the application.")


class NotTakingEvidence(Conflict):
    code = "application_takes_no_evidence"
    message = _("The application is “%(state)s” now; no evidence can be added or taken out.")


class TooManyDocuments(Conflict):
    code = "too_many_documents"
    message = _("At most %(most)s documents can be kept with one application. Take out some that are not needed.")
