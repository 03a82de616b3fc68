"""Two workers on two machines that share nothing but the database print one quarter; one is killed, nothing is lost."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from network.foundation.running import DATABASE, app_password, database
from network.foundation.settings import Settings
from network.scorecards.commands import batches
from network.scorecards.commands.batches import print_quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_shipped
from tests.factory import HQ, NOW, Store, at
from tests.faults.installation import Network
from tests.faults.machines import Machine, machines, reached_at, why_not
from tests.scorecards.season import Q3

SITES = 600 if os.environ.get("SERVICEMARK_FAULTS") else 240
CHUNK = 6
SILENT = "3"

WHY_NOT = why_not()


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
async def test_two_machines_share_a_printing_and_the_death_of_one_loses_nothing(
    network: Network, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", CHUNK)
    settings = Settings(data_dir=network.data)
    url = network.cluster.start().url(DATABASE)
    root = await asyncpg.connect(url)
    async with database(settings):
        await publish_sites(Store(root))
    with machines(place) as pair:
        async with AsyncExitStack() as stack:
            for machine in pair:
                stack.push_async_callback(machine.kill)
                port = await stack.enter_async_context(reached_at(machine.here, int(urlsplit(url).port or 0)))
                await machine.work(
                    SERVICEMARK_DATABASE_URL=moved(url, machine.here, port),
                    SERVICEMARK_APP_PASSWORD=app_password(settings),
                    SERVICEMARK_WORKER_SILENT_SECONDS=SILENT,
                )
            async with database(settings):
                made = await print_quarter(HQ, Q3, "en", NOW, unrated_too=True)
            dead, alive = pair
            left = await killed_at_work(root, made, dead, alive)
            await ended(root, made)
    done = {row["worker"]: row["count"] for row in await root.fetch(_BY_WORKER, made)}
    assert set(done) == {dead.worker, alive.worker}
    assert sum(done.values()) == SITES + 1
    assert left, "the killed worker had nothing in hand: this proves nothing"
    assert await root.fetchval("select count(*) from issued_document") == SITES + 1
    assert await root.fetchval("select count(distinct (site, language)) from issued_document") == SITES + 1
    told = "select sum((body::json ->> 'count')::int) from trail_event where action = 'documents.issued'"
    assert await root.fetchval(told) == SITES + 1
    await root.close()


async def publish_sites(store: Store) -> None:
    """So many sites with an order each, and the one of the installation: judged and published."""
    await add_shipped(HQ)
    for number in range(SITES):
        site = await store.site(f"P{number:03}", name=f"Site {number}")
        await store.order(site, "A1", at("2026-07-10"), ready=10, outcome="repaired")
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)


def moved(url: str, host: str, port: int) -> str:
    """The same database and login at another address."""
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@{host}:{port}"))


async def killed_at_work(root: asyncpg.Connection, made: UUID, dead: Machine, alive: Machine) -> int:
    """Wait until both have done something, then kill one; how many jobs are in the hands of workers at that moment."""
    async with asyncio.timeout(60):
        while {row["worker"] for row in await root.fetch(_BY_WORKER, made)} != {dead.worker, alive.worker}:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await dead.kill()
    return int(await root.fetchval("select count(*) from print_item where batch = $1 and state = 'waiting'", made))


async def ended(root: asyncpg.Connection, made: UUID) -> None:
    async with asyncio.timeout(120):
        while not await root.fetchval("select ended_at is not null from print_batch where id = $1", made):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


_BY_WORKER = "select worker, count(*) as count from print_item where batch = $1 and state = 'done' group by worker"
