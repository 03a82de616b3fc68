"""An installation of its own, to be killed: data folder, durable PostgreSQL, the `servicemark` command."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.postgres.cluster import Cluster
from network.foundation.running import DATABASE, database
from network.foundation.settings import Settings
from network.foundation.trail.record import Break, verify

ROWS = 6_000
CLI = (sys.executable, "-c", "from network.cli import main; main()")


class Network:
    """Where everything of one installation is, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.files = folder
        self.cluster = Cluster(self.data / "postgres")
        self.random = Random(20261120)

    @property
    def rows(self) -> int:
        """How many rows each file of orders has."""
        return ROWS

    async def start(self, *arguments: str | Path, said: str = "") -> asyncio.subprocess.Process:
        """The command, running; `said` is a line for its standard input."""
        environment = {**os.environ, "SERVICEMARK_DATA_DIR": str(self.data), "PYTHONPATH": str(Path.cwd())}
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *CLI, *map(str, arguments), env=environment, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
        )
        assert process.stdin
        process.stdin.write(f"{said}\n".encode())
        process.stdin.close()
        return process

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

    async def trail(self) -> tuple[int, list[Break]]:
        """How many events it has, and where it is broken: what `servicemark trail verify` asks, without its start."""
        async with database(Settings(data_dir=self.data)), transaction(Actor.system(), read_only=True):
            return await verify()

    async def until(self, condition: str, *, there: bool) -> None:
        """Wait until a connection of the program in this condition is there, or is not."""
        deadline = time.monotonic() + 30
        sql = f"select from pg_stat_activity where usename = 'servicemark_app' and {condition}"
        while bool(await self.fetch(sql)) is not there:
            assert time.monotonic() < deadline, condition
            await asyncio.sleep(0.05)

    def postmaster(self) -> int:
        """Process id of the running PostgreSQL server."""
        (file,) = (self.data / "postgres").rglob("postmaster.pid")
        return int(file.read_text(encoding="ascii").split()[0])

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Inside, an import waits for the trail when all its records are written and nothing is committed."""
        root = await asyncpg.connect(self.cluster.start().url(DATABASE))
        holding = root.transaction()
        await holding.start()
        await root.execute("lock table trail_head in exclusive mode")
        try:
            yield
        finally:
            with suppress(asyncpg.PostgresConnectionError, asyncpg.InterfaceError):  # the server may have been killed
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
