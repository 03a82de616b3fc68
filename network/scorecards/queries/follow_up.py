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

from network.foundation.database import Record, fetch
from network.foundation.i18n import Language, current
from network.foundation.periods import Quarter
from network.improvement.rules.actions import ACTION_LABELS, ActionState
from network.improvement.rules.findings import FINDING_LABELS, GRADE_LABELS, FindingState, Grade
from network.ledger.rules.effects import EFFECT_LABELS, Effect
from network.ledger.rules.proposals import PROPOSAL_LABELS
from network.ledger.rules.units import POINTS
from reports import sheet as drawn

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
    language = current()
    return {
        site: drawn.FollowUp(
            as_of=_day(now, zone),
            findings=tuple(_finding(row, language) for row in findings.get(site, ())),
            actions=tuple(_action(row, language) for row in actions.get(site, ())),
            consequences=tuple(_consequence(row, language) for row in consequences.get(site, ())),
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


def _consequence(row: Record, language: Language) -> drawn.ConsequenceLine:
    return drawn.ConsequenceLine(
        title=_title(row, language),
        amount=amount_text(Effect(row["effect"]), row["amount"], row["unit"], language),
        adverse=row["adverse"],
        state=str(PROPOSAL_LABELS[row["state"]]),
    )


def amount_text(effect: Effect, amount: Decimal | None, unit: str | None, language: Language) -> str:
    """Money as it is written, points with what they are; of what is not counted its name."""
    label = str(EFFECT_LABELS[effect])
    if amount is None or unit is None:
        return label
    if unit == POINTS:
        return f"{label} {language.decimal(amount, 0)}"
    return language.money(amount, unit)
