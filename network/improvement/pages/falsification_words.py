"""Cases of falsification as their pages show them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.improvement.rules.falsifications import (
    FALSIFICATION_LABELS,
    FALSIFICATION_STEP_LABELS,
    FALSIFIED_LABELS,
    FalsificationState,
    FalsificationStep,
)
from network.improvement.schemas.falsifications import FalsificationLine, FalsificationOut, FalsificationStepOut
from network.web.downloads import Cell

PATH = "/falsifications"

_State, _Step = FalsificationState, FalsificationStep
_TONES: Mapping[FalsificationState, tuple[str, str]] = MappingProxyType(
    {
        _State.OPEN: ("warn", "hourglass"),
        _State.CONFIRMED: ("bad", "gavel"),
        _State.DISMISSED: ("good", "circle-check"),
        _State.APPEALED: ("warn", "scale"),
        _State.UPHELD: ("bad", "gavel"),
        _State.OVERTURNED: ("good", "arrow-back-up"),
    }
)
_ICONS: Mapping[FalsificationStep, str] = MappingProxyType(
    {
        _Step.OPENED: "flag",
        _Step.ANSWERED: "message",
        _Step.CONFIRMED: "gavel",
        _Step.DISMISSED: "circle-check",
        _Step.APPEALED: "scale",
        _Step.UPHELD: "gavel",
        _Step.OVERTURNED: "arrow-back-up",
    }
)


def _state_text(line: FalsificationLine) -> str:
    """An answered case waits for a decision, which its state alone does not say."""
    if line.state is _State.OPEN and line.answered:
        return _("Answered, to be decided")
    return str(FALSIFICATION_LABELS[line.state])


def _last_day(until: datetime, line: FalsificationLine, language: Language) -> str:
    return language.date((until.astimezone(ZoneInfo(line.time_zone)) - timedelta(seconds=1)).date())


def _until(line: FalsificationLine, language: Language, at: datetime) -> str:
    """Until when the site may speak; empty when it may not any more, or did."""
    if line.state is _State.OPEN and not line.answered and at < line.answer_until:
        return _("Answer until %(day)s") % {"day": _last_day(line.answer_until, line, language)}
    if line.state is _State.CONFIRMED and line.appeal_until and at < line.appeal_until:
        return _("Appeal until %(day)s") % {"day": _last_day(line.appeal_until, line, language)}
    return ""


def case_row(line: FalsificationLine, language: Language, at: datetime) -> dict[str, Any]:
    zone = ZoneInfo(line.time_zone)
    return {
        "href": f"{PATH}/{line.id}",
        "reference": line.reference,
        "kind": str(FALSIFIED_LABELS[line.kind]),
        "site": line.site,
        "site_name": (line.site_name_zh or line.site_name) if language.code == "zh_CN" else line.site_name,
        "happened_on": language.date(line.happened_on),
        "state": (_state_text(line), *_TONES[line.state]),
        "until": _until(line, language, at),
        "opened_at": language.date(line.opened_at.astimezone(zone).date()),
    }


def case_cells(line: FalsificationLine) -> dict[str, Cell]:
    """The same for a file."""
    until = line.answer_until if line.state is _State.OPEN else line.appeal_until
    return {
        "reference": line.reference,
        "kind": str(FALSIFIED_LABELS[line.kind]),
        "site": line.site,
        "happened_on": line.happened_on.isoformat(),
        "state": _state_text(line),
        "until": until.astimezone(ZoneInfo(line.time_zone)).isoformat() if until else None,
        "opened_at": line.opened_at.astimezone(ZoneInfo(line.time_zone)).date().isoformat(),
    }


def case_view(found: FalsificationOut, language: Language, at: datetime) -> dict[str, Any]:
    """What the page of a case says of it."""
    row, quarter = case_row(found, language, at), Quarter.of(found.happened_on)
    return row | {
        "facts": [
            {"label": _("Site"), "value": f"{found.site} {row['site_name']}"},
            {"label": _("Kind of record"), "value": row["kind"]},
            {"label": _("Happened on"), "value": row["happened_on"]},
            {"label": _("Counts in"), "value": language.quarter(quarter.year, quarter.number)},
            {"label": _("Case opened on"), "value": row["opened_at"]},
            {"label": _("Answer possible until"), "value": _last_day(found.answer_until, found, language)},
            *(
                [{"label": _("Appeal possible until"), "value": _last_day(found.appeal_until, found, language)}]
                if found.appeal_until
                else []
            ),
        ],
        "link": found.link,
        "grounds": found.grounds,
        "answer": found.answer,
        "decision": found.decision,
        "appeal": found.appeal,
        "review": found.review,
        "answer_until": _last_day(found.answer_until, found, language),
    }


def case_step(step: FalsificationStepOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    text = str(FALSIFICATION_STEP_LABELS[step.what])
    return {
        "at": language.moment(step.at, zone),
        "iso": step.at.isoformat(),
        "who": step.who or _("Headquarters"),
        "text": _("%(label)s: %(text)s") % {"label": text, "text": step.note} if step.note else text,
        "icon": _ICONS[step.what],
    }
