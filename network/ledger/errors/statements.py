"""Every way statements say no."""

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _


class PeriodTurned(Invalid):
    code = "statement_period_turned"
    message = _("The last day comes before the first. Exchange the two.")


class PeriodTooFar(Invalid):
    code = "statement_period_too_far"
    message = _("A statement begins in 1990 at the earliest and ends in 9000 at the latest. Enter other days.")


class DayWrong(Invalid):
    code = "statement_day_wrong"
    message = _("Some of what was entered is not right.")
