"""Every way in which API keys say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class BadKeyRequest(Invalid):
    """`fields` names what is wrong."""

    code = "bad_key_request"
    message = _("The key cannot be made like this.")


class KeyNotFound(NotFound):
    code = "key_not_found"
    message = _("There is no such key at this site, or it is revoked already.")


class ClosedSite(Conflict):
    code = "closed_site"
    message = _("This site is closed: no program acts for it any more.")
