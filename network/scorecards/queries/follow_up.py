"""What stands on page 2 of a published scorecard: findings, corrective actions, rewards and penalties of its sites.

Read by whoever issues the document, not by its reader: the same for all who may see it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.audits.rules.checklists import KIND_LABELS as VISIT_LABELS
from network.foundation.database import Record, fetch
from network.foundation.i18n import Language, current
from network.foundation.periods import Quarter
from network.improvement.rules.actions import ACTION_LABELS, ActionState
from network.improvement.rules.findings import FINDING_LABELS, GRADE_LABELS, FindingState, Grade
from network.ledger.queries.wording import amount_text as booked_text
from network.ledger.rules.effects import EFFECT_LABELS, Effect
from network.ledger.rules.postings import ACCOUNT_LABELS, KIND_LABELS
from network.ledger.rules.proposals import PROPOSAL_LABELS
from network.ledger.rules.units import POINTS
from reports import sheet as drawn
from reports.annex_sheet import BookedLine, BookedSum, ConsequenceLine, VisitLine

# $1: sites, $2 and $3: the quarter's first day and the day after its last one. What is open from before stands with it.
_FINDINGS = """
select site, found_on, grade, title::text as title, state from finding
where site = any ($1::int[]) and found_on < $3 and (found_on >= $2 or state = 'open') and state <> 'withdrawn'
order by array_position(array['critical', 'major', 'minor'], grade::text), found_on desc, id
"""
_ACTIONS = """
select a.site, f.title::text as title, a.owner, a.due_on, a.state
from corrective_action a join finding f on f.id = a.finding
where a.site = any ($1::int[]) and f.found_on < $3 and f.state <> 'withdrawn'
    and (a.state in ('open', 'answered', 'returned') or a.state <> 'withdrawn' and a.due_on >= $2)
order by a.due_on, a.id
"""
# What somebody turned down, or what fell away, follows no more.
_CONSEQUENCES = """
select site, title::text as title, effect, amount, unit, adverse, state from consequence_proposal
where site = any ($1::int[]) and period = $2 and state not in ('rejected', 'withdrawn', 'expired')
order by adverse, amount desc nulls last, number
"""

# What the site itself has been given to read, of each visit its sections.
_VISITS = """
select a.site, a.visited_on, a.kind, a.score, a.critical_failures, (r.document -> 'title')::text as title, (
           select jsonb_agg(jsonb_build_array(n.section -> 'label', n.section ->> 'earned', n.section ->> 'possible')
                            order by n.place)
           from jsonb_array_elements(r.document -> 'sections') with ordinality n (section, place)
       )::text as sections,
       exists (select from audit_appeal p where p.audit = a.id and p.state = 'open') as contested
from audit a join audit_revision r on r.audit = a.id and r.number = a.revision
where a.site = any ($1::int[]) and a.state = 'published' and a.delivered_at is not null
    and a.visited_on >= $2 and a.visited_on < $3
order by a.visited_on, a.id
"""
# What was booked on days of the quarter, on the site's calendar; the balance runs on from what was before.
_BOOKED = """
select line.*,
       (select min(o.account) from ledger_entry o
        where o.posting = line.id and o.unit = line.unit and o.account <> line.account) as other,
       exists (select from ledger_posting r where r.reversal_of = line.id) as taken_back
from (
    select p.id, e.site, e.account, (p.posted_at at time zone s.time_zone)::date as booked_on, p.posted_at, p.number,
           p.kind, (p.facts -> 'title')::text as title, e.unit, e.amount,
           sum(e.amount) over (partition by e.site, e.unit order by p.posted_at, p.number) as balance
    from ledger_entry e
    join ledger_posting p on p.id = e.posting
    join site s on s.id = e.site
    where e.site = any ($1::int[]) and e.account = 'site:' || e.site || ':balance'
        and (p.posted_at at time zone s.time_zone)::date < $3
) line
where line.booked_on >= $2 order by line.posted_at, line.number, line.unit
"""

_GRADES: Mapping[str, drawn.Tone] = MappingProxyType(
    {Grade.MINOR: "neutral", Grade.MAJOR: "warn", Grade.CRITICAL: "bad"}
)
_FINDING_STATES: Mapping[str, drawn.Tone] = MappingProxyType({FindingState.OPEN: "warn", FindingState.CLOSED: "good"})
_ACTION_STATES: Mapping[str, drawn.Tone] = MappingProxyType(
    {
        ActionState.OPEN: "warn",
        ActionState.ANSWERED: "info",
        ActionState.RETURNED: "bad",
        ActionState.VERIFIED: "good",
        ActionState.EFFECTIVE: "good",
        ActionState.INEFFECTIVE: "bad",
    }
)


async def follow_ups(period: Quarter, sites: Mapping[int, ZoneInfo], now: datetime) -> dict[int, drawn.FollowUp]:
    """Inside a transaction of who sees them all: by site, in the reader's language. `sites`: with their time zones."""
    days = (sorted(sites), period.first, period.end)
    findings = _by_site(await fetch(_FINDINGS, *days))
    actions = _by_site(await fetch(_ACTIONS, *days))
    consequences = _by_site(await fetch(_CONSEQUENCES, days[0], str(period)))
    visits, booked = _by_site(await fetch(_VISITS, *days)), _by_site(await fetch(_BOOKED, *days))
    language = current()
    return {
        site: drawn.FollowUp(
            as_of=_day(now, zone),
            findings=tuple(_finding(row, language) for row in findings.get(site, ())),
            actions=tuple(_action(row, language) for row in actions.get(site, ())),
            consequences=tuple(_consequence(row, language) for row in consequences.get(site, ())),
            visits=tuple(_visit(row, language) for row in visits.get(site, ())),
            booked=tuple(_booked(row, language) for row in booked.get(site, ())),
            sums=_sums(booked.get(site, ()), language),
        )
        for site, zone in sites.items()
    }


def _by_site(rows: Iterable[Record]) -> Mapping[int, Sequence[Record]]:
    found: dict[int, list[Record]] = {}
    for row in rows:
        found.setdefault(row["site"], []).append(row)
    return found


def _day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _title(row: Record, language: Language) -> str:
    title: dict[str, Any] = json.loads(row["title"])
    return str(title.get(language.code) or title.get("en", ""))


def _finding(row: Record, language: Language) -> drawn.FoundLine:
    return drawn.FoundLine(
        found_on=row["found_on"],
        grade=drawn.Tag(str(GRADE_LABELS[row["grade"]]), _GRADES[row["grade"]]),
        title=_title(row, language),
        state=drawn.Tag(str(FINDING_LABELS[row["state"]]), _FINDING_STATES[row["state"]]),
    )


def _action(row: Record, language: Language) -> drawn.ActionLine:
    return drawn.ActionLine(
        title=_title(row, language),
        owner=row["owner"],
        due_on=row["due_on"],
        state=drawn.Tag(str(ACTION_LABELS[row["state"]]), _ACTION_STATES[row["state"]]),
    )


def _consequence(row: Record, language: Language) -> ConsequenceLine:
    return ConsequenceLine(
        title=_title(row, language),
        amount=amount_text(Effect(row["effect"]), row["amount"], row["unit"], language),
        adverse=row["adverse"],
        state=str(PROPOSAL_LABELS[row["state"]]),
    )


def _visit(row: Record, language: Language) -> VisitLine:
    def read(label: Mapping[str, Any]) -> str:
        return str(label.get(language.code) or label.get("en", ""))

    return VisitLine(
        visited_on=row["visited_on"],
        kind=str(VISIT_LABELS[row["kind"]]),
        checklist=read(json.loads(row["title"])),
        score=row["score"],
        critical_failures=row["critical_failures"],
        sections=tuple(
            (read(label), Decimal(earned), Decimal(possible))
            for label, earned, possible in json.loads(row["sections"] or "[]")
        ),
        contested=row["contested"],
    )


def _booked(row: Record, language: Language) -> BookedLine:
    named = json.loads(row["title"] or "null") or {}
    return BookedLine(
        booked_on=row["booked_on"],
        title=str(named.get(language.code) or named.get("en") or KIND_LABELS[row["kind"]]),
        other=str(ACCOUNT_LABELS.get(row["other"], "")),
        amount=booked_text(language, row["unit"], row["amount"]),
        adverse=row["amount"] < 0,
        balance=booked_text(language, row["unit"], row["balance"]),
        taken_back=row["taken_back"],
    )


def _sums(rows: Sequence[Record], language: Language) -> tuple[BookedSum, ...]:
    """By unit, from lines in the order in which they were booked."""
    by_unit: dict[str, list[Record]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], []).append(row)
    return tuple(
        _sum(unit, lines[0]["balance"] - lines[0]["amount"], lines[-1]["balance"], language)
        for unit, lines in sorted(by_unit.items())
    )


def _sum(unit: str, opening: Decimal, closing: Decimal, language: Language) -> BookedSum:
    opened, booked, closed = (booked_text(language, unit, amount) for amount in (opening, closing - opening, closing))
    return BookedSum(opened, booked, closed, closing < opening)


def amount_text(effect: Effect, amount: Decimal | None, unit: str | None, language: Language) -> str:
    """Money as it is written, points with what they are; of what is not counted its name."""
    label = str(EFFECT_LABELS[effect])
    if amount is None or unit is None:
        return label
    if unit == POINTS:
        return f"{label} {language.decimal(amount, 0)}"
    return language.money(amount, unit)
