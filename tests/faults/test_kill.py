"""Everything that may die in the middle of an import: nothing is ever half-written, and the trail holds.

A few kills in every test run, `SERVICEMARK_FAULTS=n` of each kind in `make faults`.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import asyncpg
import pytest

from network.foundation.postgres.cluster import Cluster
from network.foundation.running import DATABASE

KILLS = int(os.environ.get("SERVICEMARK_FAULTS", "2"))
ROWS = 6_000
CLI = (sys.executable, "-c", "from network.cli import main; main()")


class Network:
    """An installation of its own: data folder, durable PostgreSQL, the `servicemark` command."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.files = folder
        self.cluster = Cluster(self.data / "postgres")
        self.random = Random(20261120)

    async def start(self, *arguments: str | Path) -> asyncio.subprocess.Process:
        environment = {**os.environ, "SERVICEMARK_DATA_DIR": str(self.data), "PYTHONPATH": str(Path.cwd())}
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *CLI, *map(str, arguments), env=environment, stdout=pipe, stderr=pipe, start_new_session=True
        )

    async def run(self, *arguments: str | Path) -> tuple[int | None, str]:
        """Exit status and all that was said."""
        process = await self.start(*arguments)
        out, told = await process.communicate()
        return process.returncode, (out + told).decode()

    def orders(self, name: str) -> Path:
        """A file of new orders, which also changes the one order that every file changes."""
        path = self.files / f"{name}.csv"
        rows = (f"{name}-{n},S1,X{name}{n},2026-01-02 10:00,2026-01-03 10:00,{name}\n" for n in range(ROWS - 1))
        head = "order_no,site,serial_no,received_at,ready_at,technician\n"
        path.write_text(head + "".join(rows) + f"EVERY,S1,,2026-01-02 10:00,,{name}\n", encoding="utf-8")
        return path

    async def fetch(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """As the superuser; starts the server when it does not run."""
        root = await asyncpg.connect(self.cluster.start().url(DATABASE))
        try:
            return list(await root.fetch(sql, *values))
        finally:
            await root.close()

    async def until(self, condition: str, *, there: bool) -> None:
        """Wait until a connection of the program in this condition is there, or is not."""
        deadline = time.monotonic() + 30
        sql = f"select from pg_stat_activity where usename = 'servicemark_app' and {condition}"
        while bool(await self.fetch(sql)) is not there:
            assert time.monotonic() < deadline, condition
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Inside, an import waits for the trail when all its records are written and nothing is committed."""
        root = await asyncpg.connect(self.cluster.start().url(DATABASE))
        holding = root.transaction()
        await holding.start()
        await root.execute("select from trail_head for update")
        try:
            yield
        finally:
            if not root.is_closed():
                await holding.rollback()
            await root.close()

    async def state(self, name: str) -> str:
        """`all` or `none` of a file; anything in between fails."""
        (row,) = await self.fetch(
            "select (select count(*) from repair_order where order_no like $1 || '-%') as orders, "
            "(select count(*) from repair_order where order_no = 'EVERY' and technician = $1) as changed, "
            "(select count(*) from import_file where name = $1 || '.csv') as files, "
            "(select count(*) from trail_event where action = 'orders.imported' "
            "and body::jsonb ->> 'file' = $1 || '.csv') as told",
            name,
        )
        found = tuple(row)
        assert found in ((0, 0, 0, 0), (ROWS - 1, 1, 1, 1)), found
        return "all" if found[0] else "none"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="servicemark-faults-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
async def network(place: Path) -> AsyncIterator[Network]:
    """One site, no orders yet."""
    installed = Network(place)
    with installed.cluster.using():
        sites = place / "sites.csv"
        sites.write_text("code,timezone\nS1,Asia/Shanghai\n", encoding="utf-8")
        status, told = await installed.run("import", "sites", sites)
        assert status == 0, told
        yield installed


@pytest.fixture(scope="module")
async def took(network: Network) -> float:
    """Seconds that an import takes when nothing happens to it."""
    start = time.monotonic()
    status, told = await network.run("import", "orders", network.orders("first"))
    assert status == 0, told
    assert await network.state("first") == "all"
    return time.monotonic() - start


@asynccontextmanager
async def importing(network: Network, took: float, name: str, round_: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A running import: for certain before its commit in every other round, at any moment of its work otherwise."""
    async with AsyncExitStack() as stack:
        if round_ % 2 == 0:
            await stack.enter_async_context(network.held())
        process = await network.start("import", "orders", network.orders(name))
        if round_ % 2 == 0:
            await network.until("wait_event_type = 'Lock'", there=True)
        else:
            await asyncio.sleep(took * network.random.uniform(0.4, 1.05))
        yield process


async def test_a_killed_import_leaves_all_of_the_file_or_nothing(network: Network, took: float) -> None:
    for number in range(KILLS):
        name = f"killed{number}"
        async with importing(network, took, name, number) as process:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()
        await network.until("true", there=False)
        assert await network.state(name) in (["none"] if number % 2 == 0 else ["none", "all"])


async def test_a_killed_database_leaves_all_of_the_file_or_nothing(network: Network, took: float) -> None:
    for number in range(KILLS):
        name = f"crashed{number}"
        async with importing(network, took, name, number) as process:
            os.kill(_postmaster(network), signal.SIGKILL)
            out, told = await process.communicate()
        said = (out + told).decode()
        assert (process.returncode, await network.state(name)) in [(1, "none"), (1, "all"), (0, "all")], said
        assert "Traceback" not in said
        assert process.returncode == 0 or "database" in said


async def test_an_interrupted_import_ends_at_once_with_nothing_half_written(network: Network, took: float) -> None:
    for number in range(KILLS):
        name = f"interrupted{number}"
        async with importing(network, took, name, number) as process:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            out, told = await asyncio.wait_for(process.communicate(), 20)
        said = (out + told).decode()
        await network.until("true", there=False)
        # Interrupted while the commit was on its way, it may have gone through.
        expected = [(130, "none")] if number % 2 == 0 else [(130, "none"), (130, "all"), (0, "all")]
        assert (process.returncode, await network.state(name)) in expected, said
        assert "Traceback" not in said


async def test_after_all_that_the_trail_holds_and_a_lost_file_is_imported_whole(network: Network, took: float) -> None:
    status, told = await network.run("trail", "verify")
    assert (status, "Every chain holds." in told) == (0, True), told
    status, told = await network.run("import", "orders", network.orders("last"))
    assert status == 0, told
    assert await network.state("last") == "all"


def _postmaster(network: Network) -> int:
    (file,) = (network.data / "postgres").rglob("postmaster.pid")
    return int(file.read_text(encoding="ascii").split()[0])
