"""A small network to look at from every side: two operators with two sites each, one of either in each of two regions.

Its records come through the import commands; 2025Q2 is published, 2025Q3 computed and not published. Every text of a
site holds that site's mark, which nobody could guess: where a mark turns up, its site's data have come out.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import asyncpg

from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.desk import Desk
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.foundation.tabular.limits import Limits
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.repairs.commands.importing import ORDERS, RETURNS, Intake, Request, import_records
from network.repairs.commands.uploads import Counter, Upload, upload
from network.repairs.schemas import FileKind
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_shipped
from network.sites.commands.importing import import_sites
from tests.factory import write_csv
from tests.served import PASSWORD

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
PUBLISHED, COMPUTED = Quarter(2025, 2), Quarter(2025, 3)
ORDERS_A_QUARTER = 24
EAST, WEST = "East", "West"

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shop:
    """A site. `skill`: of ten units, so many are ready in time; `mark` is in each of its texts, `private` in those of
    its records, which fewer people may read than its name.
    """

    code: str
    operator: str
    region: str
    mark: str
    skill: int

    @property
    def private(self) -> str:
        return f"{self.mark}record"


ALPHA = (Shop("A1", "Alpha", EAST, "vq7kalphaeast", 9), Shop("A2", "Alpha", WEST, "vq7kalphawest", 6))
BETA = (Shop("B1", "Beta", EAST, "xz9wbetaeast", 8), Shop("B2", "Beta", WEST, "xz9wbetawest", 5))


@dataclass(frozen=True, slots=True)
class Person:
    """An account; `role` at the whole network, at regions or at sites. `later`: what befalls it after it signed in."""

    name: str
    role: Role
    sites: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    later: Literal["", "disabled", "without a role"] = ""

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    @property
    def whole_network(self) -> bool:
        return self.role is not Role.AUDITOR and not self.sites and not self.regions


PEOPLE = (
    Person("administrator", Role.HQ_ADMINISTRATOR),
    Person("manager", Role.HQ_MANAGER),
    Person("manager-east", Role.HQ_MANAGER, regions=(EAST,)),
    Person("alpha", Role.SITE_OPERATOR, sites=("A1", "A2")),
    Person("alpha-one", Role.SITE_OPERATOR, sites=("A1",)),
    Person("beta", Role.SITE_OPERATOR, sites=("B1", "B2")),
    Person("auditor", Role.AUDITOR),
    Person("executive", Role.EXECUTIVE),
    Person("disabled", Role.HQ_ADMINISTRATOR, later="disabled"),
    Person("dismissed", Role.HQ_ADMINISTRATOR, later="without a role"),
)


@dataclass(frozen=True, slots=True)
class Places:
    """What addresses are made of, by site code; imports by the name of the account that made them."""

    sites: Mapping[str, int]
    orders: Mapping[str, UUID]
    returns: Mapping[str, UUID]
    imports: Mapping[str, UUID]
    metrics: tuple[str, ...]
    asset: str


async def people(shops: Sequence[Shop]) -> None:
    """The accounts whose sites are among these shops; those of no site come with Alpha's."""
    codes = {shop.code for shop in shops}
    for person in PEOPLE:
        if codes.issuperset(person.sites) and (person.sites or shops[0].operator == "Alpha"):
            await _account(person)


async def _account(person: Person) -> None:
    typed = {
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "password": PASSWORD,
        "whole_network": person.whole_network,
        "regions": list(person.regions),
        "sites": list(person.sites),
    }
    await create_account(Actor.system(), AccountIn.model_validate(typed))


async def add_shops(shops: Sequence[Shop], folder: Path) -> None:
    """Put the sites of one operator into the network, as HQ does."""
    rows = [_site(shop, shops[0].mark) for shop in shops]
    path = write_csv(folder / f"sites-{shops[0].mark}.csv", rows)
    outcome = await import_sites(
        Actor.system(), path, name=path.name, profile=None, dry_run=False, now=NOW, limits=Limits(), workdir=folder
    )
    assert not outcome.errors, outcome.errors


def _site(shop: Shop, company: str) -> Row:
    return {
        "code": shop.code,
        "name": f"{shop.operator} {shop.mark}",
        "name_zh": f"店{shop.mark}",
        "kind": "franchised",
        "city": f"City {shop.mark}",
        "city_zh": f"市{shop.mark}",
        "city_tier": 2,
        "region": shop.region,
        "region_zh": shop.region,
        "timezone": "Asia/Shanghai",
        "operator": f"Company {company}",
        "operator_zh": f"公司{company}",
        "opened_on": "2020-01-01",
        "opening_hours": "Mo-Sa 09:00-18:00",
        "holidays": "2025-05-01",
    }


async def add_records(shops: Sequence[Shop], account: UUID, folder: Path) -> None:
    """What an operator imports of its sites, and HQ of their returns; the operator's last file has an error in it."""
    root = {shop.code: shop for shop in shops}
    actor = await _operator(account, tuple(root))
    orders = [row for shop in shops for row in _orders(shop)]
    returns = [row for shop in shops for row in _returns(shop)]
    await _take(actor, ORDERS, write_csv(folder / f"orders-{shops[0].mark}.csv", orders), folder)
    await _take(Actor.system(), RETURNS, write_csv(folder / f"returns-{shops[0].mark}.csv", returns), folder)
    faulty = [{**orders[0], "ready_at": "soon"}]
    await _hand_in(actor, write_csv(folder / f"faulty-{shops[0].mark}.csv", faulty), folder)


async def _operator(account: UUID, codes: tuple[str, ...]) -> Actor:
    async with transaction(Actor.system(), read_only=True):
        rows = await fetch("select id from site where code = any($1)", list(codes))
    return Actor(Role.SITE_OPERATOR, "operator", account, frozenset(row["id"] for row in rows))


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


async def judge() -> None:
    """Publish the first quarter, compute the second."""
    await add_shipped(Actor.system())
    for period in (PUBLISHED, COMPUTED):
        await compute(Actor.system(), period, "repairs-only", NOW)
    await publish(Actor.system(), PUBLISHED, NOW)


async def build(root_url: str, folder: Path) -> None:
    """The whole network, in the database that the engine is pointed at; `root_url` is its superuser's address."""
    await settle(ALPHA, root_url, folder)
    await settle(BETA, root_url, folder)
    await judge()


async def settle(shops: Sequence[Shop], root_url: str, folder: Path) -> None:
    """One operator with its sites, its people and its records."""
    await add_shops(shops, folder)
    await people(shops)
    await add_records(shops, (await _accounts(root_url))[shops[0].operator.lower()], folder)


async def _accounts(root_url: str) -> dict[str, UUID]:
    root = await asyncpg.connect(root_url)
    try:
        return {row["name"]: row["id"] for row in await root.fetch("select name, id from account")}
    finally:
        await root.close()


async def places(root_url: str, asset: str) -> Places:
    """What is there now."""
    root = await asyncpg.connect(root_url)
    try:
        first = "select distinct on (s.code) s.code as key, t.id as value from {} t join site s on s.id = t.site"
        found = {
            "sites": "select code as key, id as value from site",
            "orders": first.format("repair_order") + " order by s.code, t.order_no",
            "returns": first.format("hq_return") + " order by s.code, t.return_no",
            "imports": "select a.name as key, f.id as value from import_file f join account a on a.id = f.account "
            "where f.state = 'previewed'",
        }
        tables = {name: {row["key"]: row["value"] for row in await root.fetch(sql)} for name, sql in found.items()}
        metrics = [row["metric"] for row in await root.fetch("select distinct metric from metric_result order by 1")]
        return Places(**tables, metrics=tuple(metrics), asset=asset)
    finally:
        await root.close()
