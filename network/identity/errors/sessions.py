"""Every way in which passwords, second factors and one's own sign-ins say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class SessionNotFound(NotFound):
    code = "session_not_found"
    message = _("This sign-in has ended already, or is not yours.")


class BadPassword(Invalid):
    """`fields` names what is wrong: the present password, or the new one."""

    code = "bad_password"
    message = _("The password is not right, or cannot be used.")


class WrongCode(Invalid):
    """A code that is wrong, too old, or was used before."""

    code = "wrong_code"
    message = _("This code is not right, or was used before. Wait for the next one and check the clock of your phone.")

    def __init__(self) -> None:
        super().__init__({"code": self.message})


class AlreadyEnrolled(Conflict):
    code = "already_enrolled"
    message = _("The second factor is set up already.")


class NotEnrolled(Conflict):
    code = "not_enrolled"
    message = _("There is no second factor on this account. Set one up first.")


class OwnSecondFactor(Conflict):
    code = "own_second_factor"
    message = _("Turn off your own second factor on the page of your account, with your password and a code.")
