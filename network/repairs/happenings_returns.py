"""What happened to returns at HQ's desk and afterwards, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.orders import FINDING_LABELS
from network.web.happenings import Happening, Teller

# What was done, as the return's own page says it, and the icon beside it.
_DONE: Mapping[str, tuple[Text, str]] = MappingProxyType(
    {
        "return.received": (lazy("received by HQ"), "package"),
        "return.tested": (lazy("tested; HQ goes on testing"), "search"),
        "return.retested": (lazy("tested a second time"), "search"),
        "return.inspected": (lazy("inspected by HQ"), "search"),
        "return.dispatched": (lazy("sent back by HQ"), "package-export"),
        "finding.contested": (lazy("finding contested"), "message-report"),
        "finding.contest_retracted": (lazy("contest taken back"), "arrow-back-up"),
        "finding.contest_decided": (lazy("contest decided"), "gavel"),
    }
)


def told(action: str) -> str:
    """What was done to a return, on its own page; empty for what has no words here."""
    return str(_DONE[action][0]) if action in _DONE else ""


def icon_of(action: str) -> str:
    return _DONE[action][1] if action in _DONE else ""


def _return(event: Happening) -> str:
    return _("Return %(name)s: %(done)s") % {"name": event.name, "done": told(event.action)}


def _with_finding(event: Happening) -> str:
    finding = FINDING_LABELS.get(str(event.facts.get("finding")), "–")
    text = _("Return %(name)s: %(done)s (%(finding)s)")
    return text % {"name": event.name, "done": told(event.action), "finding": finding}


def _decided(event: Happening) -> str:
    upheld = event.facts.get("outcome") == "upheld"
    text = _("Return %(name)s: contest upheld") if upheld else _("Return %(name)s: contest rejected")
    return text % {"name": event.name}


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    dict.fromkeys(_DONE, _return)
    | {
        "shipment.received": lazy("Shipment %(name)s received by HQ, units: %(units_received)s"),
        "return.retested": _with_finding,
        "finding.contested": _with_finding,
        "finding.contest_decided": _decided,
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {action: icon for action, (_text, icon) in _DONE.items()} | {"shipment.received": "package"}
)
