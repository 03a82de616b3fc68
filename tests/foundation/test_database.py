"""The door to the database: roles, scope, and what happens when it breaks."""

import asyncio
from typing import Any

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import (
    ENGINE,
    OutsideTransaction,
    connection,
    execute,
    fetch_value,
    plan_anew,
    transaction,
)


def plain_connection() -> Any:
    """A connection of the pool without any actor."""
    assert ENGINE.pool is not None
    return ENGINE.pool.acquire()


HQ = Actor(Role.HQ_MANAGER, "Hua", sites=None)
OPERATOR = Actor(Role.SITE_OPERATOR, "Ou", sites=frozenset({7}))


async def test_a_transaction_runs_as_the_role_of_its_actor(database: str) -> None:
    async with transaction(OPERATOR):
        assert await fetch_value("select current_user::text") == "servicemark_site"
        assert await fetch_value("select current_setting('app.sites')") == "7"
    async with transaction(HQ):
        assert await fetch_value("select current_user::text") == "servicemark_hq"


async def test_the_scope_does_not_outlive_its_transaction(database: str) -> None:
    async with transaction(OPERATOR):
        pass
    async with plain_connection() as plain:
        assert await plain.fetchval("select current_user::text") == "servicemark_app"
        assert await plain.fetchval("select nullif(current_setting('app.sites', true), '')") is None


async def test_plans_are_made_anew_for_one_transaction_alone(database: str) -> None:
    async with transaction(HQ):
        await plan_anew()
        assert await fetch_value("show plan_cache_mode") == "force_custom_plan"
    async with transaction(HQ):
        assert await fetch_value("show plan_cache_mode") == "auto"


async def test_outside_a_transaction_nothing_can_be_read(database: str) -> None:
    with pytest.raises(OutsideTransaction):
        connection()
    async with plain_connection() as plain:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await plain.fetch("select * from site")


async def test_a_failing_commit_gives_its_connection_back(database: str) -> None:
    for _ in range(20):
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction(HQ):
                await execute("create temp table once (n int unique deferrable initially deferred) on commit drop")
                await execute("insert into once values (1), (1)")
    pool = ENGINE.pool
    assert pool is not None
    assert pool.get_idle_size() == pool.get_size()


async def test_a_cancelled_transaction_gives_its_connection_back_and_changes_nothing(database: str) -> None:
    async def slow() -> None:
        async with transaction(HQ):
            await execute("insert into region (path, name, name_zh) values ('North', 'North', '北区')")
            await execute("select pg_sleep(30)")

    for _ in range(8):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with transaction(HQ):
        assert await fetch_value("select count(*) from region") == 0


async def test_every_table_with_site_data_is_fenced(database: str) -> None:
    """The catalogue itself: row security on and forced for each table, but for those named here with the reason."""
    open_to_all = {
        "migration",  # names of migrations, readable by the health check
        "region",  # geography
        "city",
        "price_list",  # what customers may be charged, which hangs on the wall of each site
        "price_line",
        "report_calendar",  # when reports are due
        "product_line",  # what a site can be certified for; everybody may know
        "certificate_type",
        "trail_head",  # written by its trigger alone, which runs as the owner
        "scheme_version",  # the rules everyone is judged by
        "membership",  # no grant to any role but the gate and administration
        "membership_region",
        "membership_site",
        "membership_right",
        "login_throttle",
    }
    root = await asyncpg.connect(database)
    rows = await root.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
        "and not (relrowsecurity and relforcerowsecurity)"
    )
    await root.close()
    assert {row["relname"] for row in rows} == open_to_all
