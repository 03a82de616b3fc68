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
