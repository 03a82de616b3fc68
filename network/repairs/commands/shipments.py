"""Sending units up to HQ, each with its pre-checks, and having them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.repairs.errors.records import OrderNotFound, ReturnNotFound
from network.repairs.errors.shipments import (
    SERIAL_NEEDED,
    BadShipment,
    NothingToShip,
    OrderNotOpen,
    PrechecksMissing,
    PrechecksRenewed,
    UnitHasOrder,
    UnitHeldElsewhere,
    UnitIsAway,
    UnitIsBack,
    UnitTwice,
)
from network.repairs.queries.prechecks import list_for, lists_in_force
from network.repairs.queries.shipments import AWAY, OPEN_ORDER
from network.repairs.rules.prechecks import Tick, gaps
from network.repairs.rules.shipments import return_number, shipment_number, shipment_prefix
from network.repairs.schemas.prechecks import PrecheckList, keep_ticks
from network.repairs.schemas.shipments import Candidate, ShipmentIn, UnitIn
from network.sites.queries.sites import site_row
from network.web.versions import check_version

# Parcels of a site are numbered one after the other.
_TURN = "select pg_advisory_xact_lock(hashtext('return_shipment:' || $1))"
# Two sites that send the same unit at once must not both be right. In one order, so that none waits for the other.
_SERIAL_TURNS = """
select pg_advisory_xact_lock(hashtext('serial_no:' || serial))
from (select distinct serial from unnest($1::text[]) serial order by serial) wanted
"""


@dataclass(frozen=True, slots=True)
class _Packed:
    """A unit with the list in force for it and what was ticked of that."""

    unit: Candidate
    list: PrecheckList
    ticks: dict[str, Tick]


async def ship(actor: Actor, site_code: str, parcel: ShipmentIn, at: datetime) -> UUID:
    """Hand a parcel to the carrier: its units are away from now on. The id of the shipment.

    SiteNotFound, OrderNotFound, OrderNotOpen; NothingToShip, BadShipment; UnitTwice, UnitIsAway, UnitHasOrder,
    UnitHeldElsewhere; PrechecksRenewed when a list in force is not the one that was ticked; PrechecksMissing.
    """
    actor.require(Permission.SHIP_RETURNS)
    if not parcel.units:
        raise NothingToShip()
    async with transaction(actor):
        site = await site_row(site_code)
        await execute(_TURN, site_code)
        units = await _units(site["id"], parcel.units)
        await _check_free(site["id"], units)
        packed = await _checked(units, parcel.units)
        number = await _next_number(site, at)
        shipment_id = await _send(actor, site["id"], number, parcel, packed, at)
        await _tell(actor, site["id"], number, parcel, packed, at)
    return shipment_id


async def have_back(actor: Actor, site_code: str, return_id: UUID, version: int | None, at: datetime) -> None:
    """The unit is at the site again. SiteNotFound, ReturnNotFound, UnitIsBack, PreconditionFailed."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor):
        site = await site_row(site_code)
        row = await fetch_row(
            "select return_no, version, back_at from hq_return where site = $1 and id = $2 for update",
            site["id"],
            return_id,
        )
        if row is None:
            raise ReturnNotFound()
        check_version(version, row["version"])
        if row["back_at"] is not None:
            raise UnitIsBack()
        # Whoever typed HQ's times may have had a clock that is ahead; the course of a return is never turned round.
        await execute(
            "update hq_return set changed_at = $2,"
            " back_at = greatest($2, shipped_at, received_at, inspected_at, dispatched_at) where id = $1",
            return_id,
            at,
        )
        await trail.record(
            actor, "return.back", f"return:{row['return_no']}", {"version": row["version"]}, site=site["id"]
        )


async def _units(site: int, asked: Sequence[UnitIn]) -> list[Candidate]:
    """The units of the parcel, their orders locked. OrderNotFound, OrderNotOpen, BadShipment."""
    rows = await fetch(
        f"select o.id, o.order_no, o.serial_no, o.product, {OPEN_ORDER} as open from repair_order o "
        "where o.site = $1 and o.id = any ($2::uuid[]) order by o.id for update",
        site,
        [unit.order for unit in asked if unit.order],
    )
    orders = {row["id"]: row for row in rows}
    return [_unit(place, unit, orders) for place, unit in enumerate(asked)]


def _unit(place: int, unit: UnitIn, orders: dict[UUID, Record]) -> Candidate:
    if unit.order is None:
        if not unit.serial_no:
            raise BadShipment({f"units.{place}.serial_no": SERIAL_NEEDED})
        return Candidate(None, "", unit.serial_no, unit.product)
    order = orders.get(unit.order)
    if order is None:
        raise OrderNotFound()
    if not order["open"]:
        raise OrderNotOpen(order=order["order_no"])
    return Candidate(order["id"], order["order_no"], order["serial_no"] or "", order["product"] or "")


async def _check_free(site: int, units: Sequence[Candidate]) -> None:
    """No unit is in this parcel twice, in another one, or somebody else's. UnitTwice, UnitIsAway, UnitHasOrder,
    UnitHeldElsewhere.
    """
    seen: set[UUID | str] = set()
    for unit in units:
        names = {unit.order or "", unit.serial_no} - {""}
        if names & seen:
            raise UnitTwice(unit=unit.name)
        seen |= names
    serials = [unit.serial_no for unit in units if unit.serial_no]
    await execute(_SERIAL_TURNS, serials)
    away = await fetch_row(
        f"select r.return_no, coalesce(r.serial_no, r.order_no) as name from hq_return r where r.site = $1 and {AWAY} "
        "and (r.serial_no = any ($2::text[]) or r.order_no = any ($3::text[])) order by r.return_no limit 1",
        site,
        serials,
        [unit.order_no for unit in units if unit.order_no],
    )
    if away:
        raise UnitIsAway(unit=away["name"], return_no=away["return_no"])
    own = await fetch_row(
        f"select o.order_no, o.serial_no from repair_order o where o.site = $1 and {OPEN_ORDER} "
        "and o.serial_no = any ($2::text[]) order by o.order_no limit 1",
        site,
        [unit.serial_no for unit in units if unit.order is None],
    )
    if own:
        raise UnitHasOrder(order=own["order_no"], unit=own["serial_no"])
    if foreign := await fetch_value("select min(serial) from held_elsewhere($1::text[], $2) serial", serials, site):
        raise UnitHeldElsewhere(unit=foreign)


async def _checked(units: Sequence[Candidate], asked: Sequence[UnitIn]) -> list[_Packed]:
    """The units with their lists in force. NoPrecheckList, PrechecksRenewed, PrechecksMissing."""
    in_force = await lists_in_force()
    lists = [list_for(unit.product, in_force) for unit in units]
    if renewed := [place for place, found in enumerate(lists) if found.id != asked[place].precheck_list]:
        raise PrechecksRenewed(renewed)
    said = [unit.said() for unit in asked]
    missing = {
        f"units.{place}.ticks.{key}": text
        for place, found in enumerate(lists)
        for key, text in gaps(found.document, said[place]).items()
    }
    if missing:
        raise PrechecksMissing(missing)
    return [
        _Packed(unit, found, {key: ticks[key] for key in found.document.keys})
        for unit, found, ticks in zip(units, lists, said, strict=True)
    ]


async def _next_number(site: Record, at: datetime) -> str:
    """The number after the last one of this year, on the site's clock."""
    year = at.astimezone(ZoneInfo(site["time_zone"])).year
    last = await fetch_value(
        "select max(substr(shipment_no, length($2) + 1)::int) from return_shipment "
        "where site = $1 and starts_with(shipment_no, $2)",
        site["id"],
        shipment_prefix(site["code"], year),
    )
    return shipment_number(site["code"], year, (last or 0) + 1)


async def _send(
    actor: Actor, site: int, number: str, parcel: ShipmentIn, packed: Sequence[_Packed], at: datetime
) -> UUID:
    """Keep the parcel, its units and what was ticked of them; the id of the parcel."""
    shipment_id = uuid4()
    await execute(
        "insert into return_shipment (id, site, shipment_no, carrier, tracking_no, shipped_at, units, version) "
        "values ($1, $2, $3, $4, $5, $6, $7, 1)",
        shipment_id,
        site,
        number,
        parcel.carrier,
        parcel.tracking_no,
        at,
        len(packed),
    )
    returns = await _keep_units(site, number, shipment_id, [each.unit for each in packed], at)
    await _keep_ticks(actor, site, returns, packed, at)
    return shipment_id


async def _keep_units(
    site: int, number: str, shipment_id: UUID, units: Sequence[Candidate], at: datetime
) -> list[UUID]:
    """The ids of the units, in their order."""
    returns = [uuid4() for _unit in units]
    await execute(
        "insert into hq_return (id, site, return_no, order_no, serial_no, product, shipped_at, shipment, import_row,"
        " version, changed_at) select id, $1, return_no, nullif(order_no, ''), nullif(serial_no, ''),"
        " nullif(product, ''), $2, $3, 0, 1, $2 from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])"
        " as unit (id, return_no, order_no, serial_no, product)",
        site,
        at,
        shipment_id,
        returns,
        [return_number(number, place) for place in range(1, len(units) + 1)],
        [unit.order_no for unit in units],
        [unit.serial_no for unit in units],
        [unit.product for unit in units],
    )
    return returns


async def _keep_ticks(actor: Actor, site: int, returns: list[UUID], packed: Sequence[_Packed], at: datetime) -> None:
    await execute(
        "insert into return_precheck (id, site, returned, precheck_list, answers, ticked_by, ticked_at) "
        "select gen_random_uuid(), $1, returned, list, answers, $2, $3 "
        "from unnest($4::uuid[], $5::uuid[], $6::jsonb[]) as said (returned, list, answers)",
        site,
        actor.account,
        at,
        returns,
        [each.list.id for each in packed],
        [keep_ticks(each.ticks) for each in packed],
    )


async def _tell(
    actor: Actor, site: int, number: str, parcel: ShipmentIn, packed: Sequence[_Packed], at: datetime
) -> None:
    """The orders are with HQ, and the trail says so of parcel, units and orders."""
    changed = await fetch(
        "update repair_order set sent_to_hq = true, changed_at = $2 "
        "where site = $1 and id = any ($3::uuid[]) and not sent_to_hq returning order_no",
        site,
        at,
        [each.unit.order for each in packed if each.unit.order],
    )
    facts = {"carrier": parcel.carrier, "tracking_no": parcel.tracking_no, "units": len(packed)}
    await trail.record(actor, "shipment.sent", f"shipment:{number}", facts, site=site)
    for place, each in enumerate(packed, start=1):
        unit = each.unit
        told = {"shipment": number, "order": unit.order_no, "serial": unit.serial_no, "prechecks": each.list.version}
        await trail.record(actor, "return.shipped", f"return:{return_number(number, place)}", told, site=site)
    for row in changed:
        values = {"before": {"sent_to_hq": False}, "after": {"sent_to_hq": True}}
        await trail.record(actor, "order.changed", f"order:{row['order_no']}", values, site=site)
