"""Every way in which drawing a sample is refused."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class DrawNotFound(NotFound):
    code = "draw_not_found"
    message = _("There is no such draw, or it is not yours to see.")


class DrawWrong(Invalid):
    code = "draw_wrong"
    message = _("Some of what was entered is not right.")


class MonthLasts(Conflict):
    code = "draw_month_lasts"
    message = _("%(month)s is not over everywhere yet. Draw it once it is over on every clock.")


class MonthDrawn(Conflict):
    code = "draw_month_drawn"
    message = _("%(month)s has been drawn already. A month is drawn once, so that nobody draws until it suits.")
