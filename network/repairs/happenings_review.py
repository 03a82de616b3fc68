"""What happened when reports were reconciled and odd records looked at, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.anomalies import ODDITY_LABELS, Oddity
from network.repairs.rules.reconciliation import SIDE_LABELS, Side
from network.repairs.rules.report_figures import FIGURES
from network.web.happenings import Happening, Teller


def _corrected(event: Happening) -> str:
    facts = event.facts
    figure = FIGURES.get(str(facts.get("figure")))
    told: dict[str, Text] = {
        "name": event.name,
        "side": SIDE_LABELS[Side(facts["side"])],
        "figure": figure.label if figure else "–",
        "value": str(facts.get("value", "–")),
    }
    return _("Report %(name)s corrected by %(side)s: %(figure)s is %(value)s") % told


def _decided(event: Happening) -> str:
    """About which site and month, and what was odd."""
    confirmed = event.action == "review.confirmed"
    text = (
        _("%(kind)s: confirmed for %(site)s, %(month)s")
        if confirmed
        else _("%(kind)s: cleared for %(site)s, %(month)s")
    )
    return text % {**event.facts, "kind": ODDITY_LABELS[Oddity(event.facts["kind"])]}


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "figure.corrected": _corrected,
        "review.found": lazy("Records of %(name)s looked through: %(new)s new findings"),
        "review.confirmed": _decided,
        "review.cleared": _decided,
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "figure.corrected": "pencil",
        "review.found": "search",
        "review.confirmed": "flag",
        "review.cleared": "circle-check",
    }
)
