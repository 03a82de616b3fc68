"""Writing proposals down, within the transaction of whoever draws them; what a site did and what became of them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch
from network.foundation.trail.record import canonical
from network.ledger.rules.effects import is_adverse
from network.ledger.rules.proposals import ProposalState, ProposalStep, appeal_until
from network.ledger.schemas.proposals import Draft

# What was proposed before stays as it is.
_WRITE = """
insert into consequence_proposal (id, site, origin, run, period, rule, scheme, title, effect, amount, unit, details,
                                  fact, facts, adverse, two_people, state, proposed_by, proposer, proposed_at,
                                  appeal_until)
select d.id, d.site, d.origin, d.run, d.period, d.rule, d.scheme, d.title, d.effect, d.amount, d.unit, d.details,
       d.fact, d.facts, d.adverse, d.two_people, d.state, $2, $3, $4, d.appeal_until
from jsonb_to_recordset($1::jsonb) d(
    id uuid, site integer, origin text, run uuid, period text, rule text, scheme text, title jsonb, effect text,
    amount numeric, unit text, details jsonb, fact text, facts jsonb, adverse boolean, two_people boolean,
    state text, appeal_until timestamptz)
order by d.site
on conflict do nothing
returning id, site, number, title, effect, amount, unit, state, facts ->> 'skipped' as skipped
"""
# In the order of the sites, so that two who write for many wait for each other's chains and never crosswise.
_TRAIL = """
insert into trail_event (site, actor, account, action, subject, body)
select n.site, $1, $2, $3, n.subject, n.body
from unnest($4::integer[], $5::text[], $6::text[]) with ordinality n(site, subject, body, place)
order by n.site, n.place
"""
_STEPS = """
insert into consequence_step (id, proposal, site, what, note, side, by, who, at)
select gen_random_uuid(), p.id, p.site, n.what, $3, $4, $5, $6, $7
from unnest($1::uuid[], $2::text[]) n(id, what) join consequence_proposal p on p.id = n.id
"""


async def write_proposals(actor: Actor, drafts: Sequence[Draft], at: datetime) -> list[UUID]:
    """The ids of those that are new: the same of one run, site, rule and fact is written once. What was left out is
    written down as well, and is none of them."""
    if not drafts:
        return []
    rows = [_row(draft, at) for draft in drafts]
    made = await fetch(_WRITE, canonical({"rows": rows})[len('{"rows":') : -1], actor.account, actor.name, at)
    ids = [row["id"] for row in made if row["state"] == ProposalState.PROPOSED]
    await add_steps(actor, dict.fromkeys(ids, ProposalStep.PROPOSED), "", at)
    await record_all(actor, "consequence.proposed", [row for row in made if row["skipped"] is None], {})
    for why in sorted({row["skipped"] for row in made if row["skipped"]}):
        left_out = [row for row in made if row["skipped"] == why]
        await add_steps(actor, dict.fromkeys((row["id"] for row in left_out), ProposalStep.SKIPPED), why, at)
        await record_all(actor, "consequence.skipped", left_out, {"reason": why})
    return ids


def _row(draft: Draft, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "site": draft.site,
        "origin": draft.origin,
        "run": draft.run,
        "period": draft.period,
        "rule": draft.rule,
        "scheme": draft.scheme,
        "title": draft.title,
        "effect": draft.effect,
        "amount": draft.amount,
        "unit": draft.unit,
        "details": draft.details,
        "fact": draft.fact,
        "facts": draft.facts | ({"skipped": draft.skipped} if draft.skipped else {}),
        "adverse": is_adverse(draft.effect, draft.amount),
        "two_people": draft.two_people,
        "state": ProposalState.SKIPPED if draft.skipped else ProposalState.PROPOSED,
        "appeal_until": appeal_until(at, draft.appeal_days),
    }


async def add_steps(actor: Actor, steps: dict[UUID, ProposalStep], note: str, at: datetime) -> None:
    side = "site" if actor.database_role == "servicemark_site" else "hq"
    kinds = [step.value for step in steps.values()]
    await execute(_STEPS, list(steps), kinds, note, side, actor.account, actor.name, at)


async def record_all(actor: Actor, action: str, rows: Iterable[Record], facts: dict[str, Any]) -> None:
    """One event in the chain of each proposal's site, which its operator reads: nobody of headquarters is in it."""
    rows = list(rows)
    await execute(
        _TRAIL,
        actor.name,
        actor.account,
        action,
        [row["site"] for row in rows],
        [f"consequence:{row['id']}" for row in rows],
        [canonical(told_of(row) | facts) for row in rows],
    )


def told_of(row: Record) -> dict[str, Any]:
    """What the trail says of a proposal."""
    amount = "" if row["amount"] is None else f"{row['amount'].normalize():f} {row['unit']}"
    return {
        "number": row["number"],
        "title": json.loads(row["title"])["en"],
        "effect": row["effect"],
        "amount": amount,
    }


async def end_proposals(
    actor: Actor, ids: Sequence[UUID], state: ProposalState, step: ProposalStep, note: str, at: datetime
) -> list[Record]:
    """Proposals, locked by the caller, fall away or run out. What they posted is for the caller to take back."""
    rows = await fetch(
        "update consequence_proposal set state = $2, resumes = null, decided_at = $3 where id = any ($1) "
        "returning id, site, number, title, effect, amount, unit, outcome, posting",
        list(ids),
        state.value,
        at,
    )
    await add_steps(actor, dict.fromkeys((row["id"] for row in rows), step), note, at)
    await record_all(actor, f"consequence.{state.value}", rows, {"reason": note})
    return rows
