"""Every way of saying no about the reporting calendar."""

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _


class BadCalendar(Invalid):
    code = "bad_calendar"
    message = _("Reports cannot be due by this rule.")
