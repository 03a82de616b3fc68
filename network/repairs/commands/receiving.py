"""HQ's returns desk: parcels and units come in, units go back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.repairs.errors.inspections import (
    InParcel,
    NotToSendBack,
    ReceiptWrong,
    ReceivedAlready,
    ShipmentUnknown,
)
from network.repairs.errors.records import ReturnNotFound
from network.repairs.queries.inspections import UNITS, unit_row
from network.repairs.rules.inspections import Stage, missing_in_receipt
from network.repairs.schemas.inspections import ExtraUnitIn, ReceiptDone, ReceiptIn, UnannouncedIn
from network.repairs.telling import tell_of_discrepancy
from network.sites.queries.sites import site_row

_KNOWN_SERIALS = f"""
select serial_no, stage from ({UNITS}) desk
where serial_no = any ($1) and id <> all ($2) and stage <> 'done'
"""
_TELL_RECEIVED = """
insert into trail_event (site, actor, account, action, subject, body)
select t.site, $1, $2, 'return.received', 'return:' || t.return_no,
       json_build_object('after', json_build_object('received_at', t.received_at))::text
from hq_return t where t.id = any ($3) order by t.return_no
"""
_TELL_DISPATCHED = """
insert into trail_event (site, actor, account, action, subject, body)
select t.site, $1, $2, 'return.dispatched', 'return:' || t.return_no,
       json_build_object('after', json_build_object('dispatched_at', t.dispatched_at))::text
from hq_return t where t.id = any ($3) order by t.site, t.return_no
"""

IS_HERE = _("A unit with this serial number is on the desk already: it cannot have come again.")
COMES_ELSEWHERE = _("A unit with this serial number is on its way under another return. Receive it there.")
NAMED_TWICE = _("This serial number stands here twice.")


async def receive_shipment(actor: Actor, shipment_id: UUID, given: ReceiptIn, at: datetime) -> ReceiptDone:
    """A parcel came in with these of its units, and perhaps with others. ShipmentUnknown, ReceivedAlready,
    ReceiptWrong.

    Announced units that were not in it stay on the way, and can be received by themselves later.
    """
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor):
        parcel = await fetch_row("select * from return_shipment where id = $1 for update", shipment_id)
        if parcel is None:
            raise ShipmentUnknown()
        if parcel["received_at"] is not None:
            raise ReceivedAlready()
        announced = await fetch(
            "select id, serial_no from hq_return where shipment = $1 and received_at is null order by return_no "
            "for update",
            shipment_id,
        )
        await _check_receipt(given, announced)
        await _arrived(actor, given.received, at)
        extra = await _recorded(actor, parcel, given.extra, at)
        await _close_parcel(actor, parcel, given.units, given.discrepancy, at)
    return ReceiptDone(shipment=shipment_id, extra=extra)


async def receive_unannounced(actor: Actor, given: UnannouncedIn, at: datetime) -> ReceiptDone:
    """A parcel that no site had announced: it is recorded for the site that it seems to come from, with every unit.

    SiteNotFound, ReceiptWrong.
    """
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor):
        site = await site_row(given.site)
        await _check_extra("units", given.units)
        parcel = await _unannounced_parcel(site, given, at)
        extra = await _recorded(actor, parcel, given.units, at)
        await _close_parcel(actor, parcel, len(extra), given.discrepancy, at)
    return ReceiptDone(shipment=parcel["id"], extra=extra)


async def receive_unit(actor: Actor, return_id: UUID, at: datetime) -> None:
    """A unit came in by itself: it was shipped without a parcel, or missing from one. ReturnNotFound, ReceivedAlready,
    InParcel while its parcel is on the way, ReceiptWrong when its serial number is on the desk already.
    """
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor):
        await fetch_row("select id from hq_return where id = $1 for update", return_id)
        row = await unit_row(return_id)
        if row["stage"] != Stage.ON_THE_WAY:
            raise ReceivedAlready()
        number = await fetch_value(
            "select shipment_no from return_shipment where id = $1 and received_at is null", row["shipment"]
        )
        if number is not None:
            raise InParcel(number=number)
        if row["serial_no"] in await _on_desk([row["serial_no"]], [return_id]):
            raise ReceiptWrong({"": IS_HERE})
        await _arrived(actor, [return_id], at)


async def dispatch_units(actor: Actor, returns: Sequence[UUID], at: datetime) -> int:
    """Units go back to their sites; how many. All or none: ReturnNotFound, or NotToSendBack with those named that are
    not inspected yet, are tested again or contested, or have left already.
    """
    actor.require(Permission.INSPECT_RETURNS)
    wanted = sorted(set(returns))
    async with transaction(actor):
        locked = await fetch("select id from hq_return where id = any ($1) order by id for update", wanted)
        if len(locked) < len(wanted):
            raise ReturnNotFound()
        rows = await fetch(
            f"select return_no, stage from ({UNITS}) desk where id = any ($1) order by return_no", wanted
        )
        if wrong := [row["return_no"] for row in rows if row["stage"] != Stage.DISPATCH]:
            raise NotToSendBack(numbers=", ".join(wrong))
        await execute(
            "update hq_return set dispatched_at = greatest($2::timestamptz, inspected_at), changed_at = $2"
            " where id = any ($1)",
            wanted,
            at,
        )
        await execute(_TELL_DISPATCHED, actor.name, actor.account, wanted)
    return len(wanted)


async def _check_receipt(given: ReceiptIn, announced: Sequence[Record]) -> None:
    """ReceiptWrong with the fields named. `announced`: the parcel's units that have not been received."""
    known = {row["id"]: row["serial_no"] for row in announced}
    ticked = set(given.received)
    if not ticked <= known.keys():
        raise ReceiptWrong({"received": _("Some of these units are not in this parcel, or are received already.")})
    wrong = missing_in_receipt(
        given.units,
        announced=len(known),
        received=len(ticked),
        extra=len(given.extra),
        explained=bool(given.discrepancy),
    )
    here = await _on_desk([known[each] for each in ticked], list(ticked))
    if any(known[each] in here for each in ticked):
        wrong["received"] = IS_HERE
    if wrong:
        raise ReceiptWrong(wrong)
    await _check_extra("extra", given.extra)


async def _check_extra(field: str, units: Sequence[ExtraUnitIn]) -> None:
    """ReceiptWrong, for instance with `extra.0.serial_no`: a unit has one place, and comes once."""
    known = {row["serial_no"]: row["stage"] for row in await fetch(_KNOWN_SERIALS, [u.serial_no for u in units], [])}
    wrong: dict[str, Text] = {}
    seen: set[str] = set()
    for place, each in enumerate(units):
        if each.serial_no in known:
            coming = known[each.serial_no] == Stage.ON_THE_WAY
            wrong[f"{field}.{place}.serial_no"] = COMES_ELSEWHERE if coming else IS_HERE
        elif each.serial_no in seen:
            wrong[f"{field}.{place}.serial_no"] = NAMED_TWICE
        seen.add(each.serial_no)
    if wrong:
        raise ReceiptWrong(wrong)


async def _on_desk(serials: Sequence[str | None], but: Sequence[UUID]) -> set[str]:
    """Which of these serial numbers HQ has already, not counting these returns."""
    rows = await fetch(_KNOWN_SERIALS, [each for each in serials if each], but)
    return {row["serial_no"] for row in rows if row["stage"] != Stage.ON_THE_WAY}


async def _arrived(actor: Actor, returns: Sequence[UUID], at: datetime) -> None:
    await execute(
        "update hq_return set received_at = greatest($2::timestamptz, shipped_at), changed_at = $2, back_at = null"
        " where id = any ($1)",
        returns,
        at,
    )
    await execute(_TELL_RECEIVED, actor.name, actor.account, returns)


async def _unannounced_parcel(site: Record, given: UnannouncedIn, at: datetime) -> Record:
    """A parcel of which the site has counted nothing. Its number is HQ's own: `HQ-20261120-1`."""
    await execute("select pg_advisory_xact_lock(hashtextextended('unannounced parcels', $1))", site["id"])
    prefix = f"HQ-{at.astimezone(ZoneInfo(site['time_zone'])):%Y%m%d}-"
    count = await fetch_value(
        "select count(*) from return_shipment where site = $1 and starts_with(shipment_no, $2)", site["id"], prefix
    )
    [made] = await fetch(
        "insert into return_shipment (id, site, shipment_no, carrier, tracking_no, shipped_at, units)"
        " values ($1, $2, $3, $4, $5, $6, 0) returning *",
        uuid4(),
        site["id"],
        f"{prefix}{count + 1}",
        given.carrier,
        given.tracking_no,
        at,
    )
    return made


async def _recorded(actor: Actor, parcel: Record, units: Sequence[ExtraUnitIn], at: datetime) -> list[UUID]:
    """Units of which no site has said anything, in the parcel that they came in; their ids."""
    made = [uuid4() for _unit in units]
    await execute(
        "insert into hq_return (id, site, return_no, serial_no, product, shipped_at, received_at, shipment,"
        " requested_by_hq, changed_at) select u.id, $1, left($2, 54) || '-X' || u.place, u.serial_no,"
        " nullif(u.product, ''), least($3::timestamptz, $4::timestamptz), $4, $5, u.requested, $4"
        " from unnest($6::uuid[], $7::text[], $8::text[], $9::boolean[]) with ordinality"
        " u (id, serial_no, product, requested, place)",
        parcel["site"],
        parcel["shipment_no"],
        parcel["shipped_at"],
        at,
        parcel["id"],
        made,
        [each.serial_no for each in units],
        [each.product for each in units],
        [each.requested_by_hq for each in units],
    )
    await execute(_TELL_RECEIVED, actor.name, actor.account, made)
    return made


async def _close_parcel(actor: Actor, parcel: Record, counted: int, discrepancy: str, at: datetime) -> None:
    await execute(
        "update return_shipment set received_at = greatest($2::timestamptz, shipped_at), units_received = $3,"
        " discrepancy = $4, received_by = $5, receiver = $6, version = version + 1 where id = $1",
        parcel["id"],
        at,
        counted,
        discrepancy or None,
        actor.account,
        actor.name,
    )
    facts = {"units": parcel["units"], "units_received": counted, "discrepancy": discrepancy}
    await trail.record(actor, "shipment.received", f"shipment:{parcel['shipment_no']}", facts, site=parcel["site"])
    if discrepancy or counted != parcel["units"]:
        await tell_of_discrepancy(parcel["site"], parcel["id"], parcel["shipment_no"])
