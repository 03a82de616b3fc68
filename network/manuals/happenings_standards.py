"""What happened to standards, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "standard.made": _("Standard set: %(indicator)s"),
        "standard.changed": _("Standard changed, %(indicator)s: %(reason)s"),
        "standard.retired": _("Standard %(standard)s retired: %(reason)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {"standard.made": "flag", "standard.changed": "pencil", "standard.retired": "archive"}
)
