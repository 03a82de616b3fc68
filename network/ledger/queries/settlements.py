"""Reading settlements: what was owed when, and what of it is marked as paid."""

from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.ledger.errors.settlements import SettlementNotFound
from network.ledger.schemas.balances import Balance
from network.ledger.schemas.settlements import SettlementHead, SettlementLineOut, SettlementOut, SettlementsOut

# Each line with the posting that marks it as paid and was not taken back, of which there is one at most.
_PAID = """
select l.*, p.id as posting, p.number as posting_number, p.posted_at as paid_at
from settlement_line l
left join lateral (
    select p.id, p.number, p.posted_at from ledger_posting p
    where p.kind = 'settlement' and p.facts ->> 'line' = l.id::text
      and not exists (select from ledger_posting r where r.reversal_of = p.id)
) p on true
"""
_HEADS = f"""
with shown as (select * from settlement where $1::uuid is null or id = $1 order by number desc limit $2 offset $3),
line as ({_PAID} where l.settlement in (select id from shown)),
unit as (
    select settlement, unit, trim_scale(sum(amount) filter (where amount > 0)) as owed,
           trim_scale(sum(amount) filter (where amount < 0)) as claimed
    from line group by settlement, unit
)
select s.id, s.number, s.cut_off, s.made_at, s.maker, coalesce(c.sites, 0) as sites, coalesce(c.lines, 0) as lines,
       coalesce(c.open, 0) as open, u.units, u.owed, u.claimed
from shown s
left join (
    select settlement, count(distinct site)::int as sites, count(*)::int as lines,
           count(*) filter (where posting is null)::int as open
    from line group by settlement
) c on c.settlement = s.id
left join (
    select settlement, array_agg(unit order by unit) as units, array_agg(owed order by unit) as owed,
           array_agg(claimed order by unit) as claimed
    from unit group by settlement
) u on u.settlement = s.id
order by s.number desc
"""
_LINES = f"""
select line.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, line.unit,
       trim_scale(line.amount) as amount, line.paid_at, line.posting, line.posting_number,
       (select count(*)::int from settlement_entry e
        where e.settlement = line.settlement and e.site = line.site and e.unit = line.unit) as entries
from ({_PAID} where l.settlement = $1) line join site s on s.id = line.site
order by s.code, line.unit
"""


async def list_settlements(actor: Actor, page: int, size: int) -> SettlementsOut:
    """The newest first."""
    actor.require(Permission.SETTLE_LEDGER)
    async with transaction(actor, read_only=True):
        total = await fetch_value("select count(*)::int from settlement")
        rows = await fetch(_HEADS, None, size, (page - 1) * size)
    return SettlementsOut(items=[_head(row) for row in rows], total=total, page=page, size=size)


async def settlement(actor: Actor, settlement_id: UUID) -> SettlementOut:
    """One with all its lines. SettlementNotFound."""
    actor.require(Permission.SETTLE_LEDGER)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_HEADS, settlement_id, 1, 0)
        if row is None:
            raise SettlementNotFound()
        lines = await fetch(_LINES, settlement_id)
    return SettlementOut(head=_head(row), lines=[SettlementLineOut(**dict(line)) for line in lines])


def _head(row: Record) -> SettlementHead:
    def of(name: str) -> list[Balance]:
        found = zip(row["units"] or [], row[name] or [], strict=True)
        return [Balance(unit=unit, amount=amount) for unit, amount in found if amount]

    beside: dict[str, Any] = {"owed": of("owed"), "claimed": of("claimed")}
    values = {name: row[name] for name in SettlementHead.model_fields if name not in beside}
    return SettlementHead(**values, **beside)
