"""A demo network in the database, as its files would bring it: copied in, which takes a tenth of the time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg

from network.demo.model import DemoNetwork, HqReturn, Order

_TIMES = ("received_at", "diagnosed_at", "ready_at", "handed_over_at", "cancelled_at")
_RETURN_TIMES = ("shipped_at", "received_at", "inspected_at")


class _Shop(NamedTuple):
    id: int
    zone: ZoneInfo


async def stock(root: asyncpg.Connection, network: DemoNetwork, since: str) -> None:
    """Its sites, and the orders and returns from this month (`2026-07`) on."""
    columns = ("code", "name", "name_zh", "kind", "city", "city_zh", "time_zone", "status", "closed_on")
    rows = [
        (
            *(each.code, each.name, each.name_zh, each.kind, "", "", each.timezone),
            *("closed" if each.closed_on else "active", each.closed_on),
        )
        for each in network.sites
    ]
    await root.copy_records_to_table("site", columns=columns, records=rows)
    shops = {
        row["code"]: _Shop(row["id"], ZoneInfo(row["time_zone"]))
        for row in await root.fetch("select id, code, time_zone from site")
    }
    await _copy_orders(root, shops, [order for order in network.orders if order.received_at >= since])
    await _copy_returns(root, shops, [each for each in network.returns if each.shipped_at >= since])


async def _copy_orders(root: asyncpg.Connection, shops: dict[str, _Shop], orders: Sequence[Order]) -> None:
    rows = [
        (
            *(uuid4(), shops[order.site].id, order.order_no),
            *_moments(order, _TIMES, shops[order.site].zone),
            *(order.hold_hours, 2, order.sent_to_hq == "true"),
        )
        for order in orders
    ]
    columns = ("id", "site", "order_no", *_TIMES, "hold_hours", "import_row", "sent_to_hq")
    await root.copy_records_to_table("repair_order", columns=columns, records=rows)


async def _copy_returns(root: asyncpg.Connection, shops: dict[str, _Shop], returns: Sequence[HqReturn]) -> None:
    rows = [
        (
            *(uuid4(), shops[each.site].id, each.return_no),
            *_moments(each, _RETURN_TIMES, shops[each.site].zone),
            *(each.finding, 2),
        )
        for each in returns
    ]
    columns = ("id", "site", "return_no", *_RETURN_TIMES, "finding", "import_row")
    await root.copy_records_to_table("hq_return", columns=columns, records=rows)


def _moments(record: Order | HqReturn, names: Sequence[str], zone: ZoneInfo) -> list[Any]:
    """Texts on the site's wall clock, or with their offset, as moments."""
    read = [datetime.fromisoformat(text) if (text := getattr(record, name)) else None for name in names]
    return [at and (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC) for at in read]
