"""The refusals that HTTP itself brings: raised here, told by `network.web.errors`."""

from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import lazy as _


class SignInNeeded(ServicemarkError):
    status = 401
    code = "sign_in_needed"
    message = _("Sign in to go on. A sign-in ends after some hours, or when the password is changed.")


class WrongKey(ServicemarkError):
    """The same for a key that never was one and for one that was, so that a key tells nothing after its end."""

    status = 401
    code = "wrong_key"
    message = _("This key opens nothing: it is unknown, revoked or expired, or its site or its maker has gone.")


class KeysElsewhere(Forbidden):
    """A key where a person is needed."""

    code = "keys_elsewhere"
    message = _("This is for people who sign in. A key opens what it was made for under /api/v1/.")


class ForeignRequest(Forbidden):
    """An unsafe request that another site may have made the browser send (CSRF)."""

    code = "foreign_request"
    message = _("This did not come from a page of this address. Reload the page and send it again.")


class Malformed(ServicemarkError):
    status = 400
    code = "malformed"
    message = _("What was sent could not be read: it is not valid JSON or not valid UTF-8, or is nested too deeply.")


class UnsupportedContent(ServicemarkError):
    status = 415
    code = "unsupported_content"
    message = _("This kind of content is not taken here. Send it as %(expected)s.")


class NotReady(ServicemarkError):
    status = 503
    code = "not_ready"
    message = _("The database has not been upgraded to this program yet.")
    retryable = True
