"""Jobs: put into the queue by the transaction that needs them, done at least once, by a role that reaches no more."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest

from network.foundation.clock import now
from network.foundation.database import behind_the_scenes, fetch
from network.foundation.jobs.queue import enqueue
from network.foundation.jobs.worker import KEPT, LONGEST_WAIT, Job, forget_old_jobs, wait_after, working
from tests.factory import Store

Done = asyncio.Queue[str]
PUT_FORWARD = "update jobs.procrastinate_jobs set scheduled_at = now() where status = 'todo'"
DOING = "insert into jobs.procrastinate_jobs (queue_name, task_name, args, status, worker_id) values"


@pytest.fixture
async def queue(store: Store) -> Store:
    """The superuser's hand in the queue: its triggers find their tables by the search path."""
    await store.root.execute("set search_path to jobs, public")
    return store


@asynccontextmanager
async def worker_of(jobs: Mapping[str, Job]) -> AsyncIterator[None]:
    async with asyncio.timeout(30), working(jobs, look_seconds=0.2):
        yield


async def test_a_job_is_done_once_its_transaction_has_committed_and_is_kept_for_a_week(store: Store) -> None:
    done: Done = asyncio.Queue()

    async def say(word: str) -> None:
        await done.put(word)

    async with worker_of({"say": say}):
        async with behind_the_scenes():
            await enqueue("say", {"word": "hello"})
            await asyncio.sleep(0.1)
            assert done.empty()
        assert await done.get() == "hello"
    assert done.empty()
    assert await store.value("select count(*) from jobs.procrastinate_workers") == 0
    assert await store.value("select status::text from jobs.procrastinate_jobs") == "succeeded"
    assert await forget_old_jobs(now() + KEPT - timedelta(minutes=1)) == 0
    assert await forget_old_jobs(now() + KEPT + timedelta(minutes=1)) == 1


async def test_a_job_whose_transaction_is_undone_never_was(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with behind_the_scenes():
            await enqueue("say", {"word": "hello"})
            raise RuntimeError
    assert await store.value("select count(*) from jobs.procrastinate_jobs") == 0


async def test_a_job_that_fails_waits_and_then_is_tried_again(queue: Store) -> None:
    tries: Done = asyncio.Queue()

    async def fail() -> None:
        await tries.put("again")
        raise OSError("no server")

    async with worker_of({"fail": fail}):
        async with behind_the_scenes():
            await enqueue("fail", {})
        await tries.get()
        # It is put back soon after, by a moment that nobody tells of.
        while await queue.root.execute(PUT_FORWARD) == "UPDATE 0":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await tries.get()
    [job] = await queue.rows(
        "select status::text, attempts, scheduled_at > now() as later from jobs.procrastinate_jobs"
    )
    assert job == {"status": "todo", "attempts": 2, "later": True}


def test_the_wait_doubles_up_to_an_hour() -> None:
    waits = [wait_after(attempts) for attempts in range(100)]
    assert waits[:4] == [15, 30, 60, 120]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


async def test_what_a_killed_worker_had_in_hand_is_done_by_another(queue: Store) -> None:
    done: Done = asyncio.Queue()

    async def say(word: str) -> None:
        await done.put(word)

    dead = await queue.value(
        "insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
    )
    alive = await queue.value("insert into jobs.procrastinate_workers default values returning id")
    for worker in (dead, alive):
        args = json.dumps({"word": str(worker)})
        await queue.root.execute(f"{DOING} ('servicemark', 'say', $1, 'doing', $2)", args, worker)
    async with worker_of({"say": say}):
        assert await done.get() == str(dead)
    assert done.empty()
    assert await queue.value("select worker_id from jobs.procrastinate_jobs where status = 'doing'") == alive


async def test_the_worker_reaches_the_queue_and_nothing_of_the_business(database: str) -> None:
    for table in ("repair_order", "site", "membership", "session", "trail_event", "monthly_report"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with behind_the_scenes():
                await fetch(f"select * from {table}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with behind_the_scenes():
            await fetch("select password_hash from account")


@pytest.mark.parametrize("role", ["servicemark_site", "servicemark_region", "servicemark_hq", "servicemark_gate"])
async def test_nobody_but_the_worker_reaches_the_queue(role: str, store: Store) -> None:
    await store.root.execute(f"set role {role}")
    for sql in ("select * from jobs.procrastinate_jobs", "select jobs.enqueue('say', '{}')"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.root.execute(sql)
