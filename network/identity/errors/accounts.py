"""Every way in which accounts and sessions say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound, ServicemarkError, Unavailable
from network.foundation.i18n import gettext
from network.foundation.i18n import lazy as _


class WrongCredentials(ServicemarkError):
    """The same for an unknown address, a wrong password and a disabled account."""

    status = 401
    code = "wrong_credentials"
    message = _("The email address or the password is not right. Check both and try again.")


class TooManyAttempts(ServicemarkError):
    """`retry_after`: seconds until the next try is read."""

    status = 429
    code = "too_many_attempts"
    message = _(
        "Too many attempts. Wait %(minutes)s minutes and try again, or ask your administrator for a new password."
    )
    retryable = True

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(minutes=-(-self.retry_after // 60))


class NoRole(Forbidden):
    code = "no_role"
    message = _("This account has no role any more. Ask your headquarters administrator.")


class Busy(Unavailable):
    code = "busy"
    message = _("Too many people are signing in at this moment. Try again in a few seconds.")


class AccountExists(Conflict):
    code = "account_exists"
    message = _("There is already an account for %(email)s.")


class AccountNotFound(NotFound):
    code = "account_not_found"
    message = _("There is no account for %(email)s.")


class OwnAccount(Conflict):
    code = "own_account"
    message = _("You cannot disable the account that you are signed in with.")


class BadAccount(Invalid):
    """`fields` names what is wrong."""

    code = "bad_account"
    message = _("The account cannot be made like this.")


class UnknownPlaces(Invalid):
    """Regions or sites that do not exist."""

    code = "unknown_places"
    message = _("Some of these regions or sites do not exist.")

    def __init__(self, field: str, names: list[str]) -> None:
        super().__init__({field: gettext("Unknown: %(names)s") % {"names": ", ".join(names)}})
