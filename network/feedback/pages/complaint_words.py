"""Complaints as their pages show them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.feedback.queries.problems import NEWEST, problem_tree
from network.feedback.rules.complaints import (
    CHANNEL_LABELS,
    COMPLAINT_LABELS,
    RESPONSIBLE_LABELS,
    SEVERITY_LABELS,
    STEP_LABELS,
    ComplaintState,
    Severity,
    Step,
)
from network.feedback.rules.problems import branch_of
from network.feedback.schemas.complaints import ComplaintLine, ComplaintOut, StepOut
from network.foundation.i18n import Language, Text, current
from network.foundation.i18n import gettext as _
from network.web.downloads import Cell

PATH = "/complaints"
# Label, tone and icon, as the macro `tag` takes them.
Tag = tuple[str, str, str]

_STATE_TONES: Mapping[ComplaintState, tuple[str, str]] = MappingProxyType(
    {
        ComplaintState.RECEIVED: ("warn", "inbox"),
        ComplaintState.ACKNOWLEDGED: ("info", "hourglass"),
        ComplaintState.ANSWERED: ("info", "message-report"),
        ComplaintState.CLOSED: ("good", "circle-check"),
    }
)
_SEVERITY_TONES: Mapping[Severity, tuple[str, str]] = MappingProxyType(
    {
        Severity.MINOR: ("neutral", ""),
        Severity.MAJOR: ("warn", "alert-triangle"),
        Severity.CRITICAL: ("bad", "alert-circle"),
    }
)
_STEP_ICONS: Mapping[Step, str] = MappingProxyType(
    {
        Step.ENTERED: "inbox",
        Step.LOCATED: "search",
        Step.ACKNOWLEDGED: "check",
        Step.STATED: "message",
        Step.WAITED: "hourglass",
        Step.WENT_ON: "clock",
        Step.ANSWERED: "message-report",
        Step.DECIDED: "gavel",
        Step.CLOSED: "circle-check",
        Step.CARED: "user",
    }
)


def complaint_path(complaint: UUID, *parts: str) -> str:
    return "/".join((PATH, str(complaint), *parts))


def branch_labels() -> dict[str, Text]:
    """By key, in the reader's language, in the order of the tree."""
    code = current().code
    return {branch.key: branch.label.in_language(code) for branch in problem_tree().branches}


def branch_text(key: str) -> str:
    return str(branch_labels().get(key, key))


def problem_text(key: str, version: int = NEWEST) -> str:
    """The problem in the reader's language; its key where the tree does not have it."""
    found = problem_tree(version).problem(key)
    return found[1].label.in_language(current().code) if found else key


def problem_options() -> list[dict[str, str]]:
    """Every problem with its branch before it, for a choice."""
    code = current().code
    return [
        {"value": problem.key, "label": f"{branch.label.in_language(code)} · {problem.label.in_language(code)}"}
        for branch in problem_tree().branches
        for problem in branch.problems
    ]


def verdict_tag(substantiated: bool | None) -> Tag | None:
    if substantiated is None:
        return None
    return (_("Substantiated"), "bad", "gavel") if substantiated else (_("Not substantiated"), "good", "gavel")


def complaint_row(line: ComplaintLine, language: Language) -> dict[str, Any]:
    """A row of the list."""
    zone = ZoneInfo(line.time_zone)
    return {
        "href": complaint_path(line.id),
        "complaint_no": line.complaint_no,
        "problem": problem_text(line.problem),
        "branch": branch_text(branch_of(line.problem)),
        "site": line.site,
        "site_name": _named(line, language),
        "severity": (str(SEVERITY_LABELS[line.severity]), *_SEVERITY_TONES[line.severity]),
        "received_at": language.moment_lines(line.received_at, zone),
        "due_at": language.moment_lines(line.due_at, zone),
        "late": line.late,
        "waits": line.waits,
        "state": state_tag(line),
        "verdict": verdict_tag(line.substantiated),
        "channel": str(CHANNEL_LABELS[line.channel]),
        "care_on": language.date(line.care_on) if line.care_on else "",
    }


def complaint_cells(line: ComplaintLine) -> dict[str, Cell]:
    """The same for a file: moments as ISO 8601."""
    zone = ZoneInfo(line.time_zone)
    verdict = verdict_tag(line.substantiated)
    return {
        "complaint_no": line.complaint_no,
        "problem": line.problem,
        "site": line.site,
        "severity": str(SEVERITY_LABELS[line.severity]),
        "received_at": line.received_at.astimezone(zone).isoformat(timespec="minutes"),
        "due_at": line.due_at.astimezone(zone).isoformat(timespec="minutes"),
        "state": str(COMPLAINT_LABELS[line.state]),
        "verdict": verdict[0] if verdict else "",
        "channel": str(CHANNEL_LABELS[line.channel]),
        "care_on": line.care_on.isoformat() if line.care_on else "",
    }


def state_tag(line: ComplaintLine) -> Tag:
    return (str(COMPLAINT_LABELS[line.state]), *_STATE_TONES[line.state])


def complaint_view(found: ComplaintOut, language: Language) -> dict[str, Any]:
    """What the page of a complaint says of it."""
    zone = ZoneInfo(found.time_zone)
    site = f"{found.site} {_named(found, language)}" if found.site else None
    return complaint_row(found, language) | {
        "words": found.words,
        "facts": [
            {"label": _("Site"), "value": site, "reason": _("Nobody knows yet at which site this was.")},
            {"label": _("Customer"), "value": found.customer or None, "reason": _("The customer gave no name.")},
            {"label": _("Repair order"), "value": found.order_no, "reason": _("No order was named.")},
            {"label": _("Product"), "value": found.product, "reason": _("No product was named.")},
            {"label": _("Channel"), "value": str(CHANNEL_LABELS[found.channel])},
        ],
        "clocks": [
            {"label": _("Received on"), "value": language.moment(found.received_at, zone)},
            {"label": _("To be acknowledged by"), "value": language.moment(found.acknowledge_due_at, zone)},
            {"label": _("To be answered by"), "value": language.moment(found.due_at, zone)},
            *(
                [{"label": _("Answered on"), "value": language.moment(found.answered_at, zone)}]
                if found.answered_at
                else []
            ),
        ],
        "answer": found.answer,
        "answerer": found.answerer or _("Headquarters"),
        "decision": found.decision,
        "resolution": found.resolution,
        "responsible": str(RESPONSIBLE_LABELS[found.responsible]) if found.responsible else "",
        "share": language.decimal(found.share, 1),
    }


def step_entry(step: StepOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    text = str(STEP_LABELS[step.what])
    return {
        "at": language.moment(step.at, zone),
        "iso": step.at.isoformat(),
        "who": step.who or _("Headquarters"),
        "text": _("%(label)s: %(text)s") % {"label": text, "text": step.note} if step.note else text,
        "icon": _STEP_ICONS[step.what],
    }


def _named(line: ComplaintLine, language: Language) -> str:
    return (line.site_name_zh or line.site_name) if language.code == "zh_CN" else line.site_name
