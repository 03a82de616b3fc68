"""Deciding about proposals, within the transaction of whoever does: other domains may have to carry out what follows.

The domain above opens the transaction and, of what is `Approved`, does what is not the ledger's own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value
from network.foundation.i18n import lazy as _
from network.ledger.commands.posting import post_all
from network.ledger.commands.proposing import add_steps, record_all, write_proposals
from network.ledger.errors.proposals import (
    AgreedAlready,
    EvaluatorConfirms,
    NameNeeded,
    OwnProposal,
    ProposalAppealed,
    ProposalMoved,
    ProposalNotFound,
    ProposalWrong,
    SiteIsClosed,
    WindowStillOpen,
)
from network.ledger.rules.effects import OF_TWO_PEOPLE, POSTED, Effect, is_adverse, needs_two, right_for
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer
from network.ledger.rules.proposals import OPEN, PROPOSAL_LABELS, Origin, ProposalState, ProposalStep, may_appeal
from network.ledger.rules.units import POINTS, currencies, decimals
from network.ledger.schemas.proposals import Draft, ManualIn
from network.ledger.telling import tell_approved
from network.sites.queries.sites import site_row

_LOCKED = """
select p.*, s.code, s.region as region, s.status as site_status
from consequence_proposal p join site s on s.id = p.site
where p.id = any ($1::uuid[]) order by p.id for update of p
"""
_AGREE = """
update consequence_proposal p set state = n.state, posting = n.posting,
    decided_at = case when n.state = 'approved_once' then null else $4::timestamptz end,
    first_by = coalesce(p.first_by, $5), first_name = coalesce(p.first_name, $6), first_at = coalesce(p.first_at, $4),
    second_by = case when p.first_by is null then null else $5::uuid end,
    second_name = case when p.first_by is null then null else $6 end,
    second_at = case when p.first_by is null then null else $4 end
from unnest($1::uuid[], $2::text[], $3::uuid[]) n(id, state, posting) where p.id = n.id
"""

# Two people who propose for one site at once see each other's sums.
_TURN = "select pg_advisory_xact_lock(hashtextextended('proposals of ' || $1::int, 0))"
# Smaller sums that people propose for one site within so many days need a second person once they exceed the limit.
SPLIT = timedelta(days=30)
_OTHERS = """
select coalesce(sum(abs(amount)), 0) from consequence_proposal
where site = $1 and unit = $2 and origin = 'manual' and proposed_at > $3 and sign(amount) = sign($4::numeric)
  and effect = $5 and state not in ('rejected', 'withdrawn', 'expired', 'skipped')
"""
_DAYS = """
select p.id, max(l.effective_on) as day
from consequence_proposal p
join consequence_proposal o on o.site = p.site and o.period = p.period and o.effect = p.effect and o.amount > 0
join ledger_posting l on l.id = o.posting
where p.id = any ($1::uuid[]) and p.origin = 'restatement' and p.effect = 'demerits' and p.amount < 0
group by p.id
"""


@dataclass(frozen=True, slots=True)
class Approved:
    """What has just come into force. `site`: its code."""

    id: UUID
    site_id: int
    site: str
    effect: Effect
    title: dict[str, str]
    details: dict[str, Any]
    note: str


async def locked(ids: Sequence[UUID]) -> list[Record]:
    """Proposals in reach, in the order of their ids. ProposalNotFound when one is not."""
    rows = await fetch(_LOCKED, list(ids))
    if len(rows) != len(set(ids)):
        raise ProposalNotFound()
    return rows


async def require_of_site(ids: Sequence[UUID], code: str | None) -> None:
    """ProposalNotFound when one is not of this site, SiteNotFound when that is not there; any site for None."""
    if code is None:
        return
    site = (await site_row(code))["id"]
    rows = await fetch("select id from consequence_proposal where id = any ($1) and site = $2", list(ids), site)
    if len(rows) != len(set(ids)):
        raise ProposalNotFound()


async def approve(actor: Actor, ids: Sequence[UUID], note: str, at: datetime) -> list[Approved]:
    """Agree to proposals: all of them or none. What needs no other person any more is posted or in force.

    ProposalNotFound, ProposalMoved, ProposalAppealed, OwnProposal, AgreedAlready, EvaluatorConfirms, WindowStillOpen,
    SiteIsClosed, Forbidden without the right over the region; what `post_all` refuses.
    """
    actor.require(Permission.APPROVE_CONSEQUENCES)
    rows = await locked(ids)
    for row in rows:
        require_may_decide(actor, row)
        _require_approvable(actor, row, at)
    final = [row for row in rows if not row["two_people"] or row["state"] == ProposalState.APPROVED_ONCE]
    booked = [row for row in final if row["effect"] in POSTED]
    days = await _days_of_corrected([row["id"] for row in booked])
    postings = await post_all(actor, [_posting(row, note, days.get(row["id"])) for row in booked], at)
    posted = {row["id"]: posting for row, posting in zip(booked, postings, strict=True)}
    done = {row["id"] for row in final}
    states = [_state_after(row["id"], posted, done) for row in rows]
    every = [row["id"] for row in rows]
    await execute(_AGREE, every, states, [posted.get(made) for made in every], at, actor.account, actor.name)
    steps = {made: ProposalStep.APPROVED if made in done else ProposalStep.AGREED for made in every}
    await add_steps(actor, steps, note, at)
    await record_all(actor, "consequence.approved", final, {"reason": note})
    await record_all(actor, "consequence.agreed", [row for row in rows if row["id"] not in done], {"reason": note})
    await tell_approved(list(done))
    return [_approved(row, note) for row in final]


async def reject(actor: Actor, proposal: UUID, reason: str, at: datetime) -> None:
    """Nothing comes of it. Errors as of `approve`."""
    actor.require(Permission.APPROVE_CONSEQUENCES)
    [row] = await locked([proposal])
    require_may_decide(actor, row)
    await execute("update consequence_proposal set state = 'rejected', decided_at = $2 where id = $1", proposal, at)
    await add_steps(actor, {proposal: ProposalStep.REJECTED}, reason, at)
    await record_all(actor, "consequence.rejected", [row], {"reason": reason})


async def propose(actor: Actor, code: str, given: ManualIn, limits: dict[str, Any], days: int, at: datetime) -> UUID:
    """Somebody at HQ proposes something for a site; its id. `limits`: by unit, above which two people agree.

    SiteNotFound, SiteIsClosed, ProposalWrong, Forbidden without the right over the region.
    """
    actor.require(Permission.APPROVE_CONSEQUENCES)
    if actor.account is None:
        raise NameNeeded()
    site = await site_row(code)
    row = await fetch_row("select region, status from site where id = $1", site["id"])
    effect, (amount, unit) = Effect(given.effect), _amount(given)
    actor.require_right(right_for(effect, amount), row["region"] if row else None)
    if row and row["status"] == "closed":
        raise SiteIsClosed(site=code)
    draft = Draft(
        site=site["id"],
        origin=Origin.MANUAL,
        rule=effect.value,
        title={"en": given.title, "zh_CN": given.title},
        effect=effect,
        fact=f"manual:{uuid4()}",
        amount=amount,
        unit=unit,
        details=_details(given),
        facts={"reason": given.reason},
        two_people=needs_two(effect, await _with_others(site["id"], effect, amount, unit, at), limits.get(unit or "")),
        appeal_days=days,
    )
    [made] = await write_proposals(actor, [draft], at)
    return made


async def _with_others(
    site: int, effect: Effect, amount: Decimal | None, unit: str | None, at: datetime
) -> Decimal | None:
    """What people give the site, or take from it, within some weeks: a sum that is split counts as a whole."""
    if amount is None:
        return None
    await execute(_TURN, site)
    others = await fetch_value(_OTHERS, site, unit, at - SPLIT, amount, effect.value)
    return abs(amount) + Decimal(others)


def _amount(given: ManualIn) -> tuple[Any, str | None]:
    """Amount and unit as the effect needs them. ProposalWrong."""
    effect = Effect(given.effect)
    if effect not in POSTED:
        return None, None
    unit = given.currency if effect is Effect.MONEY else POINTS
    if given.amount is None:
        raise ProposalWrong({"amount": _("Enter an amount.")})
    if given.amount == 0:
        raise ProposalWrong({"amount": _("An amount of zero has no effect.")})
    if effect is not Effect.MONEY and given.amount < 0:
        raise ProposalWrong({"amount": _("Points are counted upwards. To take some away, propose demerit points.")})
    if unit != POINTS and unit not in currencies():
        raise ProposalWrong({"currency": _("Write a currency by its three letters, such as CNY.")})
    if given.amount != round(given.amount, decimals(unit)):
        told = {"unit": unit, "decimals": decimals(unit)}
        raise ProposalWrong({"amount": _("%(unit)s has %(decimals)s decimals. Round the amount.") % told})
    return given.amount, unit


def _details(given: ManualIn) -> dict[str, Any]:
    effect = Effect(given.effect)
    if effect is Effect.HONOUR:
        return {"en": given.title, "zh_CN": given.title}
    if effect is not Effect.RECTIFICATION:
        return {}
    if given.days is None:
        raise ProposalWrong({"days": _("Say within how many days it must be put right.")})
    return {"days": given.days}


def require_may_decide(actor: Actor, row: Record) -> None:
    """The right over the region, an open proposal, and not one's own."""
    actor.require_right(right_for(Effect(row["effect"]), row["amount"]), row["region"])
    if actor.account is None:
        raise NameNeeded()
    if row["state"] == ProposalState.APPEALED:
        raise ProposalAppealed(number=row["number"])
    if row["state"] not in OPEN:
        raise ProposalMoved(number=row["number"], state=str(PROPOSAL_LABELS[row["state"]]))
    if row["origin"] == Origin.MANUAL and row["proposed_by"] == actor.account:
        raise OwnProposal(number=row["number"])


def _require_approvable(actor: Actor, row: Record, at: datetime) -> None:
    if row["first_by"] == actor.account:
        raise AgreedAlready(number=row["number"])
    if row["site_status"] == "closed" and row["origin"] != Origin.RESTATEMENT:
        raise SiteIsClosed(site=row["code"])
    if row["effect"] in OF_TWO_PEOPLE:
        if may_appeal(at, row["appeal_until"]):
            raise WindowStillOpen(until=f"{row['appeal_until']:%Y-%m-%d %H:%M} UTC")
        if row["state"] == ProposalState.APPROVED_ONCE and row["proposed_by"] == actor.account:
            raise EvaluatorConfirms(number=row["number"])


def _state_after(proposal: UUID, posted: dict[UUID, UUID], done: set[UUID]) -> str:
    if proposal in posted:
        return ProposalState.POSTED
    return ProposalState.APPROVED if proposal in done else ProposalState.APPROVED_ONCE


async def _days_of_corrected(ids: Sequence[UUID]) -> dict[UUID, date]:
    """Demerits that a restatement takes back run out with those they correct: of more than one day, with the last."""
    rows = await fetch(_DAYS, list(ids))
    return {row["id"]: row["day"] for row in rows}


def _posting(row: Record, note: str, day: date | None) -> Posting:
    """Demerits are taken from the points of a site."""
    effect, amount = Effect(row["effect"]), row["amount"]
    gained = -amount if effect is Effect.DEMERITS else amount
    adverse = is_adverse(effect, amount)
    counterpart = PENALTIES if effect is Effect.DEMERITS or (effect is Effect.MONEY and adverse) else REWARDS
    drawn = Kind.PENALTY if adverse else Kind.REWARD
    kind = Kind.RESTATEMENT if row["origin"] == Origin.RESTATEMENT else drawn
    title = json.loads(row["title"])
    facts = {"proposal": row["id"], "number": row["number"], "rule": row["rule"], "effect": effect, "title": title}
    if row["period"]:
        facts["period"] = row["period"]
    reason = f"{title['en']}: {note}" if note else title["en"]
    key = f"proposal:{row['id']}"
    return Posting(
        key, kind, row["site"], reason[:4000], transfer(row["site"], row["unit"], gained, counterpart), facts, day
    )


def _approved(row: Record, note: str) -> Approved:
    return Approved(
        row["id"],
        row["site"],
        row["code"],
        Effect(row["effect"]),
        json.loads(row["title"]),
        json.loads(row["details"]),
        note,
    )
