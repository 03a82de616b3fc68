"""Proposals as their pages show them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Language, Text, lazy
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.ledger.queries.wording import amount_text
from network.ledger.rules.effects import EFFECT_LABELS, POSTED, Effect
from network.ledger.rules.proposals import ORIGIN_LABELS, PROPOSAL_LABELS, STEP_LABELS, ProposalState, ProposalStep
from network.ledger.schemas.proposals import ProposalLine, ProposalOut, StepOut
from network.scorecards.pages.consequence_evidence import differences_of, evidence_of
from network.scorecards.pages.texts import quarter_text, scorecard_href
from network.scorecards.rules.drawing import Skipped
from network.scorecards.rules.scheme import Scheme
from network.sites.pages.sites import site_path
from network.web.downloads import Cell

Tag = tuple[str, str, str]

_STATES: Mapping[ProposalState, tuple[str, str]] = MappingProxyType(
    {
        ProposalState.PROPOSED: ("info", "hourglass"),
        ProposalState.APPROVED_ONCE: ("warn", "user-plus"),
        ProposalState.APPROVED: ("good", "circle-check"),
        ProposalState.POSTED: ("good", "circle-check"),
        ProposalState.REJECTED: ("neutral", "circle-x"),
        ProposalState.APPEALED: ("warn", "message-report"),
        ProposalState.WITHDRAWN: ("neutral", "arrow-back-up"),
        ProposalState.EXPIRED: ("neutral", "hourglass"),
        ProposalState.SKIPPED: ("neutral", "ban"),
    }
)
_STEPS: Mapping[ProposalStep, str] = MappingProxyType(
    {
        ProposalStep.PROPOSED: "scale",
        ProposalStep.AGREED: "user-plus",
        ProposalStep.APPROVED: "circle-check",
        ProposalStep.REJECTED: "circle-x",
        ProposalStep.APPEALED: "message-report",
        ProposalStep.UPHELD: "gavel",
        ProposalStep.DISMISSED: "gavel",
        ProposalStep.WITHDRAWN: "arrow-back-up",
        ProposalStep.EXPIRED: "hourglass",
        ProposalStep.OVERTAKEN: "history",
        ProposalStep.SKIPPED: "ban",
    }
)
_LEFT_OUT: Mapping[str, Text] = MappingProxyType(
    {
        Skipped.CLOSED: lazy("The site is closed."),
        Skipped.SAME_FACT: lazy("Another consequence of the quarter punishes the same fact already."),
        Skipped.CAP: lazy("The rule has given this site as much this year as it may."),
    }
)


def consequence_path(code: str, *parts: str) -> str:
    return site_path(code, "consequences", *parts)


def left_out(line: ProposalLine) -> str:
    """Why it was, in a sentence; empty for what was proposed."""
    return str(_LEFT_OUT.get(line.skipped, line.skipped)) if line.skipped else ""


def state_tag(state: ProposalState) -> Tag:
    return (str(PROPOSAL_LABELS[state]), *_STATES[state])


def effect_tag(line: ProposalLine) -> Tag:
    return (str(EFFECT_LABELS[line.effect]), "bad" if line.adverse else "good", "scale" if line.adverse else "award")


def amount_of(line: ProposalLine, language: Language) -> str:
    """What the site gains, or below zero gives; demerits as their number. Empty for what is not counted."""
    if line.amount is None or line.unit is None:
        return ""
    return amount_text(language, line.unit, line.amount)


def title_of(title: Mapping[str, str], language: Language) -> str:
    return title.get(language.code) or title.get("en", "")


def proposal_row(line: ProposalLine, language: Language) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "title": title_of(line.title, language),
        "href": consequence_path(line.site, str(line.id)),
        "site": line.site,
        "site_name": line.site_name_zh if language.code == "zh_CN" else line.site_name,
        "effect": effect_tag(line),
        "amount": amount_of(line, language),
        "state": state_tag(line.state),
        "two": line.two_people and not line.skipped,
        "why": left_out(line),
        "period": quarter_text(Quarter.parse(line.period)) if line.period else "–",
        "proposed_at": language.date(line.proposed_at.date()),
        "origin": str(ORIGIN_LABELS[line.origin]),
    }


def proposal_cells(line: ProposalLine, language: Language) -> dict[str, Cell]:
    return {
        "title": title_of(line.title, language),
        "site": line.site,
        "effect": str(EFFECT_LABELS[line.effect]),
        "amount": amount_of(line, language),
        "state": str(PROPOSAL_LABELS[line.state]),
        "period": line.period or "",
        "proposed_at": line.proposed_at.date().isoformat(),
        "origin": str(ORIGIN_LABELS[line.origin]),
    }


def proposal_view(found: ProposalOut, scheme: Scheme | None, language: Language, zone: ZoneInfo) -> dict[str, Any]:
    """`scheme`: whose rule it is; None for what a person proposed."""
    period = Quarter.parse(found.period) if found.period else None
    pairs = [
        (_("Effect"), str(EFFECT_LABELS[found.effect])),
        (_("Amount"), amount_of(found, language)),
        (_("Quarter"), quarter_text(period) if period else ""),
        (_("Origin"), str(ORIGIN_LABELS[found.origin])),
        (_("Scheme"), _scheme_text(scheme, language) if scheme else ""),
        (
            _("Appeal possible until"),
            language.moment(found.appeal_until, zone) if found.adverse and not found.skipped else "",
        ),
        (_("Put forward by"), found.proposer or ""),
        (_("First person"), found.first_name or ""),
        (_("Second person"), found.second_name or ""),
    ]
    return {
        "title": title_of(found.title, language),
        "number": found.number,
        "state": state_tag(found.state),
        "effect": effect_tag(found),
        "facts": [{"label": label, "value": value, "reason": ""} for label, value in pairs if value],
        "evidence": evidence_of(found.facts, scheme, language),
        "lines": differences_of(found.facts, found.unit, scheme, language),
        "follows": _("Nothing comes of it. %(reason)s") % {"reason": left_out(found)}
        if found.skipped
        else follows(found, language),
        "card_href": scorecard_href(found.site, period) if period else "",
        "posting_href": site_path(found.site, "ledger", str(found.posting)) if found.posting else "",
        "finding_href": site_path(found.site, "findings", str(found.outcome)) if found.outcome else "",
    }


def _scheme_text(scheme: Scheme, language: Language) -> str:
    return _("%(scheme)s, version %(version)s") % {
        "scheme": scheme.name.in_language(language.code),
        "version": scheme.version,
    }


def follows(found: ProposalOut, language: Language) -> str:
    """What an approval brings, in a sentence."""
    if found.effect in POSTED:
        told = {"amount": amount_of(found, language)}
        if found.effect is Effect.DEMERITS:
            return _("Demerit points are booked: %(amount)s. They count for twelve months.") % told
        return _("This is booked for the site: %(amount)s. The next settlement pays or collects it.") % told
    return {
        Effect.HONOUR: _("The title is given. It is published once the site agrees."),
        Effect.WARNING: _("The site is warned; it stays on its record."),
        Effect.RECTIFICATION: _("The site has to put it right within %(days)s days: a finding is opened.")
        % {"days": found.details.get("days", "")},
        Effect.PROBATION: _("The site is on probation for twelve months."),
        Effect.SUSPENSION: _("A suspension is proposed for each certificate; another person confirms it."),
        Effect.WITHDRAWAL: _("A withdrawal is proposed for each certificate; another person confirms it."),
    }[found.effect]


def step_entry(step: StepOut, language: Language, zone: ZoneInfo) -> dict[str, str]:
    """An entry of the macro `timeline`."""
    label = str(STEP_LABELS[step.what])
    note = str(_LEFT_OUT.get(step.note, step.note)) if step.what is ProposalStep.SKIPPED else step.note
    return {
        "at": language.moment(step.at, zone),
        "iso": step.at.isoformat(),
        "who": step.who or _("Headquarters"),
        "text": _("%(label)s: %(text)s") % {"label": label, "text": note} if note else label,
        "icon": _STEPS[step.what],
    }
