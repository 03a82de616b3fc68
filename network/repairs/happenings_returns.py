"""What happened to returns at HQ's desk and afterwards, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.orders import FINDING_LABELS
from network.web.happenings import Happening, Teller


def _retested(event: Happening) -> str:
    text = _("Return %(name)s tested a second time: %(finding)s")
    return text % {"name": event.name, "finding": _finding(event.facts.get("finding"))}


def _contested(event: Happening) -> str:
    text = _("Finding about return %(name)s contested: %(finding)s")
    return text % {"name": event.name, "finding": _finding(event.facts.get("finding"))}


def _decided(event: Happening) -> str:
    upheld = event.facts.get("outcome") == "upheld"
    text = _("Contest about return %(name)s upheld") if upheld else _("Contest about return %(name)s rejected")
    return text % {"name": event.name}


def _finding(kept: object) -> Text:
    return FINDING_LABELS.get(str(kept), "–")


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "shipment.received": lazy("Shipment %(name)s received by HQ"),
        "return.received": lazy("Return %(name)s received by HQ"),
        "return.tested": lazy("Return %(name)s tested; HQ goes on testing"),
        "return.retested": _retested,
        "return.inspected": lazy("Return %(name)s inspected by HQ"),
        "return.dispatched": lazy("Return %(name)s sent back by HQ"),
        "finding.contested": _contested,
        "finding.contest_retracted": lazy("Contest about return %(name)s taken back"),
        "finding.contest_decided": _decided,
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "shipment.received": "package",
        "return.received": "package",
        "return.tested": "search",
        "return.retested": "search",
        "return.inspected": "search",
        "return.dispatched": "package-export",
        "finding.contested": "message-report",
        "finding.contest_retracted": "arrow-back-up",
        "finding.contest_decided": "gavel",
    }
)
