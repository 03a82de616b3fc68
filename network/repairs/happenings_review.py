"""What happened when reports were reconciled and odd records looked at, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text, current, lazy, ngettext
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


def _parts(event: Happening) -> str:
    count = int(event.facts.get("records", 0))
    text = ngettext(
        "%(count)s line of parts imported from %(file)s", "%(count)s lines of parts imported from %(file)s", count
    )
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


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
        "parts.imported": _parts,
        "part.changed": lazy("Parts %(name)s changed"),
        "review.found": lazy("Records of %(name)s looked through: %(new)s new findings"),
        "review.confirmed": _decided,
        "review.cleared": _decided,
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "figure.corrected": "pencil",
        "parts.imported": "upload",
        "part.changed": "pencil",
        "review.found": "search",
        "review.confirmed": "flag",
        "review.cleared": "circle-check",
    }
)
