"""Importing a file of orders, against a bare COPY of the same file."""

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import asyncpg

from network.foundation.access import Actor
from network.foundation.periods import Month
from network.repairs.commands.importing import ORDERS, Request, import_records
from tests.benchmarks.network import NOW, Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle

HQ = Actor.system("bench")
COLUMNS = tuple(column.name for column in ORDERS.layout.columns)
IMPORT, BARE, FURNISHED = "import", "COPY", "COPY into the real table's twin"
BOUND, BOUND_SECONDS = "import, bound to a month", 15
# All orders of the file are received in it.
MONTH = Month(2026, 9)
READING, CHECKING, MERGING = "read in a child process", "stage and check", "merge, link serial numbers, tell the trail"

# The columns of the file as they are stored, and nothing else; and all that the real table has, foreign keys included.
MAKE_BARE = "create table bare as select {columns} from repair_order with no data"
MAKE_TWIN = """
create table twin (like repair_order including all);
alter table twin add foreign key (site) references site, add foreign key (import_file) references import_file
"""
CONTENT = "select count(*), sum(hold_hours), sum(charge), count(ready_at), count(distinct serial_no) from {table}"


async def run(root_url: str, size: Size) -> Finding:
    """Leaves no order of its own behind."""
    root = await asyncpg.connect(root_url)
    await root.execute("set timezone = 'Asia/Shanghai'")
    taken: dict[str, list[float]] = {name: [] for name in (IMPORT, BOUND, BARE, FURNISHED, READING, CHECKING, MERGING)}
    try:
        with tempfile.TemporaryDirectory(prefix="servicemark-bench-") as folder:
            by_code, by_id = await _files(root, Path(folder), size.imported)
            await root.execute(MAKE_BARE.format(columns=", ".join(COLUMNS)) + f"; {MAKE_TWIN}")
            for _round in range(size.rounds):
                taken[BARE].append(await _copy(root, "bare", by_id))
                taken[FURNISHED].append(await _copy(root, "twin", by_id))
                for name, seconds in (await _import(by_code, size)).items():
                    taken[name].append(seconds)
                await _compare(root)
                await _forget(root)
                taken[BOUND].append((await _import(by_code, size, MONTH))[IMPORT])
                await _compare(root)
                await _forget(root)
                await root.execute("truncate bare, twin")
    finally:
        await root.execute("drop table if exists bare, twin")
        await root.close()
    return _finding(size, {name: middle(each) for name, each in taken.items()})


def _finding(size: Size, seconds: dict[str, float]) -> Finding:
    return Finding(
        f"Importing {size.imported:,} orders into a network that has {size.orders:,}",
        (
            Line(IMPORT, seconds[IMPORT], "CSV to committed, every check made"),
            *(Line(name, seconds[name], part=True) for name in (READING, CHECKING, MERGING)),
            Line(BOUND, seconds[BOUND], "each row checked to belong to the month, on the clock of its site"),
            Line(BARE, seconds[BARE], "the same rows into the same columns: no index, no constraint, no check"),
            Line(FURNISHED, seconds[FURNISHED], "empty, with its indexes, constraints and generated columns"),
        ),
        (
            Ratio(f"{IMPORT} / {BARE}", seconds[IMPORT] / seconds[BARE], at_most=6),
            Ratio(f"{IMPORT} / {FURNISHED}", seconds[IMPORT] / seconds[FURNISHED]),
            Ratio(f"{BOUND} / {BOUND_SECONDS} s", seconds[BOUND] / BOUND_SECONDS, at_most=1),
        ),
    )


async def _import(path: Path, size: Size, month: Month | None = None) -> dict[str, float]:
    """Seconds of the whole and of its stages."""
    at = {READING: perf_counter()}
    stages = {"checking": CHECKING, "merging": MERGING}
    request = Request(
        path,
        path.name,
        NOW,
        path.parent,
        month=month,
        on_stage=lambda stage: at.update({stages[stage]: perf_counter()}),
    )
    outcome = await import_records(HQ, ORDERS, request)
    end = perf_counter()
    if (outcome.new, outcome.errors) != (size.imported, ()):
        raise Disagreement(f"{outcome.new} orders are new; {outcome.errors[:3]}")
    return {
        IMPORT: end - at[READING],
        READING: at[CHECKING] - at[READING],
        CHECKING: at[MERGING] - at[CHECKING],
        MERGING: end - at[MERGING],
    }


async def _copy(root: asyncpg.Connection, table: str, path: Path) -> float:
    start = perf_counter()
    await root.copy_to_table(table, source=path, columns=COLUMNS, format="csv", header=True)
    return perf_counter() - start


async def _compare(root: asyncpg.Connection) -> None:
    tables = ("bare", "twin", "(select * from repair_order where import_file is not null) imported")
    found = [tuple(await root.fetchrow(CONTENT.format(table=table))) for table in tables]
    if len(set(found)) > 1:
        raise Disagreement(f"the tables differ: {found}")


async def _forget(root: asyncpg.Connection) -> None:
    """Take the imported orders out again."""
    await root.execute("delete from repair_order where import_file is not null")
    await root.execute("vacuum analyze repair_order")


async def _files(root: asyncpg.Connection, folder: Path, count: int) -> tuple[Path, Path]:
    """The same orders twice: with the codes of their sites, for the import, and with their ids, for COPY."""
    sites = await root.fetch("select code, id from site order by code")
    paths = folder / "orders.csv", folder / "orders_by_id.csv"
    for path, key in zip(paths, ("code", "id"), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_orders(count, [site[key] for site in sites]))
    return paths


def _orders(count: int, sites: list[object]) -> Iterator[tuple[object, ...]]:
    """Orders of three days, one in thirty still open, each unit once; times on the clock of the site."""
    chance = random.Random(7)
    start = datetime(2026, 9, 28)  # noqa: DTZ001 (as a site writes it)
    for number in range(count):
        received = start + timedelta(seconds=int(number * 259_200 / count))
        ready = None if number % 30 == 0 else received + timedelta(minutes=30 + chance.randrange(4320))
        charge = f"{chance.randrange(2000, 90000) / 100:.2f}" if number % 3 == 0 else None
        yield (
            f"I{number:07}",
            sites[number * 7 % len(sites)],
            f"SI{number:08}",
            f"PHONE-{number % 40}",
            f"F{number % 60}",
            received,
            ready and received + timedelta(minutes=20),
            ready,
            ready and ready + timedelta(minutes=10),
            ready and ready + timedelta(hours=5),
            None,
            24 if number % 12 == 0 else 0,
            ready and chance.choice(("repaired", "repaired", "repaired", "replaced", "no_fault")),
            "true" if number % 11 == 0 else "false",
            "false" if charge else "true",
            charge,
            charge and "CNY",
            "true" if number % 20 == 0 else "false",
            f"Technician {number % 7}",
            (received - timedelta(days=number % 700)).date(),
        )
