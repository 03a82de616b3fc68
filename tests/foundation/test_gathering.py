"""Rows of many queries, gathered by one connection or by two."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import ENGINE, beside, execute, fetch, fetch_value, transaction
from network.foundation.gathering import Query, fetch_all, gather_rows

HQ = Actor(Role.HQ_MANAGER, "Hua", sites=None)
OPERATOR = Actor(Role.SITE_OPERATOR, "Ou", sites=frozenset({7}))

# Each takes long enough that the other connection takes the next one.
NUMBERS = "select n, (select pg_backend_pid() from pg_sleep(0.05)) from generate_series($1::int, $1 + 2) n"
QUERIES = [Query(NUMBERS, (place * 3,)) for place in range(6)]


async def gathered(queries: Sequence[Query], *, helped: bool) -> list[tuple[int, int]]:
    """Pairs of a number and the server process that gave it."""
    await execute("create temp table gathered (n int, process int) on commit drop")
    await gather_rows("gathered", ("n", "process"), queries, helped=helped)
    return [(row["n"], row["process"]) for row in await fetch("select n, process from gathered order by n")]


@pytest.mark.parametrize(("helped", "processes"), [(False, 1), (True, 2)])
async def test_all_rows_arrive_once_by_one_connection_or_two(database: str, helped: bool, processes: int) -> None:
    async with transaction(HQ):
        found = await gathered(QUERIES, helped=helped)
    assert [number for number, _process in found] == list(range(18))
    assert len({process for _number, process in found}) == processes


async def test_without_a_free_connection_one_does_it_all(database: str) -> None:
    assert ENGINE.pool is not None
    async with AsyncExitStack() as taken, transaction(HQ):
        for _one in range(ENGINE.pool.get_max_size() - 1):
            await taken.enter_async_context(ENGINE.pool.acquire())
        found = await gathered(QUERIES, helped=True)
        own = await fetch_value("select pg_backend_pid()")
    assert {process for _number, process in found} == {own}
    assert len(found) == 18


@pytest.mark.parametrize("place", range(3))
async def test_an_error_of_either_connection_ends_the_gathering(database: str, place: int) -> None:
    queries = list(QUERIES)
    queries[place] = Query("select $1::int / 0, 0", (1,))
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with transaction(HQ):
            await gathered(queries, helped=True)
    async with transaction(HQ):
        assert await fetch_value("select 1") == 1


async def test_work_beside_a_transaction_is_done_as_its_actor_and_writes_nothing(database: str) -> None:
    async def who() -> tuple[str, str]:
        return await fetch_value("select current_user::text"), await fetch_value("select current_setting('app.sites')")

    async def write() -> None:
        await execute("create temp table never (n int)")

    async with transaction(OPERATOR):
        assert await beside(who) == ("servicemark_site", "7")
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await beside(write)
        assert await fetch_value("select current_setting('transaction_read_only')") == "off"


async def test_work_beside_a_transaction_sees_nothing_that_it_wrote(database: str) -> None:
    async def regions() -> int:
        return int(await fetch_value("select count(*) from region"))

    async with transaction(Actor.system("test")):
        await execute("insert into region (path, name, name_zh) values ('East', 'East', '华东')")
        assert await regions() == 1
        assert await asyncio.wait_for(beside(regions), 5) == 0


async def test_rows_are_fetched_in_the_order_of_their_queries(database: str) -> None:
    async with transaction(HQ):
        found = await fetch_all(QUERIES)
    assert [[row["n"] for row in rows] for rows in found] == [list(range(n, n + 3)) for n in range(0, 18, 3)]
    assert len({row[1] for rows in found for row in rows}) == 2
