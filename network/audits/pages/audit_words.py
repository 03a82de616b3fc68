"""Published audits and appeals in words of the reader's language, on the clock of the site."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.audits.lists_audits import APPEALS_PATH
from network.audits.pages.planning_words import kind_text, name_of
from network.audits.rules.appeals import APPEAL_LABELS, AUDIT_LABELS, GROUND_LABELS, AppealState, AuditState
from network.audits.rules.checklists import EFFECT_LABELS, Critical
from network.audits.rules.planning import PART_LABELS, PartOfDay
from network.audits.rules.published import PublishedQuestion, PublishedSection
from network.audits.schemas.audits import AppealLine, AppealOut, AuditLine
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_path
from network.web.downloads import Cell

_APPEAL_TONES: Mapping[AppealState, tuple[str, str]] = MappingProxyType(
    {
        AppealState.OPEN: ("warn", "hourglass"),
        AppealState.UPHELD: ("good", "circle-check"),
        AppealState.REJECTED: ("bad", "circle-x"),
        AppealState.RETRACTED: ("neutral", "arrow-back-up"),
    }
)
FLASHES = {
    "appealed": lazy("Headquarters has your appeal, and decides on it within 14 days."),
    "retracted": lazy("The appeal is withdrawn."),
    "written": lazy("Your message is sent."),
    "decided": lazy("The appeal is decided, and the site reads your reason."),
}


def flashes(done: str) -> list[dict[str, str]]:
    """What was done before this page, as its address says it."""
    return [{"tone": "good", "text": str(FLASHES[done])}] if done in FLASHES else []


def audit_path(code: str, audit_id: object, *parts: str) -> str:
    return site_path(code, "audits", str(audit_id), *parts)


def visited(found: AuditLine) -> str:
    """The day and the part of it: no site learns more."""
    return day_and_part(found.visited_on, found.part_of_day)


def day_and_part(day: date, part: PartOfDay) -> str:
    return _("%(day)s, %(part)s") % {"day": current().date(day), "part": PART_LABELS[part]}


def score_text(score: Decimal | None) -> str:
    return _("not scored") if score is None else current().decimal(score, 2)


def state_tag(found: AuditLine) -> dict[str, str]:
    """The arguments of the macro `tag`."""
    if found.state is AuditState.VOIDED:
        return {"label": str(AUDIT_LABELS[found.state]), "tone": "neutral", "symbol": "ban"}
    if found.open_appeals:
        return {"label": _("Under appeal"), "tone": "warn", "symbol": "gavel"}
    if found.revision > 1:
        return {"label": _("Changed after an appeal"), "tone": "info", "symbol": "history"}
    return {"label": str(AUDIT_LABELS[found.state]), "tone": "good", "symbol": "check"}


def appeal_tag(state: AppealState) -> dict[str, str]:
    tone, symbol = _APPEAL_TONES[state]
    return {"label": str(APPEAL_LABELS[state]), "tone": tone, "symbol": symbol}


def audit_cells(found: AuditLine) -> dict[str, Cell]:
    """A row of the list, by column, as a file has it."""
    last = last_day(found)
    return {
        "site": found.site,
        "visited_on": found.visited_on.isoformat(),
        "kind": kind_text(found.kind),
        "score": found.score,
        "critical_failures": found.critical_failures,
        "state": state_tag(found)["label"],
        "published_at": _day(found.published_at, found.time_zone).isoformat(),
        "appeal_until": last.isoformat() if last else None,
        "revision": found.revision,
    }


def audit_row(found: AuditLine, at: datetime, *, own: bool) -> dict[str, Any]:
    """`own`: whether the site itself reads it."""
    language = current()
    return {
        **audit_cells(found),
        "href": audit_path(found.site, found.id),
        "site": name_of(found.site, found.site_name, found.site_name_zh, language),
        "code": found.site,
        "visited_on": visited(found),
        "score": score_text(found.score),
        "scored": found.score is not None,
        "state": state_tag(found),
        "published_at": language.date(_day(found.published_at, found.time_zone)),
        "appeal_until": _window(found, at, own=own),
    }


def _window(found: AuditLine, at: datetime, *, own: bool) -> str:
    last = last_day(found)
    if found.state is AuditState.VOIDED or (found.appeal_until is not None and at >= found.appeal_until):
        return "–"
    if last is None:
        return _("ten working days from the day you first open it") if own else _("not delivered yet")
    return current().date(last)


def appeal_cells(found: AppealLine) -> dict[str, Cell]:
    """A row of the list of appeals, by column, as a file has it."""
    return {
        "site": found.site,
        "question": found.question_label_zh if current().code == "zh_CN" else found.question_label,
        "ground": str(GROUND_LABELS[found.ground]),
        "kind": kind_text(found.kind),
        "visited_on": found.visited_on.isoformat(),
        "lodged_at": _day(found.lodged_at, found.time_zone).isoformat(),
        "decide_by": _day(found.decide_by, found.time_zone).isoformat(),
        "state": str(APPEAL_LABELS[found.state]),
    }


def appeal_row(found: AppealLine, at: datetime) -> dict[str, Any]:
    language = current()
    return {
        **appeal_cells(found),
        "href": f"{APPEALS_PATH}/{found.id}",
        "site": name_of(found.site, found.site_name, found.site_name_zh, language),
        "code": found.site,
        "visited_on": language.date(found.visited_on),
        "lodged_at": language.date(_day(found.lodged_at, found.time_zone)),
        "decide_by": language.date(_day(found.decide_by, found.time_zone)),
        "overdue": found.state is AppealState.OPEN and at > found.decide_by,
        "state": appeal_tag(found.state),
    }


def appeal_view(found: AppealOut, code: str, audit_id: object, label: str, zone: ZoneInfo) -> dict[str, Any]:
    """An appeal with its outcome; `label`: of the question."""
    language = current()
    return {
        "id": str(found.id),
        "question": label,
        "ground": str(GROUND_LABELS[found.ground]),
        "body": found.body,
        "state": appeal_tag(found.state),
        "open": found.state is AppealState.OPEN,
        "lodged": f"{language.moment(found.lodged_at, zone)} · {found.lodger}",
        "revision": found.revision,
        "decision": found.decision or "",
        "decided": language.moment(found.decided_at, zone) if found.decided_at else "",
        "decider": found.decider or "",
        "files": [
            {"name": each.name, "href": audit_path(code, audit_id, "appeal-files", str(each.id))}
            for each in found.files
        ],
    }


def question_view(found: PublishedQuestion) -> dict[str, Any]:
    """A question and what was answered, with its points and what its failure does."""
    language = current()
    answer = found.answer.in_language(language.code) if found.answer else ""
    return {
        "key": found.key,
        "label": found.label.in_language(language.code),
        "answer": _("does not apply: %(reason)s") % {"reason": found.not_applicable or "–"}
        if found.not_applicable is not None
        else answer,
        "note": found.note,
        "points": points_of(found),
        "failed": found.failed,
        "critical": critical_text(found.critical) if found.critical else "",
        "left_out": found.left_out,
    }


def points_of(found: PublishedQuestion) -> str:
    """Such as `7.5 / 10`; empty when it does not count."""
    if found.earned is None:
        return ""
    return f"{current().decimal(found.earned, 1)} / {_plain(found.points)}"


def section_points(found: PublishedSection) -> str:
    return f"{current().decimal(found.earned, 1)} / {_plain(found.possible)}" if found.possible else ""


def cap_text(cap: Decimal | None) -> str:
    return _("at most %(cap)s%%") % {"cap": _plain(cap)} if cap is not None else ""


def critical_text(critical: Critical) -> str:
    """What a critical question does when it fails, such as `Caps the whole visit: at most 50%`."""
    effect = str(EFFECT_LABELS[critical.effect])
    return f"{effect}: {cap_text(critical.cap)}" if critical.cap is not None else effect


def _plain(value: Decimal) -> str:
    return current().decimal(value, 0 if value == value.to_integral_value() else 1)


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def last_day(found: AuditLine) -> date | None:
    """The last day on which an audit can be appealed, on the calendar of its site; None before its delivery."""
    if found.appeal_until is None:
        return None
    return _day(found.appeal_until - timedelta(microseconds=1), found.time_zone)
