"""Corrective actions as lines of a home: those an operator owes, those that wait for headquarters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.improvement.lists import PATH
from network.improvement.queries.waiting import OwedAction, Wait, WaitingActions
from network.scorecards.pages.texts import days_text, whole
from network.scorecards.pages.waiting import TONES, since_text
from network.sites.pages.sites import site_path
from network.sites.rules.waiting import LONG, Urgency, urgency_of

_WORDS: Mapping[Wait, tuple[Text, str]] = MappingProxyType(
    {
        Wait.VERIFY: (lazy("Answers to findings to verify or send back"), "clipboard-check"),
        Wait.TIME: (lazy("Requests for more time to decide"), "hourglass"),
        Wait.CHECK: (lazy("Corrective actions whose effect is to be checked"), "search"),
    }
)


def owed_action_line(owed: OwedAction, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    chinese = current().code == "zh_CN"
    return {
        "label": _("Answer sent back: put it right") if owed.returned else _("Finding to answer"),
        "subject": (owed.title_zh or owed.title) if chinese else owed.title,
        "note": "",
        "symbol": "alert-triangle",
        "site": names.get(owed.site, owed.site),
        "href": site_path(owed.site, "actions", str(owed.action)),
        "day": current().date(owed.due_on),
        "on": owed.due_on,
        "left": days_text(owed.due_on, today),
        "tone": TONES[urgency_of(owed.due_on, today)],
    }


def waiting_actions_line(waiting: WaitingActions, today: date) -> dict[str, Any]:
    label, symbol = _WORDS[waiting.wait]
    told = since_text(waiting.first, today)
    return {
        "tone": TONES[Urgency.SOON if waiting.first + LONG <= today else Urgency.OPEN],
        "symbol": symbol,
        "count": whole(waiting.count),
        "label": str(label),
        "href": f"{PATH}?stage={waiting.wait}",
        "detail": "",
        "sites": [],
        "when": told if waiting.count == 1 else _("the oldest %(when)s") % {"when": told},
    }
