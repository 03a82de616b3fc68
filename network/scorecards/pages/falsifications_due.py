"""Cases of falsification as lines of a home: those a site may still speak to, those that wait for headquarters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.improvement.lists import FALSIFICATIONS
from network.improvement.queries.falsifications_waiting import CaseWait, OwedCase, WaitingCases
from network.scorecards.pages.texts import days_text, whole
from network.scorecards.pages.waiting import TONES, since_text
from network.sites.rules.waiting import LONG, Urgency, urgency_of

_WORDS: Mapping[CaseWait, tuple[Text, str]] = MappingProxyType(
    {
        CaseWait.DECIDE: (lazy("Cases of falsification to decide"), "gavel"),
        CaseWait.APPEALED: (lazy("Appeals about falsification to decide"), "scale"),
    }
)


def owed_case_line(owed: OwedCase, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    return {
        "label": _("Confirmed falsification: appeal possible") if owed.decided else _("Said to be falsified: answer"),
        "subject": owed.reference,
        "note": "",
        "symbol": "flag",
        "site": names.get(owed.site, owed.site),
        "href": f"{FALSIFICATIONS.path}/{owed.id}",
        "day": current().date(owed.due_on),
        "on": owed.due_on,
        "left": days_text(owed.due_on, today),
        "tone": TONES[urgency_of(owed.due_on, today)],
    }


def waiting_cases_line(waiting: WaitingCases, today: date) -> dict[str, Any]:
    label, symbol = _WORDS[waiting.wait]
    told = since_text(waiting.first, today)
    return {
        "tone": TONES[Urgency.SOON if waiting.first + LONG <= today else Urgency.OPEN],
        "symbol": symbol,
        "count": whole(waiting.count),
        "label": str(label),
        "href": f"{FALSIFICATIONS.path}?stage={waiting.wait}",
        "detail": "",
        "sites": [],
        "when": told if waiting.count == 1 else _("the oldest %(when)s") % {"when": told},
    }
