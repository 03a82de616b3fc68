"""What happened to the reporting calendar, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {"report_calendar.set": _("From %(name)s on, reports are due by another rule")}
)
ICONS: Mapping[str, str] = MappingProxyType({"report_calendar.set": "calendar-due"})
