"""Calibration rounds in words of the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from network.audits.pages.checklist_words import local
from network.audits.rules.checklists import ChecklistDocument
from network.audits.schemas.calibrations import AgreementOut, RoundDetail, RoundOut, RoundState
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.foundation.kappa import ENOUGH_PAIRS, POOR

PATH = "/calibrations"
STATES: Mapping[RoundState, tuple[Text, str, str]] = MappingProxyType(
    {
        RoundState.DRAFT: (lazy("Draft"), "neutral", "circle-dashed"),
        RoundState.OPEN: (lazy("Open to auditors"), "info", "player-play"),
        RoundState.CLOSED: (lazy("Closed"), "neutral", "lock"),
    }
)
DONE: Mapping[str, Text] = MappingProxyType(
    {
        "begun": lazy("The round is a draft. Write down the answers that are right, then open it."),
        "changed": lazy("The changes are saved."),
        "reference": lazy("The answers that are held to be right are saved. Auditors do not see them."),
        "opened": lazy("The round is open. Every active auditor finds it under Calibration."),
        "closed": lazy("The round is closed. It counts in the quality of auditors from now on."),
    }
)


def round_row(each: RoundOut) -> dict[str, Any]:
    reading = current()
    label, tone, symbol = STATES[each.state]
    return {
        "name": each.name,
        "href": f"{PATH}/{each.id}",
        "state": {"label": str(label), "tone": tone, "symbol": symbol},
        "checklist": f"{each.checklist_key} {each.checklist_version}",
        "closes": reading.moment(each.closes_at) if each.closes_at else "–",
        "answered": _("%(count)s of %(total)s")
        % {"count": reading.decimal(each.answered), "total": reading.decimal(each.auditors)},
    }


def agreement_cells(found: AgreementOut | None) -> dict[str, Any]:
    """Per cent, kappa and how many pairs; where a number is none, why. `tone`: of a kappa that is poor."""
    if found is None or found.rate is None:
        why = _("Nothing to compare with yet.")
        return {"rate": None, "kappa": None, "pairs": "0", "why": why, "few": False, "tone": ""}
    return {
        "rate": current().percent(found.rate),
        "kappa": None if found.kappa is None else current().decimal(found.kappa, 2),
        "pairs": current().decimal(found.pairs),
        "why": _("Not defined: all answers are the same, so that chance explains all."),
        "few": found.pairs < ENOUGH_PAIRS,
        "tone": "warn" if found.kappa is not None and found.kappa < POOR and found.pairs >= ENOUGH_PAIRS else "",
    }


def answer_rows(found: RoundDetail) -> list[dict[str, Any]]:
    return [
        {
            "auditor": each.auditor,
            "href": f"/auditors/quality/{each.auditor_id}",
            "at": current().moment(each.answered_at),
            "score": _points(each.score),
            "off": _points(each.score - found.reference_score)
            if each.score is not None and found.reference_score is not None
            else "–",
            **agreement_cells(each.agreement),
        }
        for each in found.given
    ]


def question_rows(found: RoundDetail, document: ChecklistDocument) -> list[dict[str, Any]]:
    """The questions that were compared, those first on which fewest agree."""
    rows = [
        (found.questions[question.key].rate or Decimal(0), local(question.label), found.questions[question.key])
        for question in document.questions
        if question.key in found.questions
    ]
    rows.sort(key=lambda row: row[0])
    return [{"label": label, **agreement_cells(each)} for _rate, label, each in rows]


def crumbs(found: RoundOut | None = None, last: str = "") -> list[dict[str, str]]:
    steps = [(_("Calibration rounds"), PATH)]
    if found:
        steps.append((found.name, f"{PATH}/{found.id}"))
    if last:
        steps.append((last, ""))
    return [{"label": label, "href": href} for label, href in steps]


def _points(value: Decimal | None) -> str:
    return "–" if value is None else current().decimal(value, 2)
