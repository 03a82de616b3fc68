"""Settlements: what is owed up to a day is frozen, exported, paid elsewhere, and marked here as paid."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.ledger.commands.posting import post_all
from network.ledger.errors.settlements import NothingToPay, NothingToSettle, SettlementNotFound
from network.ledger.rules.postings import SETTLED, Kind, Posting, transfer
from network.ledger.rules.settlements import payment_key, require_cut_off

# The zone in which each day begins last.
_LAST_ZONE = ZoneInfo("Etc/GMT+12")

# $1: the settlement, $2: the cut-off day on the calendar of each site. What settles is not settled in its turn, nor
# what takes a settling back. Asked by what is in no settlement yet, not by when the last one was: a posting that is
# committed late, with an earlier moment, is in the next one and never in none.
_TAKE = """
with owed as (
    select e.id, e.site, e.unit, e.amount
    from ledger_entry e join ledger_posting p on p.id = e.posting join site s on s.id = e.site
    where e.account = 'site:' || e.site || ':balance' and e.unit <> 'points'
      and (p.posted_at at time zone s.time_zone)::date <= $2
      and not exists (select from settlement_entry t where t.entry = e.id)
      and not exists (select from ledger_entry o where o.posting = p.id and o.account = 'network:settled')
), made as (
    insert into settlement (id, cut_off, entries, made_at, made_by, maker)
    select $1, $2, count(*), $3, $4, $5 from owed having count(*) > 0
    returning id, number, entries
), taken as (
    insert into settlement_entry (settlement, entry, site, unit, amount)
    select made.id, owed.id, owed.site, owed.unit, owed.amount from made, owed order by owed.id
)
select number, entries from made
"""
_SUM_UP = """
insert into settlement_line (id, settlement, site, unit, amount)
select gen_random_uuid(), settlement, site, unit, sum(amount) from settlement_entry
where settlement = $1 group by settlement, site, unit having sum(amount) <> 0
"""
# Lines that no standing posting marks as paid; `attempt`: how often that was taken back.
_OPEN = """
select l.id, l.site, l.unit, l.amount, count(p.id)::int as attempt
from settlement_line l
left join ledger_posting p on p.kind = 'settlement' and p.facts ->> 'line' = l.id::text
left join ledger_posting r on r.reversal_of = p.id
where l.settlement = $1
group by l.id
having count(p.id) = count(r.id)
order by l.site, l.unit
"""


async def settle(actor: Actor, cut_off: date, at: datetime) -> UUID:
    """Freeze what is owed to and by each site up to a day; its id. Who comes second at the same time waits, and finds
    that there is nothing left. SettlementWrong, NothingToSettle."""
    actor.require(Permission.SETTLE_LEDGER)
    made = uuid4()
    async with transaction(actor):
        await _one_at_a_time()
        last = await fetch_value("select max(cut_off) from settlement")
        require_cut_off(cut_off, at.astimezone(_LAST_ZONE).date(), last)
        row = await fetch_row(_TAKE, made, cut_off, at, actor.account, actor.name)
        if row is None:
            raise NothingToSettle(day=cut_off.isoformat())
        await execute(_SUM_UP, made)
        facts = {"number": row["number"], "cut_off": cut_off, "entries": row["entries"]}
        await trail.record(actor, "ledger.settled", f"settlement:{made}", facts)
    return made


async def mark_paid(actor: Actor, settlement: UUID, reason: str, at: datetime) -> int:
    """Post that what is still open of a settlement was paid; how many lines. Each can be taken back like any posting.

    SettlementNotFound, NothingToPay.
    """
    actor.require(Permission.SETTLE_LEDGER)
    async with transaction(actor):
        await _one_at_a_time()
        row = await fetch_row("select number from settlement where id = $1", settlement)
        if row is None:
            raise SettlementNotFound()
        lines = await fetch(_OPEN, settlement)
        if not lines:
            raise NothingToPay(number=row["number"])
        await post_all(actor, [_payment(line, settlement, row["number"], reason) for line in lines], at)
        facts = {"number": row["number"], "lines": len(lines), "reason": reason}
        await trail.record(actor, "ledger.paid", f"settlement:{settlement}", facts)
    return len(lines)


def _payment(line: Record, settlement: UUID, number: int, reason: str) -> Posting:
    amount: Decimal = -line["amount"]
    facts = {"settlement": settlement, "settlement_number": number, "line": line["id"]}
    lines = transfer(line["site"], line["unit"], amount, SETTLED)
    return Posting(payment_key(line["id"], line["attempt"]), Kind.SETTLEMENT, line["site"], reason, lines, facts)


async def _one_at_a_time() -> None:
    await execute("select pg_advisory_xact_lock(hashtextextended('settlement', 0))")
