"""Computing a quarter, against reading its rows once and against a loop over the sites through the ORM."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from time import perf_counter

import asyncpg
from asyncpg.connection import LoggedQuery

from network.foundation.access import Actor
from network.foundation.database import ENGINE, close_pool, execute, fetch, fetch_value, open_pool, transaction
from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_shipped
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.measuring import stored_measurements
from network.scorecards.rules.measurement import Measurement
from tests.benchmarks.loop import measured
from tests.benchmarks.network import NOW, POOL, QUARTER, Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle

HQ = Actor.system("bench")
SCHEME = "authorized-site"

ROWS = "select count(*) from repair_order"
# The columns that the metrics look at, each of them touched.
COLUMNS = (
    "select count(*), sum(turnaround_hours), max(promise_base_at), max(ready_at), count(cancelled_at), "
    "count(came_back_at), count(serial_no), count(outcome), count(*) filter (where sent_to_hq) from repair_order"
)
COMPUTE, BARE, READ, LOOP = "compute", "scan", "scan, reading the measured columns", "loop through the ORM"


async def run(_root: str, size: Size) -> Finding:
    """Leaves the quarter computed."""
    await add_shipped(HQ)
    taken: dict[str, list[float]] = {COMPUTE: [], BARE: [], READ: [], LOOP: []}
    for turn in range(size.rounds):
        taken[BARE].append(await _scan(ROWS))
        taken[READ].append(await _scan(COLUMNS))
        taken[COMPUTE].append(await computed())
        taken[LOOP].append(await loop(size, turn))
    parts = await parts_of_one()
    seconds = {name: middle(each) for name, each in taken.items()}
    note = f"extrapolated from {size.sample} sites a round; measuring only: no scores, no months, nothing stored"
    return Finding(
        f"Computing a quarter: {size.sites:,} sites, {size.orders:,} orders",
        (
            Line(COMPUTE, seconds[COMPUTE], "measured, scored, ranked and stored; replaces the one before"),
            *(Line(name, each, part=True) for name, each in parts.items()),
            Line(BARE, seconds[BARE], "count(*) of the orders, one process, all in memory"),
            Line(READ, seconds[READ], "the same rows, one process"),
            Line(LOOP, seconds[LOOP], note),
        ),
        (
            Ratio(f"{COMPUTE} / {BARE}", seconds[COMPUTE] / seconds[BARE], at_most=5),
            Ratio(f"{COMPUTE} / {READ}", seconds[COMPUTE] / seconds[READ]),
            Ratio(f"{LOOP} / {COMPUTE}", seconds[LOOP] / seconds[COMPUTE], at_least=20),
        ),
    )


async def computed() -> float:
    start = perf_counter()
    await compute(HQ, QUARTER, SCHEME, NOW)
    return perf_counter() - start


async def _scan(sql: str) -> float:
    """A sequential scan by one process, as each statement of a computation is one."""
    async with transaction(HQ, read_only=True):
        for path in ("indexscan", "indexonlyscan", "bitmapscan"):
            await execute(f"set local enable_{path} = off")
        await execute("set local max_parallel_workers_per_gather = 0")
        start = perf_counter()
        await fetch(sql)
        return perf_counter() - start


async def parts_of_one() -> dict[str, float]:
    """Where the time of one more computation goes, from what its connection tells of each statement."""
    heard: list[LoggedQuery] = []

    async def listen(connection: asyncpg.Connection) -> None:
        connection.add_query_logger(heard.append)

    before = ENGINE.config
    await close_pool()
    ENGINE.config = {**before, "init": listen}
    await open_pool(1)
    await computed()  # a fresh connection looks up types, inside of other statements
    heard.clear()
    whole = await computed()
    await close_pool()
    ENGINE.config = before
    await open_pool(POOL)
    parts: Counter[str] = Counter()
    for statement in heard:
        parts[_part(statement)] += statement.elapsed
    return {**parts, "scoring, and packing rows to store, in Python": whole - sum(parts.values())}


def _part(statement: LoggedQuery) -> str:
    if statement.query.startswith("insert into metric_result"):
        return f"measure {' + '.join(statement.args[-1])}"
    return "measure turnaround by month" if "with clock" in statement.query else "read, store, commit"


async def loop(size: Size, turn: int = 0) -> float:
    """Seconds for all sites, taken from some spread over them; other ones at each turn. Their numbers must be those
    stored, or Disagreement is raised.
    """
    async with transaction(HQ, read_only=True):
        sites = await fetch("select id, time_zone from site order by code")
        sample = sites[turn :: max(1, len(sites) // size.sample)]
        start = perf_counter()
        found = {site["id"]: await measured(site, QUARTER, NOW) for site in sample}
        seconds = perf_counter() - start
        run = await fetch_value("select id from scorecard_run where period = $1", str(QUARTER))
        stored = await stored_measurements(run)
    _compare(found, stored)
    return seconds * len(sites) / len(sample)


def _compare(found: Mapping[int, Mapping[str, Measurement]], stored: Mapping[int, Mapping[str, Measurement]]) -> None:
    for site, numbers in found.items():
        for code, number in numbers.items():
            other = stored[site][FACTS[code].key({})]
            if _settled(number) != _settled(other):
                raise Disagreement(f"{code} of site {site}: {number} by the loop, {other} by the metric")


def _settled(number: Measurement) -> tuple[Decimal, Decimal, int]:
    """Without the last digits, in which a quotient of the database and one of Python differ."""
    return round(number.numerator, 9), number.denominator, number.sample_size
