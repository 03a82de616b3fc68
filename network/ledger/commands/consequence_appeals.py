"""A site appeals against a proposal, and somebody independent decides; a site lets an honour be published."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail.record import record
from network.ledger.commands.posting import reverse
from network.ledger.commands.proposals import locked
from network.ledger.commands.proposing import add_steps, end_proposals, record_all
from network.ledger.errors.proposals import (
    AppealedAlready,
    AppealTooLate,
    DifferenceWaits,
    NoAppealOpen,
    NoHonour,
    NothingToAppeal,
    NotIndependent,
    ProposalMoved,
    ProposalNotFound,
)
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import (
    APPEALABLE,
    PROPOSAL_LABELS,
    Origin,
    ProposalState,
    ProposalStep,
    is_party,
    may_appeal,
)
from network.ledger.schemas.proposals import AppealDecisionIn
from network.ledger.telling import tell_of_appeal
from network.sites.queries.sites import site_row

# Differences of the same quarter that wait or are booked, after the proposal with the number $5.
_LATER = """
select p.number, p.origin, p.rule, p.fact, p.amount, p.facts, p.state = 'posted' as booked from consequence_proposal p
where p.site = $1 and p.period = $2 and p.effect = $3 and p.unit = $4 and p.origin = 'restatement' and p.number > $5
  and p.state in ('proposed', 'approved_once', 'appealed', 'posted')
  and not exists (select from ledger_posting r where r.reversal_of = p.posting)
order by p.number
"""


async def appeal(actor: Actor, code: str, proposal: UUID, reason: str, at: datetime) -> None:
    """Say why it is wrong: from now on nothing is posted before that is decided.

    SiteNotFound, ProposalNotFound, AppealedAlready, NothingToAppeal, ProposalMoved, AppealTooLate.
    """
    actor.require(Permission.APPEAL_CONSEQUENCES)
    async with transaction(actor):
        site = (await site_row(code))["id"]
        row = await fetch_row("select * from consequence_proposal where site = $1 and id = $2", site, proposal)
        if row is None:
            raise ProposalNotFound()
        if await fetch_value("select exists (select from consequence_appeal where proposal = $1)", proposal):
            raise AppealedAlready()
        if not row["adverse"]:
            raise NothingToAppeal()
        if row["state"] not in APPEALABLE:
            raise ProposalMoved(number=row["number"], state=str(PROPOSAL_LABELS[row["state"]]))
        if not may_appeal(at, row["appeal_until"]):
            raise AppealTooLate(until=f"{row['appeal_until']:%Y-%m-%d %H:%M} UTC")
        await execute(
            "insert into consequence_appeal (id, proposal, site, reason, asked_by, asker, asked_at) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            *(uuid4(), proposal, site, reason, actor.account, actor.name, at),
        )
        # Whatever it has become meanwhile is what it goes back to; decided against, it is out of reach.
        stopped = await execute(
            "update consequence_proposal set resumes = state, state = 'appealed' where id = $1 and state = any ($2)",
            *(proposal, sorted(APPEALABLE)),
        )
        if stopped != "UPDATE 1":
            raise ProposalMoved(number=row["number"], state=str(PROPOSAL_LABELS[row["state"]]))
        await add_steps(actor, {proposal: ProposalStep.APPEALED}, reason, at)
        await record_all(actor, "consequence.appealed", [row], {"reason": reason})


@dataclass(frozen=True, slots=True)
class Undone:
    """What fell away with an upheld appeal; `outcome` is the finding that it had become."""

    site_id: int
    outcome: UUID | None


async def decide_appeal(actor: Actor, proposal: UUID, given: AppealDecisionIn, at: datetime) -> Undone | None:
    """Inside a transaction: uphold the appeal, so that it falls away and what was posted is reversed, or reject it.

    What is undone then is for the caller to carry on. ProposalNotFound, NoAppealOpen, NotIndependent.
    """
    actor.require(Permission.DECIDE_CONSEQUENCE_APPEALS)
    [row] = await locked([proposal])
    if row["state"] != ProposalState.APPEALED:
        raise NoAppealOpen()
    if is_party(actor.account, {row["proposed_by"], row["first_by"], row["second_by"]}):
        raise NotIndependent()
    await execute(
        "update consequence_appeal set upheld = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6 "
        "where proposal = $1 and upheld is null",
        *(proposal, given.upheld, actor.account, actor.name, at, given.reason),
    )
    await tell_of_appeal(row, upheld=given.upheld)
    if not given.upheld:
        await execute("update consequence_proposal set state = resumes, resumes = null where id = $1", proposal)
        await add_steps(actor, {proposal: ProposalStep.DISMISSED}, given.reason, at)
        await record_all(actor, "consequence.dismissed", [row], {"reason": given.reason})
        return None
    if row["posting"] and not await _put_right_already(row):
        await reverse(actor, row["posting"], given.reason, f"appeal:{proposal}", at)
    await end_proposals(actor, [proposal], ProposalState.WITHDRAWN, ProposalStep.UPHELD, given.reason, at)
    return Undone(row["site"], row["outcome"])


async def _put_right_already(row: Record) -> bool:
    """Whether somebody took it back meanwhile, or a restatement has booked the difference of this very thing.
    DifferenceWaits when that is not decided yet."""
    if await fetch_value("select exists (select from ledger_posting where reversal_of = $1)", row["posting"]):
        return True
    own, moved = _parts(row), Decimal(0)
    for later in await fetch(_LATER, row["site"], row["period"], row["effect"], row["unit"], row["number"]):
        touched = sum((part for key, part in _parts(later).items() if _is_of(key, own)), Decimal(0))
        if touched and not later["booked"]:
            raise DifferenceWaits(number=later["number"])
        moved += touched
    whole = sum(own.values(), Decimal(0))
    return bool(moved) and (whole + moved) * whole <= 0


def _parts(row: Record) -> dict[tuple[str, str], Decimal]:
    """By rule and fact, what it books; of a difference by what it changes of each."""
    if row["origin"] != Origin.RESTATEMENT:
        return {(row["rule"], row["fact"]): row["amount"]}
    lines = json.loads(row["facts"]).get("lines", [])
    return {(line["rule"], line.get("fact", "")): Decimal(line["deserved"]) - Decimal(line["stands"]) for line in lines}


def _is_of(key: tuple[str, str], own: Iterable[tuple[str, str]]) -> bool:
    """Whether it is about the same rule and fact; differences of before said the rule only."""
    rule, fact = key
    return any(rule == known and (not fact or not known_fact or fact == known_fact) for known, known_fact in own)


async def consent(actor: Actor, code: str, proposal: UUID, given: bool, at: datetime) -> None:
    """Let an honour be published, or take that back. SiteNotFound, ProposalNotFound, NoHonour."""
    actor.require(Permission.APPEAL_CONSEQUENCES)
    async with transaction(actor):
        site = (await site_row(code))["id"]
        row = await fetch_row("select * from consequence_proposal where site = $1 and id = $2", site, proposal)
        if row is None:
            raise ProposalNotFound()
        if row["effect"] != Effect.HONOUR or row["state"] != ProposalState.APPROVED:
            raise NoHonour()
        await execute(
            "insert into honour_consent (proposal, site, given, by, who, at) values ($1, $2, $3, $4, $5, $6)",
            *(proposal, site, given, actor.account, actor.name, at),
        )
        done, facts = "consented" if given else "consent_withdrawn", {"number": row["number"]}
        await record(actor, f"honour.{done}", f"consequence:{proposal}", facts, site=site)
