"""How programmes, assignments and auditors are written on pages."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.audits.rules.assignments import ASSIGNMENT_LABELS, AssignmentState
from network.audits.rules.checklists import KIND_LABELS
from network.audits.rules.planning import AUDITOR_RULE_LABELS, SITE_RULE_LABELS, STATE_LABELS, ProgrammeRules
from network.audits.schemas.assignments import AssignmentOut
from network.audits.schemas.auditors import AuditorOut
from network.audits.schemas.programmes import GapOut, ProgrammeOut
from network.foundation.i18n import Language, current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.wording import opening_hours_text

_TONES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "proposed": ("neutral", "circle-dashed"),
        "offered": ("info", "send"),
        "accepted": ("info", "circle-check"),
        "filed": ("good", "check"),
        "declined": ("warn", "circle-x"),
        "handed_back": ("warn", "arrow-back-up"),
        "expired": ("bad", "hourglass"),
        "cancelled": ("neutral", "ban"),
        "draft": ("neutral", "circle-dashed"),
        "active": ("good", "player-play"),
        "closed": ("neutral", "lock"),
    }
)


def state_tag(state: str) -> dict[str, str]:
    """The arguments of the macro `tag` for an assignment."""
    tone, symbol = _TONES[state]
    return {"label": str(ASSIGNMENT_LABELS[AssignmentState(state)]), "tone": tone, "symbol": symbol}


def programme_tag(state: str) -> dict[str, str]:
    tone, symbol = _TONES[state]
    return {"label": str(STATE_LABELS[state]), "tone": tone, "symbol": symbol}


def auditor_tag(auditor: AuditorOut, today: date) -> dict[str, str]:
    if not auditor.active:
        return {"label": _("Not active"), "tone": "neutral", "symbol": "ban"}
    if auditor.qualified_until is None or auditor.qualified_until < today:
        return {"label": _("Not qualified"), "tone": "bad", "symbol": "alert-circle"}
    if auditor.qualified_until < today + timedelta(days=30):
        return {"label": _("Qualification ends soon"), "tone": "warn", "symbol": "calendar-due"}
    return {"label": _("Qualified"), "tone": "good", "symbol": "circle-check"}


def window_text(first: datetime, last: datetime, zone: str) -> str:
    """From when to when, on the clock of the site."""
    clock, language = ZoneInfo(zone), current()
    begin, end = first.astimezone(clock), last.astimezone(clock)
    if begin.date() == (end - timedelta(microseconds=1)).date():
        hours = "24:00" if end.date() > begin.date() else f"{end:%H:%M}"
        return f"{language.date(begin.date())} {begin:%H:%M}–{hours}"
    return f"{language.date(begin.date())} {begin:%H:%M} – {language.date(end.date())} {end:%H:%M}"


def reach_text(auditor: AuditorOut) -> str:
    if auditor.reach_km is None:
        return _("any distance")
    return _("%(distance)s km") % {"distance": current().decimal(auditor.reach_km)}


def name_of(code: str, name: str, name_zh: str, language: Language) -> str:
    """A site by name in the reader's language."""
    return (name_zh if language.code == "zh_CN" else name) or code


def kind_text(kind: str | None) -> str:
    return str(KIND_LABELS[kind]) if kind else "–"


def visits_text(count: int) -> str:
    return ngettext("%(count)s visit", "%(count)s visits", count) % {"count": current().decimal(count)}


def assignment_cells(row: AssignmentOut, language: Language) -> dict[str, Any]:
    """What the list and its export show."""
    return {
        "site": f"{name_of(row.site, row.site_name, row.site_name_zh, language)} ({row.site})",
        "state": str(ASSIGNMENT_LABELS[row.state]),
        "kind": kind_text(row.kind),
        "auditor": row.auditor or "–",
        "window": window_text(row.window_from, row.window_to, row.time_zone),
        "programme": row.programme_name,
        "answer": row.answer or "",
        "offered_at": language.date(row.offered_at.date()) if row.offered_at else "",
    }


def region_text(found: ProgrammeOut, language: Language) -> str:
    """The path of its region in the reader's language."""
    named = found.region_zh if language.code == "zh_CN" else found.region
    return named or _("the whole network")


def programme_facts(found: ProgrammeOut, language: Language) -> list[dict[str, str]]:
    rules = found.rules
    embargo = _("%(least)s to %(most)s days") % {"least": rules.least_embargo_days, "most": rules.most_embargo_days}
    facts = [
        (_("Checklist"), f"{found.checklist_key} · {kind_text(found.kind)}"),
        (_("Sites"), region_text(found, language)),
        (_("First and last day"), f"{language.date(found.from_on)} – {language.date(found.to_on)}"),
        (_("Visits to each site"), language.decimal(found.quota)),
        (_("Hours of visits"), opening_hours_text(rules.hours)),
        (_("Black-out days"), black_out_text(rules, language) or _("none")),
        (_("Days to choose from"), language.decimal(rules.window_days)),
        (_("Embargo after approval"), embargo),
        (_("Announced"), _("Yes") if found.announced else _("No")),
        (_("Scored visit"), _("Yes") if found.scored else _("No")),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def black_out_text(rules: ProgrammeRules, language: Language) -> str:
    spans = (
        language.date(each.from_on)
        if each.from_on == each.to_on
        else f"{language.date(each.from_on)} – {language.date(each.to_on)}"
        for each in rules.black_out
    )
    return ", ".join(spans)


def rule_text(rule: str) -> str:
    return str(SITE_RULE_LABELS.get(rule) or AUDITOR_RULE_LABELS[rule])


def gap_row(gap: GapOut, language: Language) -> dict[str, str]:
    """Why nobody was found for a site: one rule, or how many auditors each rule refused."""
    refused = [f"{rule_text(rule)}: {language.decimal(count)}" for rule, count in gap.refused.items()]
    why = rule_text(gap.rule) if gap.rule else "; ".join(refused) or _("There are no active auditors")
    return {
        "site": name_of(gap.site, gap.site_name, gap.site_name_zh, language),
        "code": gap.site,
        "missing": language.decimal(gap.missing),
        "why": why,
    }
