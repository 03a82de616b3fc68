"""The ledger as its pages show it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Language, current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.ledger.lists import BALANCES_PATH, POSTINGS_PATH, SETTLEMENTS_PATH
from network.ledger.queries.wording import amount_text
from network.ledger.rules.effects import EFFECT_LABELS, Effect
from network.ledger.rules.postings import ACCOUNT_LABELS, KIND_LABELS, Kind
from network.ledger.rules.units import spelled
from network.ledger.schemas.balances import Balance, SiteBalances, StatementLine
from network.ledger.schemas.postings import PostingLine, PostingOut
from network.sites.pages.sites import site_path
from network.web.downloads import Cell

# Label, tone and icon, as the macro `tag` takes them.
Tag = tuple[str, str, str]

_TONES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.REWARD: ("good", "award"),
        Kind.PENALTY: ("bad", "scale"),
        Kind.RESTATEMENT: ("info", "history"),
        Kind.SETTLEMENT: ("neutral", "coins"),
        Kind.REVERSAL: ("warn", "arrow-back-up"),
    }
)


def ledger_tabs(actor: Actor, active: str) -> list[dict[str, Any]]:
    """The tabs of the pages about all sites that this actor may open."""
    tabs = (
        ("balances", _("Balances"), BALANCES_PATH, Permission.READ_BALANCES),
        # Drawn from scorecards, which stand above.
        ("proposals", _("Proposed consequences"), "/ledger/proposals", Permission.READ_PROPOSALS),
        ("honours", _("Honours"), "/ledger/honours", Permission.READ_BALANCES),
        ("postings", _("Postings"), POSTINGS_PATH, Permission.READ_LEDGER),
        ("settlements", _("Settlements"), SETTLEMENTS_PATH, Permission.SETTLE_LEDGER),
    )
    return [
        {"label": label, "href": href, "active": key == active}
        for key, label, href, permission in tabs
        if actor.may(permission)
    ]


def statement_path(code: str) -> str:
    return site_path(code, "ledger")


def posting_path(code: str, posting: object, *parts: str) -> str:
    return site_path(code, "ledger", str(posting), *parts)


def settlement_path(settlement: object, *parts: str) -> str:
    return "/".join([SETTLEMENTS_PATH, str(settlement), *parts])


def amounts_text(language: Language, amounts: list[Balance]) -> str:
    return ", ".join(amount_text(language, each.unit, each.amount) for each in amounts)


def amounts_cell(amounts: list[Balance]) -> str:
    """For a file: digits that a program reads."""
    return "; ".join(f"{each.text} {each.unit}" for each in amounts)


def kind_tag(kind: Kind) -> Tag:
    return (str(KIND_LABELS[kind]), *_TONES[kind])


def name_in(language: Language, name: str, name_zh: str) -> str:
    return (name_zh or name) if language.code == "zh_CN" else name


def reason_text(language: Language, reason: str, title: Mapping[str, str] | None) -> str:
    """Why, as it was written; but what a scheme calls it, in the reader's language."""
    known, said = (title or {}).get("en", ""), (title or {}).get(language.code, "")
    if not known or not said or not reason.startswith(known):
        return reason
    note = reason[len(known) :].removeprefix(": ")
    return _("%(label)s: %(text)s") % {"label": said, "text": note} if note else said


def balances_row(actor: Actor, line: SiteBalances, language: Language) -> dict[str, Any]:
    return {
        "href": statement_path(line.site) if actor.may(Permission.READ_LEDGER) else "",
        "site": line.site,
        "site_name": name_in(language, line.site_name, line.site_name_zh),
        "closed": line.status == "closed",
        "money": [amount_text(language, each.unit, each.amount) for each in line.money],
        "points": language.decimal(line.points),
        "demerits": language.decimal(line.demerits),
        "warned": line.demerits > 0,
        "last_posted_at": language.date(line.last_posted_at.date()) if line.last_posted_at else "",
    }


def balances_cells(line: SiteBalances, language: Language) -> dict[str, Cell]:
    return {
        "site": f"{line.site} {name_in(language, line.site_name, line.site_name_zh)}",
        "money": amounts_cell(line.money),
        "points": line.points,
        "demerits": line.demerits,
        "last_posted_at": line.last_posted_at.isoformat(timespec="minutes") if line.last_posted_at else "",
    }


def posting_row(line: PostingLine, language: Language) -> dict[str, Any]:
    return {
        "href": posting_path(line.site, line.id),
        "number": line.number,
        "site": line.site,
        "site_name": name_in(language, line.site_name, line.site_name_zh),
        "kind": kind_tag(line.kind),
        "reversed": line.reversed,
        "reason": reason_text(language, line.reason, line.title),
        "amounts": [amount_text(language, each.unit, each.amount) for each in line.amounts],
        "posted_at": language.moment(line.posted_at),
    }


def posting_cells(line: PostingLine) -> dict[str, Cell]:
    return {
        "number": line.number,
        "site": line.site,
        "kind": str(KIND_LABELS[line.kind]),
        "reason": reason_text(current(), line.reason, line.title),
        "amounts": amounts_cell(line.amounts),
        "posted_at": line.posted_at.isoformat(timespec="minutes"),
    }


def posting_view(found: PostingOut, language: Language, zone: ZoneInfo) -> dict[str, Any]:
    facts = [
        {"label": _("Posted"), "value": language.moment(found.posted_at, zone)},
        {"label": _("Counts from"), "value": language.date(found.effective_on)},
    ]
    if found.poster is not None:
        facts.append({"label": _("Booked by"), "value": found.poster})
    return {
        "number": found.number,
        "kind": kind_tag(found.kind),
        "reason": reason_text(language, found.reason, found.facts.get("title")),
        "facts": facts,
        "origin": [{"label": label, "value": value} for label, value in _origin(found.facts)],
        "lines": [
            {
                "account": str(ACCOUNT_LABELS[line.account]),
                "gains": amount_text(language, line.unit, line.amount) if line.amount > 0 else "",
                "gives": amount_text(language, line.unit, -line.amount) if line.amount < 0 else "",
            }
            for line in found.lines
        ],
        "takes_back": found.takes_back,
        "taken_back_by": found.taken_back_by,
        "settled_in": found.settled_in,
        "reversible": found.kind is not Kind.REVERSAL and found.taken_back_by is None,
    }


# Facts that are told by links of their own, or that only programs read.
_TOLD = frozenset({"posting", "number", "settlement", "line", "card", "key"})


def _origin(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "period": _("Quarter"),
        "rule": _("Rule"),
        "standing": _("Standing"),
        "scheme": _("Scheme"),
        "revision": _("Revision"),
        "settlement_number": _("Settlement"),
    }
    return [
        (labels.get(name, name), _fact(name, value))
        for name, value in facts.items()
        if name not in _TOLD and isinstance(value, str | int) and (name in labels)
    ]


def _fact(name: str, value: str | int) -> str:
    """A proposal of a person has no rule of a scheme, but its effect."""
    if name == "period":
        quarter = Quarter.parse(str(value))
        return current().quarter(quarter.year, quarter.number)
    if name == "rule" and value in list(Effect):
        return str(EFFECT_LABELS[Effect(value)])
    return str(value)


def statement_row(code: str, line: StatementLine, language: Language, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "href": posting_path(code, line.posting),
        "number": line.number,
        "day": language.date(line.posted_at.astimezone(zone).date()),
        "kind": kind_tag(line.kind),
        "reversed": line.reversed,
        "reason": reason_text(language, line.reason, line.title),
        "amount": amount_text(language, line.unit, line.amount),
        "below": line.amount < 0,
        "balance": amount_text(language, line.unit, line.balance),
    }


def statement_cells(line: StatementLine, zone: ZoneInfo) -> list[Cell]:
    return [
        line.number,
        line.posted_at.astimezone(zone).date().isoformat(),
        str(KIND_LABELS[line.kind]),
        reason_text(current(), line.reason, line.title),
        line.unit,
        spelled(line.unit, line.amount),
        spelled(line.unit, line.balance),
    ]


def days_text(language: Language, first: date, last: date) -> str:
    return f"{language.date(first)} – {language.date(last)}"
