"""Reading the history of one unit across sites."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.repairs.errors.patterns import SerialNotFound
from network.repairs.schemas.patterns import SerialEventOut, SerialOut

_ORDERS = """
select 'order' as kind, o.received_at as at, s.code as site, s.time_zone, o.id, o.order_no as number, o.product,
       o.fault_code, o.ready_at, o.outcome as result, o.came_back_at is not null as came_back, o.pattern, o.activated_on
from repair_order o join site s on s.id = o.site where o.serial_no = $1
"""
_RETURNS = """
select 'return' as kind, r.shipped_at as at, s.code as site, s.time_zone, r.id, r.return_no as number, r.product,
       null as fault_code, r.back_at as ready_at, r.finding as result, false as came_back, null::uuid as pattern,
       null::date as activated_on
from hq_return r join site s on s.id = r.site where r.serial_no = $1
"""


async def serial(actor: Actor, serial_no: str) -> SerialOut:
    """What happened to a unit, newest first. Of sites out of reach only the day is told, and only of units that a site
    in reach has had. SerialNotFound.
    """
    actor.require(Permission.READ_RECORDS)
    if "\0" in serial_no:
        raise SerialNotFound()
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_ORDERS} union all {_RETURNS} order by at desc", serial_no)
        elsewhere = [] if actor.sites is None else await fetch("select * from serial_elsewhere($1)", serial_no)
    if not rows:
        raise SerialNotFound()
    events = [*map(_event, rows), *(SerialEventOut(kind=row["kind"], day=row["happened_on"]) for row in elsewhere)]
    return SerialOut(
        serial_no=serial_no,
        product=next((row["product"] for row in rows if row["product"]), None),
        activated_on=next((row["activated_on"] for row in rows if row["activated_on"]), None),
        events=sorted(events, key=_newest, reverse=True),
    )


def _newest(event: SerialEventOut) -> tuple[Any, ...]:
    """By day, and within a day by the minute where it is told."""
    return event.day, event.at is not None, event.at.astimezone(UTC) if event.at else None


def _event(row: Record) -> SerialEventOut:
    fields = {name: row[name] for name in SerialEventOut.model_fields if name != "day"}
    return SerialEventOut(day=row["at"].astimezone(ZoneInfo(row["time_zone"])).date(), **fields)
