"""Reading HQ's returns desk: parcels and units by how far they are, and one unit as its inspector may see it.

Row security hides a verdict from everyone but its inspector until all that were asked for are in. A second verdict on
appeal is asked for while the first one is in force and known; here it is left out of what HQ reads until then.
"""

from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.inspections import ShipmentUnknown
from network.repairs.errors.records import ReturnNotFound
from network.repairs.queries.contests import contest_of_unit
from network.repairs.queries.prechecks import ticked_list
from network.repairs.queries.verdicts import steps_of, verdicts_of
from network.repairs.rules.inspections import Stage
from network.repairs.schemas.inspections import (
    AnnouncedUnit,
    Bench,
    DeskOut,
    ParcelLine,
    ParcelOut,
    UnitLine,
    UnitLines,
    UnitOut,
)
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key of the list -> what the units are sorted by. Every order ends with number and id: pages never overlap.
SORTS = {
    "since": "since",
    "return_no": "return_no",
    "serial_no": "serial_no",
    "product": "product",
    "site": "site",
    "shipment_no": "shipment_no",
}

# HQ has it: received and not gone again. Of imported records nobody knows, unless they were tested here.
_HERE = """(t.received_at is not null and t.dispatched_at is null and t.back_at is null
            and (t.shipment is not null or seen.tested))"""
# By lot, or because the site contests the finding and the unit can still be tested.
RETEST_WAITS = f"""(coalesce(seen.sample_waits, false)
                    or c.id is not null and {_HERE} and seen.twice is not true)"""

# A site may say that it has a unit back while HQ is still testing it: of what came to the desk, the desk knows better.
# `c` is the open contest. `seen.tested` holds for everyone: of a unit that is tested twice at least the place of the
# second verdict is to be seen by all.
UNITS = f"""
select t.*, s.code as site_code, s.name as site_name, s.name_zh as site_name_zh, s.time_zone, p.shipment_no,
       {RETEST_WAITS} as retest_waits, seen.mine is true as mine,
       case when t.inspected_at is null and t.received_at is null and t.dispatched_at is null and t.back_at is null
                then 'on_the_way'
            when {RETEST_WAITS} then case when seen.mine then 'colleague' else 'retest' end
            when t.inspected_at is null and seen.tested is null and t.dispatched_at is null
                and (t.back_at is null or t.shipment is not null) then 'inspect'
            when c.id is not null then 'contest'
            when t.inspected_at is not null and {_HERE} then 'dispatch'
            else 'done' end as stage,
       case when t.inspected_at is null and seen.tested is null then coalesce(t.received_at, t.shipped_at)
            when {RETEST_WAITS} then coalesce(seen.asked_at, c.contested_at)
            else coalesce(c.contested_at, t.back_at, t.dispatched_at, t.inspected_at, t.received_at) end as since
from hq_return t
join site s on s.id = t.site
left join return_shipment p on p.id = t.shipment
left join (
    select returned, true as tested, bool_or(place = 2 and inspected_at is null) as sample_waits,
           bool_or(place = 2 and inspected_at is not null) as twice, bool_or(inspector = (select my_account())) as mine,
           max(asked_at) filter (where place = 2) as asked_at
    from return_inspection group by returned
) seen on seen.returned = t.id
left join finding_contest c on c.returned = t.id and c.state = 'open'
"""
_LINE = """
id, site_code as site, return_no, serial_no, product, shipment_no, stage, since, requested_by_hq
"""
_WANTED = """
where ($1 = '' or stage = $1)
  and ($2 = '' or return_no ilike $2 or serial_no ilike $2 or shipment_no ilike $2 or site_code ilike $2)
"""
_ON_THE_WAY = """
select p.id, s.code as site, p.shipment_no, p.carrier, p.tracking_no, p.shipped_at, p.units
from return_shipment p join site s on s.id = p.site
where p.received_at is null
"""


async def desk(actor: Actor) -> DeskOut:
    """How much waits on the desk, for the reader: what only somebody else may test is told apart."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"select stage, count(*) from ({UNITS}) desk where stage <> 'done' group by stage")
        [others] = await fetch(
            "select (select count(*) from return_shipment where received_at is null) as shipments, "
            "(select count(*) from finding_contest where state = 'open') as contests"
        )
    return DeskOut(units={Stage(row["stage"]): row["count"] for row in rows}, **dict(others))


async def units_on_desk(
    actor: Actor, state: ListState, stage: Stage | None = None, *, limit: int | None = None
) -> UnitLines:
    """A page of units, of one stage or of all; searches the numbers and the site.

    With `limit` the first so many instead of a page, for an export.
    """
    actor.require(Permission.INSPECT_RETURNS)
    wanted = (stage or "", contains(state.q))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) from ({UNITS}) desk {_WANTED}", *wanted)
        shown = state.within(total)
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"select {_LINE} from ({UNITS}) desk {_WANTED} order by {SORTS[shown.sort]} {direction}, return_no, id "
            "limit $3 offset $4",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [UnitLine(**dict(row)) for row in rows]
    return UnitLines(items=items, total=total, page=shown.page, size=shown.size)


async def parcels_on_the_way(actor: Actor, search: str = "") -> list[ParcelLine]:
    """Parcels that have not been received, the oldest first; searches their number, tracking number, site and units."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            f"{_ON_THE_WAY} and ($1 = '' or p.shipment_no ilike $1 or p.tracking_no ilike $1 or s.code ilike $1 "
            "or exists (select from hq_return t where t.shipment = p.id "
            "and (t.serial_no ilike $1 or t.return_no ilike $1))) order by p.shipped_at, p.shipment_no limit 500",
            contains(search),
        )
    return [ParcelLine(**dict(row)) for row in rows]


async def parcel(actor: Actor, shipment_id: UUID) -> ParcelOut:
    """A parcel with the units that the site said are in it. ShipmentUnknown."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            "select p.*, s.code as site_code from return_shipment p join site s on s.id = p.site where p.id = $1",
            shipment_id,
        )
        if row is None:
            raise ShipmentUnknown()
        units = await fetch(
            "select id, return_no, serial_no, product, received_at is not null as here from hq_return "
            "where shipment = $1 order by return_no",
            shipment_id,
        )
    values = {name: row[name] for name in ParcelOut.model_fields if name not in ("site", "announced")}
    return ParcelOut(**values, site=row["site_code"], announced=[AnnouncedUnit(**dict(unit)) for unit in units])


async def unit(actor: Actor, return_id: UUID) -> UnitOut:
    """A unit as HQ may read it now. ReturnNotFound."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        return await _unit(await unit_row(return_id))


async def bench(actor: Actor, return_id: UUID) -> Bench:
    """The same with what an inspector needs beside it. ReturnNotFound."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        row = await unit_row(return_id)
        ticked = await ticked_list(return_id)
        return Bench(await _unit(row), await steps_of(return_id), ticked, row["time_zone"])


async def unit_row(return_id: UUID) -> Record:
    """Inside a transaction: the columns of `UNITS`. ReturnNotFound."""
    row = await fetch_row(f"select * from ({UNITS}) desk where id = $1", return_id)
    if row is None:
        raise ReturnNotFound()
    return row


async def _unit(row: Record) -> UnitOut:
    blind = row["retest_waits"]
    hidden: dict[str, Any] = {"finding": None, "missed_step": None, "inspected_at": None, "reversed_at": None}
    names = UnitOut.model_fields.keys() - {"site", "blind", "verdicts", "contest"}
    return UnitOut(
        **{name: row[name] for name in names} | (hidden if blind else {}),
        site=row["site_code"],
        blind=blind,
        verdicts=[] if blind else await verdicts_of(row["id"], named=True),
        contest=await contest_of_unit(row["id"], named=True, blind=blind),
    )
