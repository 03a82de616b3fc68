"""Every way in which connecting an account with somebody of a staff list says no."""

from network.foundation.errors import Conflict, Invalid
from network.foundation.i18n import lazy as _


class AccountNotAtSite(Invalid):
    """`fields` names `email`: the same for an account that there is not and one that works elsewhere."""

    code = "account_not_at_site"
    message = _("Nobody signs in with this address who runs this site or works at it. Ask headquarters to invite them.")

    def __init__(self) -> None:
        super().__init__({"email": self.message})


class AccountOfSomebodyElse(Conflict):
    code = "account_of_somebody_else"
    message = _("This account is connected with somebody else already.")


class ConnectedAlready(Conflict):
    code = "connected_already"
    message = _(
        "This person is connected with an account already. That stays so, because what they learn goes with it."
    )
