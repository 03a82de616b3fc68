"""Monthly reports in words: how far each is, when it is due, what its fields are called."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text, current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.rules.report_figures import FIGURES, ReportSection
from network.repairs.rules.reports import STATE_LABELS
from network.repairs.schemas.reports import MonthOut
from network.sites.pages.sites import site_path

WORD_LABELS: Mapping[ReportSection, Text] = MappingProxyType(
    {
        ReportSection.INCIDENTS: lazy("What happened, and what was done"),
        ReportSection.FEEDBACK: lazy("What headquarters should hear"),
    }
)
# Every field of the form, by its name there.
FIELD_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "nil": lazy("No activity"),
        **{key: figure.label for key, figure in FIGURES.items()},
        **{f"words-{section.value}": label for section, label in WORD_LABELS.items()},
    }
)

# State -> tone and icon, as tags draw them. `missing` and `open` are a site's month without a report.
BADGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "open": ("neutral", "circle-dashed"),
        "draft": ("neutral", "pencil"),
        "missing": ("bad", "alert-circle"),
        "submitted": ("info", "send"),
        "returned": ("warn", "arrow-back-up"),
        "accepted": ("good", "circle-check"),
        "superseded": ("neutral", "history"),
    }
)
_LABELS: Mapping[str, Text] = MappingProxyType({**STATE_LABELS, "open": lazy("Not begun"), "missing": lazy("Missing")})

SOON = timedelta(days=3)
_HOURS_TOLD = timedelta(days=2)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def month_text(month: str | date) -> str:
    """`2026-07`, or its first day, as the reader writes a month."""
    read = Month.parse(month) if isinstance(month, str) else Month(month.year, month.month)
    return current().month(read.year, read.number)


def report_path(code: str, month: str, *parts: str) -> str:
    return site_path(code, "reports", month, *parts)


def badge(state: str) -> dict[str, str]:
    """The arguments of a tag."""
    tone, symbol = BADGES[state]
    return {"label": str(_LABELS[state]), "tone": tone, "icon": symbol}


def month_badge(month: MonthOut, now: datetime) -> dict[str, str]:
    """How far a month's report is; without one after the deadline it is missing."""
    unfiled = month.state in ("open", "draft")
    return badge("missing" if unfiled and month.due_at <= now else month.state)


def timing(month: MonthOut, now: datetime) -> dict[str, str] | None:
    """Whether it came in time, or how long there is; None while that is not told yet."""
    if month.on_time is not None:
        return {"label": _("On time"), "tone": "good"} if month.on_time else {"label": _("Late"), "tone": "bad"}
    if month.due_at <= now:
        return {"label": _late(now - month.due_at), "tone": "bad"}
    left = month.due_at - now
    return {"label": _left(left), "tone": "warn" if left <= SOON else "neutral"}


def _left(left: timedelta) -> str:
    if left < _HOURS_TOLD:
        hours = max(int(left / _HOUR), 1)
        return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
    days = int(left / _DAY)
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": current().decimal(days)}


def _late(since: timedelta) -> str:
    days = int(since / _DAY) + 1
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": current().decimal(days)}


def due_text(due_at: datetime, zone: ZoneInfo) -> str:
    """The last day, to its very end: what is due at midnight belongs to the day that ends there."""
    last = (due_at - timedelta(microseconds=1)).astimezone(zone).date()
    return _("%(day)s, 24:00") % {"day": current().date(last)}


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    return current().moment(at, zone) if at else ""


def count(value: int | None) -> str:
    return "" if value is None else current().decimal(value)


def month_row(month: MonthOut, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """A line of a site's list of months."""
    return {
        "month": month_text(month.month),
        "href": report_path(month.site, month.month),
        "badge": month_badge(month, now),
        "timing": timing(month, now),
        "due": due_text(month.due_at, zone),
        "timed": moment(month.timed_at, zone),
        "nil": month.nil,
        "correcting": month.correcting,
    }
