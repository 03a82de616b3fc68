"""What comes in and what goes out of the repairs domain."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class FileKind(StrEnum):
    """What an imported file holds."""

    ORDERS = "orders"
    HQ_RETURNS = "hq_returns"
    SITES = "sites"


FILE_KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FileKind.ORDERS: _("Repair orders"),
        FileKind.HQ_RETURNS: _("Returns to HQ"),
        FileKind.SITES: _("Sites"),
    }
)
