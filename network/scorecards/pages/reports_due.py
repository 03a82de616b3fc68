"""Monthly reports as lines of a home: those an operator owes, those that wait for headquarters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.repairs.pages.report_words import month_text, report_path
from network.repairs.queries.report_due import Owed, WaitingReports
from network.scorecards.pages.texts import days_text, whole
from network.scorecards.pages.waiting import TONES, since_text
from network.sites.rules.waiting import LONG, Urgency, urgency_of


def owed_line(owed: Owed, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    day = owed.last_day
    return {
        "label": _("Report sent back: correct it") if owed.returned else _("Monthly report to submit"),
        "subject": month_text(owed.month),
        "note": "",
        "symbol": "report",
        "site": names.get(owed.site, owed.site),
        "href": report_path(owed.site, f"{owed.month:%Y-%m}"),
        "day": current().date(day),
        "on": day,
        "left": days_text(day, today),
        "tone": "warn" if owed.returned else TONES[urgency_of(day, today)],
    }


def waiting_reports_line(waiting: WaitingReports, today: date) -> dict[str, Any]:
    first = waiting.first.date()
    told = since_text(first, today)
    return {
        "tone": TONES[Urgency.SOON if first + LONG <= today else Urgency.OPEN],
        "symbol": "report",
        "count": whole(waiting.count),
        "label": _("Reports of %(month)s to accept or send back") % {"month": month_text(waiting.month)},
        "href": f"/reports?month={waiting.month:%Y-%m}&state=submitted",
        "detail": "",
        "sites": [],
        "when": told if waiting.count == 1 else _("the oldest %(when)s") % {"when": told},
    }
