"""Drawing consequences from a released quarter, and carrying out what was decided about them.

`draw_consequences` belongs in the transaction that releases or restates a quarter.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import Record, execute, transaction
from network.foundation.trail import record as trail
from network.ledger.commands import consequence_appeals, proposals
from network.ledger.commands.consequence_appeals import Undone
from network.ledger.commands.demerits import propose_probations
from network.ledger.commands.proposing import add_steps, end_proposals, write_proposals
from network.ledger.rules.effects import OF_TWO_PEOPLE, Effect, needs_two
from network.ledger.rules.proposals import STANDING, Origin, ProposalState, ProposalStep
from network.ledger.rules.units import POINTS
from network.ledger.schemas.proposals import AppealDecisionIn, Draft, ManualIn
from network.scorecards.commands.carrying_out import open_certification_change, order_to_put_right, take_order_back
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries import consequences as known
from network.scorecards.queries.runs import Run
from network.scorecards.rules.consequences import Certification, Honour, Rectification, Rules
from network.scorecards.rules.differences import Change, Difference, Stands, change_of
from network.scorecards.rules.drawing import Consequence, Skipped, consequences_of

_TURN = "select pg_advisory_xact_lock(hashtextextended('caps of ' || $1::int, 0))"
# Without a scheme that says so, any money takes two people.
_NO_RULES = Rules(consequences=(), second_person_above={POINTS: Decimal(200)})


@dataclass(frozen=True, slots=True)
class Drawn:
    """How much is newly proposed and has fallen away, and what was skipped, with the reason."""

    proposed: int
    withdrawn: int
    skipped: list[Consequence]


async def draw_consequences(actor: Actor, run: UUID, sites: Sequence[int], now: datetime) -> Drawn:
    """Inside a transaction: propose what the scheme's rules draw from this run for these sites, which may see it now.

    Drawing again proposes nothing twice. Of a restated quarter exactly the difference to what stands is proposed.
    """
    judged = await known.run_by_id(run)
    if judged is None or judged.kept.scheme.rules is None or not sites:
        return Drawn(0, 0, [])
    # Quarters of one year share its caps: who draws at the same moment waits, and counts what the other gave.
    await execute(_TURN, judged.period.year)
    before = await known.proposals_of(judged.period, sites)
    found = _not_lost_by_closing(await _found(judged, sites), before)
    deserved, skipped = [each for each in found if not each.skipped], [each for each in found if each.skipped]
    drafts, ended = await _to_write(actor, judged, deserved, skipped, before, now)
    made = await write_proposals(actor, drafts, now)
    facts = {
        "proposed": len(made),
        "withdrawn": ended,
        "skipped": len(skipped),
        "reasons": sorted({str(each.skipped) for each in skipped}),
    }
    await trail.record(actor, "consequences.drawn", f"quarter:{judged.period}", facts)
    return Drawn(len(made), ended, skipped)


async def _found(judged: Run, sites: Sequence[int]) -> list[Consequence]:
    """Ranks and the most improved are those of the whole network; only these sites are asked about."""
    wanted = frozenset(sites)
    quarters = await known.quarters_of(judged)
    everywhere = list(quarters[0].scores)
    found = consequences_of(
        quarters,
        FACTS,
        await known.events_in(judged.period, sites, judged.computed_at),
        closed=await known.closed_sites(everywhere),
        given=await known.given_in_year(judged.period, sites),
    )
    return [each for each in found if each.site in wanted]


def _not_lost_by_closing(found: Iterable[Consequence], before: Iterable[Record]) -> list[Consequence]:
    """A closed site gets nothing new; what came into force while it was open, it still deserves."""
    standing = {
        (row["site"], row["rule"], row["fact"]) for row in before if (row["resumes"] or row["state"]) in STANDING
    }
    return [
        replace(each, skipped=None)
        if each.skipped is Skipped.CLOSED and (each.site, each.rule.code, each.fact) in standing
        else each
        for each in found
    ]


async def _to_write(
    actor: Actor,
    judged: Run,
    deserved: Sequence[Consequence],
    skipped: Sequence[Consequence],
    before: Sequence[Record],
    now: datetime,
) -> tuple[list[Draft], int]:
    """The drafts, and how many proposals have fallen away. What was left out before is not written down once more."""
    left_out = {(row["site"], row["rule"], row["fact"]) for row in before if row["state"] == ProposalState.SKIPPED}
    stands = _by_site(row for row in before if row["state"] != ProposalState.SKIPPED)
    wanted: dict[int, list[Consequence]] = defaultdict(list)
    for each in deserved:
        wanted[each.site].append(each)
    drafts, away, overtaken = [], [], []
    for site in dict.fromkeys([*stands, *wanted]):
        change = change_of(stands.get(site, []), wanted.get(site, []))
        drafts += _drafts(judged, site, change)
        away += change.fall_away
        overtaken += change.overtaken
    drafts += [_draft(judged, each) for each in skipped if (each.site, each.rule.code, each.fact) not in left_out]
    why = f"Restated: {judged.period} revision {judged.revision}"
    if away:
        ended = await end_proposals(actor, away, ProposalState.WITHDRAWN, ProposalStep.WITHDRAWN, why, now)
        for row in ended:
            await take_order_back(actor, row["site"], row["outcome"], why, now)
    if overtaken:
        await add_steps(actor, dict.fromkeys(overtaken, ProposalStep.OVERTAKEN), why, now)
    return drafts, len(away)


def _by_site(rows: Iterable[Record]) -> dict[int, list[Stands]]:
    found: dict[int, list[Stands]] = {}
    for row in rows:
        is_difference = row["origin"] == Origin.RESTATEMENT
        found.setdefault(row["site"], []).append(
            Stands(
                id=row["id"],
                rule=row["rule"],
                fact=row["fact"],
                effect=Effect(row["effect"]),
                amount=row["amount"],
                unit=row["unit"],
                state=ProposalState(row["resumes"] or row["state"]),
                booked=row["booked"],
                is_difference=is_difference,
                upheld=row["upheld"],
                lines=json.loads(row["facts"]).get("lines", []) if is_difference else (),
            )
        )
    return found


def _drafts(judged: Run, site: int, change: Change) -> list[Draft]:
    return [
        *(_draft(judged, each) for each in change.propose),
        *(_correction(judged, site, each) for each in change.differences),
    ]


def _draft(judged: Run, drawn: Consequence) -> Draft:
    rule, rules = drawn.rule, judged.kept.scheme.rules or _NO_RULES
    return Draft(
        site=drawn.site,
        origin=Origin.RULE,
        rule=rule.code,
        title=rule.name.model_dump(),
        effect=rule.kind,
        fact=drawn.fact,
        amount=drawn.amount,
        unit=drawn.unit,
        details=_details(drawn),
        facts=dict(drawn.facts),
        two_people=needs_two(rule.kind, drawn.amount, rules.second_person_above.get(drawn.unit or "")),
        appeal_days=rules.appeal_days,
        skipped=drawn.skipped,
        **_of_run(judged),
    )


def _correction(judged: Run, site: int, found: Difference) -> Draft:
    rules = judged.kept.scheme.rules or _NO_RULES
    return Draft(
        site=site,
        origin=Origin.RESTATEMENT,
        rule="restatement",
        title={
            "en": f"Difference of {judged.period} after its restatement",
            "zh_CN": f"{judged.period} 重述后的差额",
        },
        effect=found.effect,
        fact=f"difference:{found.effect}:{found.unit}:{found.turn}",
        amount=found.amount,
        unit=found.unit,
        facts={"lines": found.lines, "revision": judged.revision},
        two_people=needs_two(found.effect, found.amount, rules.second_person_above.get(found.unit)),
        appeal_days=rules.appeal_days,
        **_of_run(judged),
    )


def _of_run(judged: Run) -> dict[str, Any]:
    scheme = judged.kept.scheme
    return {"run": judged.id, "period": str(judged.period), "scheme": f"{scheme.code} {scheme.version}"}


def _details(drawn: Consequence) -> dict[str, Any]:
    match drawn.rule.effect:
        case Honour(honour=title):
            return title.model_dump()
        case Rectification(rectify_within_days=days):
            return {"days": days}
        case Certification(propose=what):
            return {"propose": what}
        case _:
            return {}


async def approve_consequences(
    actor: Actor, ids: Sequence[UUID], note: str, now: datetime, code: str | None = None
) -> int:
    """Agree to proposals, all or none, and carry out what needs no other person; how many are in force now.

    `code`: of this site only. As `network.ledger.commands.proposals.approve`.
    """
    async with transaction(actor):
        await proposals.require_of_site(ids, code)
        approved = await proposals.approve(actor, list(dict.fromkeys(ids)), note, now)
        for each in approved:
            if each.effect is Effect.RECTIFICATION:
                await order_to_put_right(actor, each, now)
            elif each.effect in OF_TWO_PEOPLE:
                await open_certification_change(actor, each, now)
        fined = [each.site_id for each in approved if each.effect is Effect.DEMERITS]
        if fined:
            rules = await _rules()
            await propose_probations(actor, fined, rules.demerits_for_probation, rules.appeal_days, now)
    return len(approved)


async def reject_consequence(actor: Actor, proposal: UUID, reason: str, now: datetime, code: str | None = None) -> None:
    """As `network.ledger.commands.proposals.reject`."""
    async with transaction(actor):
        await proposals.require_of_site([proposal], code)
        await proposals.reject(actor, proposal, reason, now)


async def propose_consequence(actor: Actor, code: str, given: ManualIn, now: datetime) -> UUID:
    """As `network.ledger.commands.proposals.propose`, within the limits of the newest published scheme."""
    async with transaction(actor):
        rules = await _rules()
        limits: dict[str, Decimal] = dict(rules.second_person_above)
        return await proposals.propose(actor, code, given, limits, rules.appeal_days, now)


async def decide_consequence_appeal(
    actor: Actor, proposal: UUID, given: AppealDecisionIn, now: datetime, code: str | None = None
) -> None:
    """As `network.ledger.commands.consequence_appeals.decide_appeal`; an order to put right falls away with it."""
    async with transaction(actor):
        await proposals.require_of_site([proposal], code)
        undone: Undone | None = await consequence_appeals.decide_appeal(actor, proposal, given, now)
        if undone is not None:
            await take_order_back(actor, undone.site_id, undone.outcome, given.reason, now)


async def open_probations(actor: Actor, now: datetime) -> int:
    """Of the work of each day: points that came by other ways than an approval open a probation proposal too."""
    async with transaction(actor):
        rules = await _rules()
        return await propose_probations(actor, None, rules.demerits_for_probation, rules.appeal_days, now)


async def _rules() -> Rules:
    scheme = await known.rules_in_force()
    return (scheme.rules if scheme else None) or _NO_RULES
