"""Every way the register of auditors says no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class AuditorNotFound(NotFound):
    code = "auditor_not_found"
    message = _("There is no such auditor.")


class AuditorIncomplete(Invalid):
    code = "auditor_incomplete"
    message = _("The auditor cannot be kept like this.")


class NoSuchAuditorAccount(Invalid):
    code = "no_such_auditor_account"
    message = _("Nobody with this e-mail address has an account with the role of an auditor. Invite them first.")

    def __init__(self) -> None:
        super().__init__({"email": self.message})


class AlreadyEnrolled(Conflict):
    code = "already_enrolled"
    message = _("This account stands behind an auditor already.")


class CodeTaken(Conflict):
    code = "auditor_code_taken"
    message = _("Another auditor has the code %(code)s. Choose another one.")


class ConflictIncomplete(Invalid):
    code = "conflict_incomplete"
    message = _("The conflict of interest cannot be kept like this.")


class RevealIncomplete(Invalid):
    code = "reveal_incomplete"
    message = _("Say why you must know who this auditor is, in ten characters or more.")


class ConflictNotFound(NotFound):
    code = "conflict_not_found"
    message = _("There is no such conflict of interest, or it has ended.")
