"""Every way records, claims and certificates say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class RecordNotFound(NotFound):
    code = "record_not_found"
    message = _("There is no such record, or it is not yours to see.")


class ClaimNotFound(NotFound):
    code = "claim_not_found"
    message = _("There is no such claim, or it is not yours to see.")


class PersonNotThere(NotFound):
    code = "person_not_there"
    message = _("Nobody of this site is that person.")


class RecordRevoked(Conflict):
    code = "record_revoked"
    message = _("This record is void already.")


class ClaimDecided(Conflict):
    code = "claim_decided"
    message = _("This claim has been decided. Reload the page to see how.")


class BadClaim(Invalid):
    code = "bad_claim"
    message = _("Some of what was entered is not right.")


class BadRevocation(Invalid):
    code = "bad_revocation"
    message = _("Some of what was entered is not right.")
