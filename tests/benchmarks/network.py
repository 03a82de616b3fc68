"""A network to measure on, made by the database itself: sites, a quarter of orders with what came before, returns."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.migrations import upgrade
from network.foundation.periods import Quarter
from network.foundation.postgres.cluster import Cluster
from network.foundation.postgres.server import Server
from network.foundation.running import app_url

QUARTER = Quarter(2026, 3)
NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
PASSWORD = "for-benchmarks-only"
POOL = 4
REGIONS = 60

SITES = """
insert into region (path, name, name_zh)
select 'Region ' || n, 'Region ' || n, '大区' || n from generate_series(1, {regions}) n;
insert into operator (name, name_zh) select 'Operator ' || n, '经营方' || n from generate_series(1, {sites} / 3 + 1) n;
insert into city (name, name_zh, tier, population, latitude, longitude)
select 'City ' || n, '城市' || n, 1 + n % 4, 900 + n * 10, 20 + n % 25, 80 + n from generate_series(0, 59) n;
insert into site (code, name, name_zh, kind, city, city_zh, city_tier, region, operator, time_zone, latitude,
    longitude, status)
select 'S' || lpad(n::text, 5, '0'), 'Site ' || n, '网点' || n, 'franchised', 'City ' || n % 45, '城市' || n % 45,
       1 + n % 4, (select id from region where path = 'Region ' || 1 + n % {regions}),
       (select id from operator where name = 'Operator ' || 1 + n / 3),
       case n % 10 when 0 then 'Asia/Urumqi' else 'Asia/Shanghai' end, 20 + n % 25, 80 + n % 45, 'active'
from generate_series(1, {sites}) n
"""

# As they come in: all sites side by side, in the order of receipt, over the quarter and the month before it. One in
# fifty is still open, one in fifty was cancelled, one in twelve waited for the customer; one unit in twenty comes back.
ORDERS = """
insert into repair_order (id, site, order_no, serial_no, product, fault_code, received_at, diagnosed_at, ready_at,
    handed_over_at, cancelled_at, hold_hours, outcome, sent_to_hq, in_warranty, charge, currency, loan_unit, technician,
    came_back_at, import_row)
select gen_random_uuid(), (select min(id) from site) + place % {sites}, 'R' || n, serial_no, 'PHONE-' || place % 40,
       'F' || place % 60, received_at, least(received_at + interval '3 hours', ready_at), ready_at,
       ready_at + interval '20 hours', cancelled_at, hold,
       case when ready_at is not null then
           (array['repaired','repaired','repaired','repaired','replaced','no_fault','declined'])[1 + place % 7] end,
       place % 11 = 0, place % 3 > 0, case when place % 3 = 0 then 20 + place % 300 end,
       case when place % 3 = 0 then 'CNY' end, place % 20 = 0, 'T' || place % 7,
       case when next_at > ready_at then next_at end, n
from (
    select *, lead(received_at) over (partition by serial_no order by received_at) as next_at
    from (
        select n, received_at, hold, place,
               'SN' || case when fate >= 0.96 then {orders} * 4 + n else unit end as serial_no,
               case when fate < 0.96 then received_at
                   + (hold + 1 - 18 * ln(1 - least(chance, 0.9999))) * interval '1 hour' end as ready_at,
               case when fate >= 0.98 then received_at + interval '2 days' end as cancelled_at
        from (
            select n, timestamptz '{starts}' + n * (interval '122 days' / {orders}) as received_at,
                   case when random() < 0.08 then 24 else 0 end as hold, random() as fate, random() as chance,
                   (random() * 1000000)::int as place, (random() * {orders} * 4)::int as unit
            from generate_series(1, {orders}) n
        ) made
    ) lived
) linked
order by n
"""

RETURNS = """
insert into hq_return (id, site, return_no, order_no, serial_no, product, shipped_at, received_at, inspected_at,
    finding, requested_by_hq, reversed_at, import_row)
select gen_random_uuid(), site, 'H' || order_no, order_no, serial_no, product, ready_at, ready_at + interval '2 days',
       ready_at + interval '4 days',
       (array['fault_confirmed','fault_confirmed','fault_confirmed','no_fault_found','user_education','recall'])
           [1 + import_row % 6],
       import_row % 40 = 0, case when import_row % 300 = 3 then ready_at + interval '9 days' end, import_row
from repair_order where sent_to_hq and ready_at is not null
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `rounds`: how often each contender runs; `sample`: the sites of one round of a loop;
    `operators`: who file a report, each for another site."""

    sites: int
    orders: int
    imported: int
    sample: int
    operators: int
    documents: int
    rounds: int


FULL = Size(sites=3_000, orders=1_500_000, imported=100_000, sample=20, operators=300, documents=24, rounds=5)
QUICK = Size(sites=60, orders=30_000, imported=2_000, sample=8, operators=40, documents=4, rounds=3)


@asynccontextmanager
async def opened() -> AsyncIterator[str]:
    """A database of our own, as durable as a real one, and the engine open on it; the superuser's address."""
    with _server() as started:
        root = with_database(started.url("postgres"), "benchmark")
        await upgrade(root, PASSWORD)
        point_at(app_url(root, PASSWORD), jit="off")
        await open_pool(POOL)
        try:
            yield root
        finally:
            await close_pool()


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="servicemark-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root, PostgreSQL runs as another account, which must pass through
        with Cluster(folder / "cluster").using() as started:
            yield started


async def fill(root_url: str, size: Size) -> None:
    """Sites, orders and returns; the same ones each time."""
    root = await asyncpg.connect(root_url)
    values = {"regions": REGIONS, "sites": size.sites, "orders": size.orders, "starts": "2026-06-01 00:00+08"}
    try:
        # Foreign keys hold by construction; looking each of them up would take a minute.
        await root.execute("set session_replication_role = replica; select setseed(0.42)")
        await root.execute(SITES.format(**values))
        async with unindexed(root, "repair_order"):
            await root.execute(ORDERS.format(**values))
        await root.execute(RETURNS.format(**values))
        await root.execute("vacuum analyze")
    finally:
        await root.close()


@asynccontextmanager
async def unindexed(root: asyncpg.Connection, table: str) -> AsyncIterator[None]:
    """Filling a table of millions is several times faster when its indexes are built afterwards."""
    indexes = await root.fetch(
        "select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index "
        "where indrelid = $1::text::regclass and not indisprimary",
        table,
    )
    for index in indexes:
        await root.execute(f"drop index {index['name']}")
    yield
    for index in indexes:
        await root.execute(index["definition"])
