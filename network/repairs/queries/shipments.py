"""Reading what a site has sent up to HQ: its parcels, what is in them, and what is away."""

from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.shipments import ShipmentNotFound
from network.repairs.rules.shipments import shipment_state, unit_state
from network.repairs.schemas.prechecks import kept_prechecks, kept_ticks
from network.repairs.schemas.shipments import (
    Candidate,
    CheckedUnitOut,
    ShipmentDetailOut,
    ShipmentOut,
    ShipmentsOut,
    ShippedStepOut,
    ShippedUnitOut,
    ShippingSite,
)
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# A unit is away until the site has it again. Of imported returns nobody may say that they are back: those are away
# until HQ has inspected them.
AWAY = "(r.back_at is null and (r.shipment is not null or r.inspected_at is null))"
OPEN_ORDER = "(o.ready_at is null and o.cancelled_at is null)"

# More than that nobody picks from a list; they are looked up by number.
MOST_CANDIDATES = 200
MOST_AWAY = 200

SORTS = {
    "shipment_no": "t.shipment_no",
    "shipped_at": "t.shipped_at",
    "carrier": "lower(t.carrier)",
    "units": "t.units",
}
FILTERS = ("state",)

_SHIPMENTS = """
select t.id, t.site, t.shipment_no, t.carrier, t.tracking_no, t.shipped_at, t.units, t.received_at, t.units_received,
       t.discrepancy, t.version, inside.back
from return_shipment t cross join lateral (
    select count(*) filter (where r.back_at is not null) as back from hq_return r where r.shipment = t.id) inside
"""
_WANTED = """
where t.site = $1
  and ($2 = '' or t.shipment_no ilike $2 or t.tracking_no ilike $2 or t.carrier ilike $2 or exists (
      select from hq_return r where r.shipment = t.id and (r.serial_no ilike $2 or r.order_no ilike $2)))
  and ($3 = '' or $3 = case when inside.back >= t.units then 'back' when t.received_at is not null then 'at_hq'
      else 'underway' end)
"""
_UNITS = """
select r.*, o.id as order_id from hq_return r
left join repair_order o on o.site = r.site and o.order_no = r.order_no
"""


async def list_shipments(actor: Actor, site_code: str, state: ListState) -> ShipmentsOut:
    """A page of a site's parcels. Searches numbers, carriers and what is in them. SiteNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        wanted = (site["id"], contains(state.q), state.filters.get("state", ""))
        total = await fetch_value(f"select count(*) from ({_SHIPMENTS} {_WANTED}) found", *wanted)
        shown = state.within(total)
        direction = "desc" if shown.descending else "asc"
        rows = await fetch(
            f"{_SHIPMENTS} {_WANTED} order by {SORTS[shown.sort]} {direction}, t.shipment_no limit $4 offset $5",
            *wanted,
            shown.limit,
            shown.offset,
        )
    items = [ShipmentOut(**_shipment(row, site_code)) for row in rows]
    return ShipmentsOut(items=items, total=total, page=shown.page, size=shown.size)


async def shipment(actor: Actor, site_code: str, shipment_id: UUID) -> ShipmentDetailOut:
    """One parcel with its units and what was ticked for each. SiteNotFound, ShipmentNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(_SHIPMENTS + "where t.site = $1 and t.id = $2", site["id"], shipment_id)
        if row is None:
            raise ShipmentNotFound()
        units = await fetch(
            "select r.*, o.id as order_id, k.answers, l.document, l.version as list_version from hq_return r "
            "left join repair_order o on o.site = r.site and o.order_no = r.order_no "
            "left join return_precheck k on k.returned = r.id left join precheck_list l on l.id = k.precheck_list "
            "where r.shipment = $1 order by r.return_no",
            shipment_id,
        )
    contents = [CheckedUnitOut(**_unit(each), **_checks(each)) for each in units]
    return ShipmentDetailOut(**_shipment(row, site_code), contents=contents)


async def units_away(actor: Actor, site_code: str) -> list[ShippedUnitOut]:
    """What a site has sent up and not back, what HQ has sent back first, then the oldest. SiteNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        rows = await fetch(
            f"{_UNITS} where r.site = $1 and {AWAY} "
            "order by r.dispatched_at is null, r.dispatched_at, r.shipped_at, r.return_no limit $2",
            site["id"],
            MOST_AWAY,
        )
    return [ShippedUnitOut(**_unit(row)) for row in rows]


async def shipping_sites(actor: Actor) -> list[ShippingSite]:
    """The sites in reach that may ship, by name; closed ones only while something of theirs is away."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select s.code, s.name, s.name_zh, sent.away, sent.coming_back from site s cross join lateral ("
            f"select count(*) as away, count(*) filter (where r.dispatched_at is not null) as coming_back "
            f"from hq_return r where r.site = s.id and {AWAY}) sent "
            "where s.status = 'active' or sent.away > 0 order by lower(s.name), s.code"
        )
    return [ShippingSite(**dict(row)) for row in rows]


async def candidates(actor: Actor, site_code: str) -> list[Candidate]:
    """The newest open orders of a site whose units are not away. SiteNotFound."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        rows = await fetch(
            f"select o.id, o.order_no, o.serial_no, o.product from repair_order o where o.site = $1 and {OPEN_ORDER} "
            f"and not exists (select from hq_return r where r.site = o.site and r.order_no = o.order_no and {AWAY}) "
            "order by o.received_at desc, o.order_no limit $2",
            site["id"],
            MOST_CANDIDATES,
        )
    return [_candidate(row) for row in rows]


async def orders_to_ship(actor: Actor, site_code: str, orders: list[UUID]) -> list[Candidate]:
    """These of a site's open orders, in the order asked for; what is none is left out. SiteNotFound."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        rows = await fetch(
            f"select o.id, o.order_no, o.serial_no, o.product from repair_order o "
            f"where o.site = $1 and o.id = any ($2::uuid[]) and {OPEN_ORDER} "
            "order by array_position($2::uuid[], o.id)",
            site["id"],
            orders,
        )
    return [_candidate(row) for row in rows]


async def open_order_by_number(actor: Actor, site_code: str, typed: str) -> Candidate | None:
    """The open order of a site with this number, or for the unit with this serial number. SiteNotFound."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(
            f"select o.id, o.order_no, o.serial_no, o.product from repair_order o where o.site = $1 and {OPEN_ORDER} "
            "and (o.order_no = $2 or o.serial_no = $2) order by o.order_no = $2 desc, o.received_at desc limit 1",
            site["id"],
            typed,
        )
    return _candidate(row) if row else None


def _candidate(row: Record) -> Candidate:
    return Candidate(row["id"], row["order_no"], row["serial_no"] or "", row["product"] or "")


def _shipment(row: Record, site_code: str) -> dict[str, Any]:
    kept = ("id", "shipment_no", "carrier", "tracking_no", "shipped_at", "units", "received_at", "units_received")
    state = shipment_state(received=row["received_at"] is not None, units=row["units"], back=row["back"])
    return {
        **{name: row[name] for name in (*kept, "discrepancy", "version")},
        "site": site_code,
        "units_back": row["back"],
        "state": state,
    }


def _unit(row: Record) -> dict[str, Any]:
    known = {name: row[name] for name in ShippedUnitOut.model_fields if name not in ("order", "state")}
    state = unit_state(row["received_at"], row["inspected_at"], row["dispatched_at"], row["back_at"])
    return {**known, "order": row["order_id"], "state": state}


def _checks(row: Record) -> dict[str, Any]:
    """What was ticked, in the order of the list; nothing for a unit that came into the parcel without."""
    if row["answers"] is None:
        return {"list_version": None, "steps": []}
    ticks = kept_ticks(row["answers"])
    steps = [
        ShippedStepOut(
            key=step.key,
            label=step.label.en,
            label_zh=step.label.zh_CN,
            done=ticks[step.key].done,
            note=ticks[step.key].note,
        )
        for step in kept_prechecks(row["document"]).steps
        if step.key in ticks
    ]
    return {"list_version": row["list_version"], "steps": steps}
