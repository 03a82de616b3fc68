"""What happened to pre-check lists and shipments to HQ, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "prechecks.drafted": _("Draft of pre-check list %(name)s written"),
        "prechecks.published": _("Pre-check list %(name)s published"),
        "prechecks.deleted": _("Draft of pre-check list %(name)s deleted"),
        "shipment.sent": _("Shipment %(name)s to HQ handed to %(carrier)s, units: %(units)s"),
        "return.shipped": _("Return %(name)s shipped in %(shipment)s, pre-checks done"),
        "return.back": _("Return %(name)s back at the site"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "prechecks.drafted": "list-check",
        "prechecks.published": "list-check",
        "prechecks.deleted": "trash",
        "shipment.sent": "package-export",
        "return.shipped": "package-export",
        "return.back": "package",
    }
)

# What was done, as the return's own page says it.
_DONE: Mapping[str, Text] = MappingProxyType(
    {"return.shipped": _("shipped, pre-checks done"), "return.back": _("back at the site")}
)


def told(action: str) -> str:
    """What was done to a return, on its own page; empty for what has no words here."""
    return str(_DONE[action]) if action in _DONE else ""


def icon_of(action: str) -> str:
    return ICONS[action] if action in _DONE else ""
