"""What happened to price lists, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "price_list.uploaded": _("Price list “%(title)s” uploaded, in force from %(from_on)s"),
        "price_list.withdrawn": _("Price list “%(title)s” withdrawn before it began: %(reason)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType({"price_list.uploaded": "upload", "price_list.withdrawn": "arrow-back-up"})
