"""Enough demerit points within twelve months open a probation proposal; proposals that nobody decides run out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.ledger.commands.proposing import end_proposals, write_proposals
from network.ledger.queries.demerits import standing_of
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import EXPIRES_AFTER, ROLLING_MONTHS, Origin, ProposalState, ProposalStep
from network.ledger.schemas.proposals import Draft

# A probation that is proposed or holds is not proposed once more; nor one that people decided against, before there
# are new points.
_ON_PROBATION = """
select distinct p.site from consequence_proposal p
where p.site = any ($1::integer[]) and p.effect = 'probation' and p.origin = 'demerits' and p.state <> 'expired'
  and p.proposed_at > $2::timestamptz - make_interval(months => $3)
  and (p.state not in ('rejected', 'withdrawn') or not exists (
      select from ledger_posting l join ledger_entry e on e.posting = l.id
      where l.site = p.site and l.posted_at > p.decided_at and l.kind <> 'reversal'
        and e.account = 'network:penalties' and e.unit = 'points' and e.amount > 0))
"""


async def propose_probations(actor: Actor, sites: Sequence[int] | None, limit: int, days: int, at: datetime) -> int:
    """Inside a transaction: for those of the sites (None: all in reach) that have as many points; how many are new."""
    over = {row["site"]: row for row in await standing_of(sites, at) if row["points"] >= limit and row["is_open"]}
    known = {row["site"] for row in await fetch(_ON_PROBATION, list(over), at, ROLLING_MONTHS)}
    drafts = [
        Draft(
            site=site,
            origin=Origin.DEMERITS,
            rule="demerits",
            title={"en": "Probation after demerit points", "zh_CN": "扣分累计进入观察期"},
            effect=Effect.PROBATION,
            fact=f"demerits:{at:%Y-%m-%d}",
            facts={"points": row["points"], "limit": limit},
            details={"months": ROLLING_MONTHS},
            appeal_days=days,
        )
        for site, row in over.items()
        if site not in known
    ]
    return len(await write_proposals(actor, drafts, at))


async def expire_proposals(actor: Actor, at: datetime) -> list[UUID]:
    """What nobody has decided about for so long runs out."""
    async with transaction(actor):
        rows = await fetch(
            "select id from consequence_proposal where state in ('proposed', 'approved_once') and proposed_at <= $1 "
            "order by id for update",
            at - EXPIRES_AFTER,
        )
        ids = [row["id"] for row in rows]
        if ids:
            await end_proposals(actor, ids, ProposalState.EXPIRED, ProposalStep.EXPIRED, "", at)
    return ids
