"""How ratings of headquarters say no."""

from network.foundation.errors import Conflict
from network.foundation.i18n import lazy as _


class RatedAlready(Conflict):
    code = "headquarters_rated"
    message = _("Your site has rated headquarters for %(month)s already. The next rating can be given next month.")
