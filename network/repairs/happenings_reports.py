"""What happened to monthly reports, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.errors import Invalid
from network.foundation.i18n import gettext as _
from network.repairs.pages.report_words import month_text
from network.repairs.rules.report_figures import FIGURES
from network.web.happenings import Happening, Teller


def _month(event: Happening) -> str:
    """The subject is `report:S1/2026-07`."""
    month = event.name.rpartition("/")[2]
    try:
        return month_text(month)
    except Invalid:
        return month


def _submitted(event: Happening) -> str:
    if event.facts.get("nil"):
        return _("Nil report of %(month)s submitted") % {"month": _month(event)}
    values = {"month": _month(event), "revision": event.facts.get("revision", "")}
    return _("Report of %(month)s submitted, revision %(revision)s") % values


def _accepted(event: Happening) -> str:
    return _("Report of %(month)s accepted") % {"month": _month(event)}


def _returned(event: Happening) -> str:
    reasons = event.facts.get("reasons", {})
    labels = [str(FIGURES[key].label) if key in FIGURES else key for key in reasons]
    return _("Report of %(month)s sent back: %(fields)s") % {"month": _month(event), "fields": ", ".join(labels)}


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {"report.submitted": _submitted, "report.accepted": _accepted, "report.returned": _returned}
)
ICONS: Mapping[str, str] = MappingProxyType(
    {"report.submitted": "send", "report.accepted": "circle-check", "report.returned": "arrow-back-up"}
)
