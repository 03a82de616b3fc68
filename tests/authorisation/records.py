"""What operators import of their sites: two quarters of orders and returns, each text with the mark of its site."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from network.foundation.access import Actor
from network.foundation.desk import Desk
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.repairs.commands.importing import ORDERS, RETURNS, Intake, Request, import_records
from network.repairs.commands.uploads import Counter, Upload, upload
from network.repairs.schemas.records import FileKind
from tests.authorisation.cast import COMPUTED, EAST, NOW, PUBLISHED, Shop
from tests.factory import write_csv

ORDERS_A_QUARTER = 24

Row = dict[str, object]


async def add_records(actor: Actor, shops: Sequence[Shop], folder: Path) -> None:
    """What an operator imports of its sites, and HQ of their returns; the operator's last file has an error in it."""
    orders = [row for shop in shops for row in _orders(shop)]
    returns = [row for shop in shops for row in _returns(shop)]
    await _take(actor, ORDERS, write_csv(folder / f"orders-{shops[0].mark}.csv", orders), folder)
    await _take(Actor.system(), RETURNS, write_csv(folder / f"returns-{shops[0].mark}.csv", returns), folder)
    faulty = [{**orders[0], "ready_at": "soon"}]
    await _hand_in(actor, write_csv(folder / f"faulty-{shops[0].mark}.csv", faulty), folder)


async def _take(actor: Actor, intake: Intake, path: Path, folder: Path) -> None:
    outcome = await import_records(actor, intake, Request(path=path, name=path.name, now=NOW, workdir=folder))
    assert not outcome.errors, outcome.errors


async def _hand_in(actor: Actor, path: Path, folder: Path) -> None:
    counter, sent = Counter(Desk(), Settings(data_dir=folder)), await asyncio.to_thread(path.read_bytes)

    async def content() -> AsyncIterator[bytes]:
        yield sent

    file = await upload(actor, counter, Upload(FileKind.ORDERS, path.name, content()))
    await counter.desk.done(file)


def _orders(shop: Shop) -> Iterator[Row]:
    for quarter in (PUBLISHED, COMPUTED):
        for number in range(ORDERS_A_QUARTER):
            received = _moment(quarter, number)
            ready = received + timedelta(hours=6 if number % 10 < shop.skill else 50)
            yield {
                "order_no": f"O-{shop.private}-{quarter}-{number}",
                "site": shop.code,
                "serial_no": _serial(shop, number),
                "product": f"P-{shop.private}",
                "fault_code": f"F-{shop.private}",
                "received_at": f"{received:%Y-%m-%d %H:%M}",
                "ready_at": f"{ready:%Y-%m-%d %H:%M}",
                "handed_over_at": f"{ready + timedelta(hours=1):%Y-%m-%d %H:%M}",
                "outcome": "repaired" if number % 5 else "replaced",
                "sent_to_hq": "true" if number % 10 >= shop.skill else "false",
                "charge": "12.50",
                "currency": "CNY",
                "technician": f"T {shop.private}",
            }


def _serial(shop: Shop, number: int) -> str:
    """One unit is repaired at A1 and comes back at Beta's in the same region: a repeat repair across the fence."""
    if (shop.operator, shop.region, number) in (("Alpha", EAST, 3), ("Beta", EAST, 10)):
        return "SHARED-UNIT"
    return f"S-{shop.private}-{number % 20}"


def _returns(shop: Shop) -> Iterator[Row]:
    for quarter in (PUBLISHED, COMPUTED):
        for number in range(10):
            shipped = _moment(quarter, number) + timedelta(days=1)
            yield {
                "return_no": f"R-{shop.private}-{quarter}-{number}",
                "site": shop.code,
                "order_no": f"O-{shop.private}-{quarter}-{number}",
                "serial_no": f"H-{shop.private}-{quarter}-{number}",
                "product": f"P-{shop.private}",
                "shipped_at": f"{shipped:%Y-%m-%d %H:%M}",
                "received_at": f"{shipped + timedelta(days=1):%Y-%m-%d %H:%M}",
                "inspected_at": f"{shipped + timedelta(days=2):%Y-%m-%d %H:%M}",
                "finding": "fault_confirmed" if number < shop.skill else "no_fault_found",
            }


def _moment(quarter: Quarter, number: int) -> datetime:
    first: date = quarter.first
    return datetime(first.year, first.month, first.day, 9, tzinfo=UTC) + timedelta(days=number * 3, minutes=number)
