"""Cases of overcharging as their pages show them."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.feedback.rules.overcharges import CASE_LABELS, CASE_STEP_LABELS, GROUND_LABELS, CaseState, CaseStep
from network.feedback.schemas.overcharges import CaseLine, CaseOut, CaseStepOut
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.web.downloads import Cell

PATH = "/overcharges"

_TONES: Mapping[CaseState, tuple[str, str]] = MappingProxyType(
    {
        CaseState.SUSPECTED: ("warn", "hourglass"),
        CaseState.SUBSTANTIATED: ("bad", "gavel"),
        CaseState.DISMISSED: ("good", "circle-check"),
    }
)
_ICONS: Mapping[CaseStep, str] = MappingProxyType(
    {
        CaseStep.FOUND: "receipt",
        CaseStep.TOLD: "message-report",
        CaseStep.STATED: "message",
        CaseStep.SUBSTANTIATED: "gavel",
        CaseStep.DISMISSED: "circle-check",
    }
)


def _excess(line: CaseLine) -> Decimal | None:
    return None if line.charge is None else line.charge - (line.highest or Decimal(0))


def case_row(line: CaseLine, language: Language) -> dict[str, Any]:
    def money(amount: Decimal | None) -> str:
        return language.money(amount, line.currency) if amount is not None and line.currency else "–"

    return {
        "href": f"{PATH}/{line.id}",
        "order_no": line.order_no or _("without an order"),
        "ground": str(GROUND_LABELS[line.ground]),
        "site": line.site,
        "site_name": (line.site_name_zh or line.site_name) if language.code == "zh_CN" else line.site_name,
        "charged_on": language.date(line.charged_on),
        "charge": money(line.charge),
        "highest": money(line.highest),
        "excess": money(_excess(line)),
        "state": (str(CASE_LABELS[line.state]), *_TONES[line.state]),
        "stated": _("yes") if line.stated else _("no"),
    }


def case_cells(line: CaseLine) -> dict[str, Cell]:
    """The same for a file."""
    return {
        "order_no": line.order_no,
        "ground": str(GROUND_LABELS[line.ground]),
        "site": line.site,
        "charged_on": line.charged_on.isoformat(),
        "charge": line.charge,
        "highest": line.highest,
        "excess": _excess(line),
        "state": str(CASE_LABELS[line.state]),
        "stated": _("yes") if line.stated else _("no"),
    }


def case_view(found: CaseOut, language: Language) -> dict[str, Any]:
    """What the page of a case says of it."""
    row = case_row(found, language)
    order = f"/sites/{found.site}/orders/{found.repair_order}" if found.repair_order else ""
    return row | {
        "title": _("Charge of order %(number)s") % {"number": found.order_no} if found.order_no else _("A charge"),
        "facts": [
            {"label": _("Site"), "value": f"{found.site} {row['site_name']}"},
            {"label": _("Charged on"), "value": row["charged_on"]},
            {"label": _("Charge"), "value": row["charge"] if found.charge is not None else None,
             "reason": _("No charge is recorded; a customer says so.")},
            {"label": _("Price list allows"), "value": row["highest"] if found.highest is not None else None,
             "reason": _("No price was looked up: under warranty nothing is allowed; a complaint may name no order.")},
            {"label": _("Product"), "value": found.product or None, "reason": _("No product was named.")},
            {"label": _("Service"), "value": found.service or None, "reason": _("No service was named.")},
        ],
        "order_href": order,
        "list_href": f"/price-lists/{found.price_list}" if found.price_list else "",
        "complaint_href": f"/complaints/{found.complaint}" if found.complaint else "",
        "complaint_no": found.complaint_no,
        "statement": found.statement,
        "decision": found.decision,
    }  # fmt: skip


def case_step(step: CaseStepOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    text = str(CASE_STEP_LABELS[step.what])
    return {
        "at": language.moment(step.at, zone),
        "iso": step.at.isoformat(),
        "who": step.who or _("Headquarters"),
        "text": _("%(label)s: %(text)s") % {"label": text, "text": step.note} if step.note else text,
        "icon": _ICONS[step.what],
    }
