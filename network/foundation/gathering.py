"""Long reading shared out: the rows of many queries, by two connections at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Generic, NamedTuple, TypeVar

from network.foundation.database import Record, beside, connection, execute, fetch

Work = TypeVar("Work")
Done = TypeVar("Done")


class Query(NamedTuple):
    """One that only reads, and what stands for its `$1`, `$2` ..."""

    sql: str
    values: tuple[Any, ...]


async def gather_rows(table: str, columns: Sequence[str], queries: Iterable[Query], *, helped: bool) -> None:
    """Add the rows of these queries to a table; those that take longest best come first.

    `helped`: a second connection takes every other query, as long as one is free. It does not see what the running
    transaction wrote, so the queries must not read that; what they do read must stand still.
    """
    names = ", ".join(columns)
    waiting = deque(queries)
    async with _helping(waiting, _copied, helped=helped) as helper:
        while waiting:
            query = waiting.popleft()
            await execute(f"insert into {table} ({names}) {query.sql}", *query.values)
            await _hand_over(helper.done, table, columns)
        await helper.end()
        await _hand_over(helper.done, table, columns)


async def fetch_all(queries: Iterable[Query]) -> list[Sequence[Record]]:
    """The rows of each of these queries, in their order; helped as above."""
    found: dict[int, Sequence[Record]] = {}
    waiting = deque(enumerate(queries))

    async def fetched(numbered: tuple[int, Query]) -> tuple[int, Sequence[Record]]:
        place, query = numbered
        return place, await fetch(query.sql, *query.values)

    async with _helping(waiting, fetched, helped=True) as helper:
        while waiting:
            place, rows = await fetched(waiting.popleft())
            found[place] = rows
        await helper.end()
    found.update(helper.done)
    return [found[place] for place in sorted(found)]


async def _copied(query: Query) -> bytes:
    """Its rows as the database writes them."""
    rows = BytesIO()
    await connection().copy_from_query(query.sql, *query.values, output=rows, format="binary")
    return rows.getvalue()


async def _hand_over(done: deque[bytes], table: str, columns: Sequence[str]) -> None:
    """Into the table by way of a temporary one: COPY may not enter a table under row security."""
    names = ", ".join(columns)
    while done:
        await execute(f"create temp table handed on commit drop as select {names} from {table} with no data")
        await connection().copy_to_table("handed", source=BytesIO(done.popleft()), columns=columns, format="binary")
        await execute(f"insert into {table} ({names}) select {names} from handed")
        await execute("drop table handed")


class _Helper(Generic[Work, Done]):
    """Takes work from the front too, over a connection of its own; what it made of it waits in `done`."""

    def __init__(self, waiting: deque[Work], do: Callable[[Work], Awaitable[Done]], *, helped: bool) -> None:
        self.waiting, self.do = waiting, do
        self.done = deque[Done]()
        self.begun = False
        self.task = beside(self._work) if helped and len(waiting) > 1 else None

    async def end(self) -> None:
        """Wait for what it has taken; for nothing when it still waits for a connection."""
        if self.task and self.begun:
            await self.task

    async def stop(self) -> None:
        """Whatever became of it: who waits for its rows has heard of its errors in `end`."""
        if self.task is None:
            return
        self.task.cancel()
        await asyncio.wait([self.task])
        if not self.task.cancelled():
            self.task.exception()  # or asyncio reports one that nobody asked for

    async def _work(self) -> None:
        self.begun = True
        await execute("select set_config('statement_timeout', '0', true)")
        while self.waiting:
            self.done.append(await self.do(self.waiting.popleft()))


@asynccontextmanager
async def _helping(
    waiting: deque[Work], do: Callable[[Work], Awaitable[Done]], *, helped: bool
) -> AsyncIterator[_Helper[Work, Done]]:
    helper = _Helper(waiting, do, helped=helped)
    try:
        yield helper
    finally:
        await helper.stop()
