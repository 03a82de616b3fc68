"""Every way published audits and appeals say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class AuditNotFound(NotFound):
    code = "audit_not_found"
    message = _("There is no such audit, or it is not yours to see.")


class AuditPhotoNotFound(NotFound):
    code = "audit_photo_not_found"
    message = _("There is no such photo, or it is not yours to see.")


class AppealNotFound(NotFound):
    code = "appeal_not_found"
    message = _("There is no such appeal, or it is not yours to see.")


class AppealFileNotFound(NotFound):
    code = "appeal_file_not_found"
    message = _("There is no such file, or it is not yours to see.")


class AppealWrong(Invalid):
    code = "appeal_wrong"
    message = _("Some of what was entered is not right.")


class MessageWrong(Invalid):
    code = "audit_message_wrong"
    message = _("Some of what was entered is not right.")


class TooLateToAppeal(Conflict):
    code = "too_late_to_appeal"
    message = _(
        "This audit could be appealed until %(until)s. You can still write to headquarters below the audit; it is "
        "read, but it changes no score."
    )


class AuditVoided(Conflict):
    code = "audit_voided"
    message = _("This audit was voided: it counts for nothing, so there is nothing to appeal.")


class AppealedAlready(Conflict):
    code = "appealed_already"
    message = _("This question has been appealed already. Headquarters decides once about each question.")


class AuditRevised(Conflict):
    """The audit has a newer revision than the one that was read."""

    code = "audit_revised"
    message = _(
        "This audit was changed meanwhile: it is now at revision %(current)s. Look at it again before you go on."
    )


class AppealIsOver(Conflict):
    code = "appeal_is_over"
    message = _("This appeal is no longer open. Reload the page to see what came of it.")


class AppealFull(Conflict):
    code = "appeal_full"
    message = _("At most three files are taken for an appeal.")


class PartOfVisit(Forbidden):
    code = "part_of_visit"
    message = _("You made this visit, reviewed it or approved it, so somebody else must decide on the appeal.")
