"""What happened to patterns, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.web.happenings import Happening, Teller


def _marked(event: Happening) -> str:
    return _about(
        event, _("Fault %(fault_code)s of %(product)s marked as the product's; leaving the figures: %(orders)s")
    )


def _withdrawn(event: Happening) -> str:
    return _about(
        event, _("Fault %(fault_code)s of %(product)s no longer marked as the product's; counting again: %(orders)s")
    )


def _about(event: Happening, text: str) -> str:
    orders = int(event.facts.get("orders", 0))
    counted = ngettext("%(count)s order", "%(count)s orders", orders) % {"count": current().decimal(orders)}
    named = {name: event.facts.get(name, "–") for name in ("fault_code", "product")}
    return text % {**named, "orders": counted}


ACTIONS: Mapping[str, Teller] = MappingProxyType({"pattern.marked": _marked, "pattern.withdrawn": _withdrawn})
ICONS: Mapping[str, str] = MappingProxyType({"pattern.marked": "flag", "pattern.withdrawn": "arrow-back-up"})
