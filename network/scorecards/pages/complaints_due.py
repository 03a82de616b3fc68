"""Complaints and suspected charges as lines of a home: what an operator owes, what waits for headquarters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.feedback.queries.waiting import OwedAnswer, Wait, WaitingComplaints
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.scorecards.pages.texts import days_text, whole
from network.scorecards.pages.waiting import TONES, since_text
from network.sites.rules.waiting import LONG, Urgency, urgency_of

_WORDS: Mapping[Wait, tuple[Text, str, str]] = MappingProxyType(
    {
        Wait.LOCATE: (lazy("Complaints whose site is to be found"), "search", "/complaints?stage=locate"),
        Wait.OVERDUE: (lazy("Complaints whose answer is overdue"), "alert-triangle", "/complaints?stage=overdue"),
        Wait.DECIDE: (lazy("Complaints to decide"), "gavel", "/complaints?stage=decide"),
        Wait.CARE: (lazy("Customers to call again"), "message-report", "/complaints?stage=care"),
        Wait.OVERCHARGES: (lazy("Suspected charges to decide"), "receipt", "/overcharges?state=suspected"),
    }
)


def owed_answer_line(owed: OwedAnswer, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    answer = owed.owed == "answer"
    return {
        "label": _("Complaint to answer") if answer else _("Suspected charge: say your side"),
        "subject": owed.number,
        "note": "",
        "symbol": "message-report" if answer else "receipt",
        "site": names.get(owed.site, owed.site),
        "href": f"/complaints/{owed.id}" if answer else f"/overcharges/{owed.id}",
        "day": current().date(owed.due_on),
        "on": owed.due_on,
        "left": days_text(owed.due_on, today),
        "tone": TONES[urgency_of(owed.due_on, today)],
    }


def waiting_complaints_line(waiting: WaitingComplaints, today: date) -> dict[str, Any]:
    label, symbol, href = _WORDS[waiting.wait]
    told = since_text(waiting.first, today)
    pressing = waiting.wait is Wait.OVERDUE or waiting.first + LONG <= today
    return {
        "tone": TONES[Urgency.SOON if pressing else Urgency.OPEN],
        "symbol": symbol,
        "count": whole(waiting.count),
        "label": str(label),
        "href": href,
        "detail": "",
        "sites": [],
        "when": told if waiting.count == 1 else _("the oldest %(when)s") % {"when": told},
    }
