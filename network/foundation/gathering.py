"""Long reading shared out: rows of many queries gathered in a table, by two connections at a time."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from network.foundation.database import beside, connection, execute


class Query(NamedTuple):
    """One that only reads, and what stands for its `$1`, `$2` ..."""

    sql: str
    values: tuple[Any, ...]


async def gather_rows(table: str, columns: Sequence[str], queries: Iterable[Query], *, helped: bool) -> None:
    """Add the rows of these queries to a table; those that take longest best come first.

    `helped`: a second connection takes every other query, as long as one is free. It does not see what the running
    transaction wrote, so the queries must not read that; what they do read must stand still.
    """
    waiting = deque(queries)
    helper = _Helper(waiting, columns) if helped and len(waiting) > 1 else None
    try:
        while waiting:
            query = waiting.popleft()
            await execute(f"insert into {table} ({', '.join(columns)}) {query.sql}", *query.values)
            if helper:
                await helper.hand_over(table)
        if helper:
            await helper.end()
            await helper.hand_over(table)
    finally:
        if helper:
            await helper.stop()


class _Helper:
    """Takes queries from the front too, and keeps their rows as the database wrote them until they are handed over."""

    def __init__(self, waiting: deque[Query], columns: Sequence[str]) -> None:
        self.waiting = waiting
        self.columns = columns
        self.begun = False
        self.done = deque[bytes]()
        self.task = beside(self._work)

    async def hand_over(self, table: str) -> None:
        """In the running transaction. COPY may not enter a table under row security."""
        names = ", ".join(self.columns)
        while self.done:
            await execute(f"create temp table handed on commit drop as select {names} from {table} with no data")
            rows = BytesIO(self.done.popleft())
            await connection().copy_to_table("handed", source=rows, columns=self.columns, format="binary")
            await execute(f"insert into {table} ({names}) select {names} from handed")
            await execute("drop table handed")

    async def end(self) -> None:
        """Wait for what it has taken; for nothing when it still waits for a connection."""
        if self.begun:
            await self.task

    async def stop(self) -> None:
        """Whatever became of it: who waits for its rows has heard of its errors in `end`."""
        self.task.cancel()
        await asyncio.wait([self.task])
        if not self.task.cancelled():
            self.task.exception()  # or asyncio reports one that nobody asked for

    async def _work(self) -> None:
        self.begun = True
        await execute("select set_config('statement_timeout', '0', true)")
        while self.waiting:
            query = self.waiting.popleft()
            rows = BytesIO()
            await connection().copy_from_query(query.sql, *query.values, output=rows, format="binary")
            self.done.append(rows.getvalue())
