"""Findings and corrective actions as their pages show them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.improvement.rules.actions import ACTION_LABELS, EXTENSION_LABELS, STEP_LABELS, ActionState, Step
from network.improvement.rules.findings import FINDING_LABELS, GRADE_LABELS, SOURCE_LABELS, FindingState, Grade
from network.improvement.schemas.findings import (
    ActionFileOut,
    ActionOut,
    ExtensionOut,
    FindingLine,
    FindingOut,
    LaterVisit,
    StepOut,
)
from network.sites.pages.sites import site_path
from network.web.downloads import Cell

# Label, tone and icon, as the macro `tag` takes them.
Tag = tuple[str, str, str]

_ACTION_TONES: Mapping[ActionState, tuple[str, str]] = MappingProxyType(
    {
        ActionState.OPEN: ("warn", "hourglass"),
        ActionState.ANSWERED: ("info", "clock"),
        ActionState.RETURNED: ("bad", "arrow-back-up"),
        ActionState.VERIFIED: ("good", "check"),
        ActionState.EFFECTIVE: ("good", "circle-check"),
        ActionState.INEFFECTIVE: ("bad", "circle-x"),
        ActionState.WITHDRAWN: ("neutral", "arrow-back-up"),
    }
)
_GRADE_TONES: Mapping[Grade, tuple[str, str]] = MappingProxyType(
    {Grade.MINOR: ("neutral", ""), Grade.MAJOR: ("warn", "alert-triangle"), Grade.CRITICAL: ("bad", "alert-circle")}
)
_FINDING_TONES: Mapping[FindingState, tuple[str, str]] = MappingProxyType(
    {
        FindingState.OPEN: ("warn", "tools"),
        FindingState.CLOSED: ("good", "circle-check"),
        FindingState.WITHDRAWN: ("neutral", "arrow-back-up"),
    }
)
_STEP_ICONS: Mapping[Step, str] = MappingProxyType(
    {
        Step.RAISED: "alert-circle",
        Step.ANSWERED: "message-report",
        Step.RETURNED: "arrow-back-up",
        Step.VERIFIED: "check",
        Step.ASKED_FOR_TIME: "hourglass",
        Step.GRANTED: "calendar",
        Step.REFUSED: "x",
        Step.EFFECTIVE: "circle-check",
        Step.INEFFECTIVE: "circle-x",
        Step.WITHDRAWN: "arrow-back-up",
    }
)


def action_path(code: str, action: object, *parts: str) -> str:
    return site_path(code, "actions", str(action), *parts)


def finding_path(code: str, finding: object, *parts: str) -> str:
    return site_path(code, "findings", str(finding), *parts)


def title_in(title: Mapping[str, str], language: Language) -> str:
    return title.get(language.code) or title.get("en", "")


def action_tag(state: ActionState) -> Tag:
    return (str(ACTION_LABELS[state]), *_ACTION_TONES[state])


def grade_tag(grade: Grade) -> Tag:
    return (str(GRADE_LABELS[grade]), *_GRADE_TONES[grade])


def finding_tag(state: FindingState) -> Tag:
    return (str(FINDING_LABELS[state]), *_FINDING_TONES[state])


def finding_row(line: FindingLine, language: Language) -> dict[str, Any]:
    """A row of the list; `href` leads to what is to be done about it."""
    return {
        "href": action_path(line.site, line.action),
        "title": title_in(line.title, language),
        "repeated": line.repeated,
        "site": line.site,
        "site_name": (line.site_name_zh or line.site_name) if language.code == "zh_CN" else line.site_name,
        "grade": grade_tag(line.grade),
        "action_state": action_tag(line.action_state),
        "asks_time": line.asks_time,
        "overdue": line.overdue,
        "due_on": language.date(line.due_on),
        "found_on": language.date(line.found_on),
        "state": finding_tag(line.state),
        "source": str(SOURCE_LABELS[line.source]),
    }


def finding_cells(line: FindingLine, language: Language) -> dict[str, Cell]:
    """The same for a file: days as ISO 8601."""
    return {
        "title": title_in(line.title, language),
        "site": line.site,
        "grade": str(GRADE_LABELS[line.grade]),
        "action_state": str(ACTION_LABELS[line.action_state]),
        "due_on": line.due_on.isoformat(),
        "found_on": line.found_on.isoformat(),
        "state": str(FINDING_LABELS[line.state]),
        "source": str(SOURCE_LABELS[line.source]),
    }


def finding_view(found: FindingOut, language: Language) -> dict[str, Any]:
    """What the pages of a finding and of its actions say of it."""
    return {
        "title": title_in(found.title, language),
        "detail": found.detail,
        "grade": grade_tag(found.grade),
        "repeated": found.repeated,
        "state": finding_tag(found.state),
        "open": found.state is FindingState.OPEN,
        "href": finding_path(found.site, found.id),
        "audit_href": site_path(found.site, "audits", str(found.audit)) if found.audit else "",
        "closed_reason": found.closed_reason or "",
        "facts": [
            {"label": _("Found on"), "value": language.date(found.found_on)},
            {"label": _("Source"), "value": str(SOURCE_LABELS[found.source])},
            *([{"label": _("Written down by"), "value": found.raised_by}] if found.raised_by else []),
        ],
        "actions": [
            {
                "href": action_path(found.site, each.id),
                "state": action_tag(each.state),
                "due": language.date(each.due_on),
                "done": language.date(each.done_on) if each.done_on else "",
                "check": language.date(each.check_on) if each.check_on else "",
            }
            for each in found.actions
        ],
        "later": [_later(found.site, each, language) for each in found.later],
    }


def action_view(found: ActionOut, language: Language) -> dict[str, Any]:
    days = (found.due_on - found.today).days
    told = {"day": language.date(found.due_on), "count": language.decimal(abs(days))}
    late = ngettext("%(count)s day late", "%(count)s days late", abs(days)) % told if found.overdue else ""
    facts = [
        (_("To be done by"), told["day"], ""),
        (_("Before more time was granted"), _other(found, language), _("No more time was granted.")),
        (_("Done"), language.date(found.done_on) if found.done_on else None, _("It has not been verified yet.")),
        (
            _("Effect is checked on"),
            language.date(found.check_on) if found.check_on else None,
            _("90 days after it is verified."),
        ),
    ]
    return {
        "state": action_tag(found.state),
        "late": late,
        "due_on": found.due_on.isoformat(),
        "facts": [{"label": label, "value": value, "reason": reason} for label, value, reason in facts],
        "answer": [
            {"label": _("What was done at once"), "text": found.containment},
            {"label": _("Root cause"), "text": found.root_cause},
            {"label": _("What keeps it from happening again"), "text": found.remedy},
            {"label": _("Who sees to it"), "text": found.owner},
        ]
        if found.containment
        else [],
    }


def _other(found: ActionOut, language: Language) -> str | None:
    return language.date(found.first_due_on) if found.first_due_on != found.due_on else None


def step_entry(step: StepOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    """An entry of the macro `timeline`."""
    label = str(STEP_LABELS[step.what])
    return {
        "at": language.moment(step.at, zone),
        "iso": step.at.isoformat(),
        "who": step.who or _("Headquarters"),
        "text": _("%(label)s: %(text)s") % {"label": label, "text": step.note} if step.note else label,
        "icon": _STEP_ICONS[step.what],
    }


def extension_view(asked: ExtensionOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    return {
        "due": language.date(asked.due_on),
        "reason": asked.reason,
        "state": str(EXTENSION_LABELS[asked.state]),
        "asked": _("Asked for %(at)s by %(who)s") % {"at": language.moment(asked.asked_at, zone), "who": asked.asker},
        "decision": asked.decision or "",
    }


def file_view(file: ActionFileOut, code: str, action: object) -> dict[str, str]:
    href = action_path(code, action, "files", str(file.id))
    return {"name": file.name, "href": href, "thumbnail": f"{href}/thumbnail" if file.pictured else ""}


def _later(code: str, visit: LaterVisit, language: Language) -> dict[str, Any]:
    words = {
        True: (_("Failed again"), "bad", "circle-x"),
        False: (_("Found in order"), "good", "circle-check"),
        None: (_("Not asked"), "neutral", ""),
    }
    return {
        "day": language.date(visit.visited_on),
        "href": site_path(code, "audits", str(visit.audit)),
        "result": words[visit.failed],
    }
