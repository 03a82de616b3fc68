"""The reporting calendar in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.pages.report_words import month_text, report_path
from network.repairs.rules.report_calendar import DueState
from network.repairs.schemas.report_calendar import DueDayOut, DueOut, RuleOut

STATES: Mapping[DueState, tuple[str, Text, str]] = MappingProxyType(
    {
        DueState.REPORTED: ("good", lazy("Submitted"), "circle-check"),
        DueState.LATE: ("bad", lazy("Missing"), "alert-circle"),
        DueState.DUE: ("neutral", lazy("Not due yet"), "calendar-due"),
    }
)
# A rule may be set this far ahead.
_MONTHS_AHEAD = 12


def day_text(day: date) -> str:
    """A report is due at the end of its day."""
    return _("%(day)s, 24:00") % {"day": current().date(day)}


def rule_text(rule: RuleOut) -> str:
    text = _("Working day %(day)s of the next month") if rule.working_days else _("Day %(day)s of the next month")
    return text % {"day": rule.day}


def rule_row(rule: RuleOut) -> dict[str, str]:
    return {
        "from_month": month_text(rule.from_month) if rule.from_month else _("The beginning"),
        "rule": rule_text(rule),
        "set_by": rule.set_by or "",
        "set_at": current().moment(rule.set_at) if rule.set_at else "",
    }


def day_rows(days: Sequence[DueDayOut]) -> list[dict[str, str]]:
    number = current().decimal
    return [
        {
            "month": month_text(each.month),
            "due": day_text(each.due_on),
            "sites": number(each.sites),
            "reported": number(each.reported),
            "late": number(each.late) if each.late else "",
            "href": f"/reports?month={each.month}",
        }
        for each in days
    ]


def due_row(due: DueOut) -> dict[str, Any]:
    tone, label, icon = STATES[due.state]
    return {
        "site": site_name(due),
        "month": month_text(due.month),
        "due": day_text(due.due_on),
        "state": {"label": str(label), "tone": tone, "icon": icon},
        "href": report_path(due.site, due.month),
    }


def site_name(due: DueOut) -> str:
    return due.name_zh if current().code == "zh_CN" else due.name


def month_options(now: datetime) -> list[dict[str, str]]:
    """The running month and those after it."""
    first = Month(now.year, now.month)
    months = [str(first.shift(ahead)) for ahead in range(_MONTHS_AHEAD + 1)]
    return [{"value": month, "label": month_text(month)} for month in months]
