"""Tablets file their visits over lines that break while the server and its database are killed again and again.

Six tablets with three visits each and a kill of either in every test run; in `make faults` 200 with ten visits each,
and half as many kills of either as `SERVICEMARK_FAULTS` says.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

import asyncpg
import pytest

from network.foundation.clock import now
from network.foundation.running import DATABASE, database
from network.foundation.settings import Settings
from tests.faults.installation import Network
from tests.faults.intake import misfiled, misplaced, torn
from tests.faults.serving import Server
from tests.faults.tablets import Journal, Tablet
from tests.faults.visiting import Visiting, make_auditors

FAULTS = int(os.environ.get("SERVICEMARK_FAULTS", "1"))
WHOLE = FAULTS >= 10
TABLETS, VISITS = (200, 10) if WHOLE else (6, 3)
KILLS = max(FAULTS // 2, 1)
# Seconds within which the visits are filed, if nothing is in the way.
SPAN = 240.0 if WHOLE else 4.0
# As the tablet's program waits before it tries again, but no minutes; six of them need not.
PAUSES = (2.0, 16.0) if WHOLE else (0.4, 2.0)
SLOWEST = 1.0  # seconds, 95 % of the visits without photos
PATIENCE = 4 * SPAN + 60


@dataclass
class World:
    """`up` is set while the server answers, as far as anybody knows."""

    network: Network
    server: Server
    checklist: UUID
    auditors: list[Visiting]
    up: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture(scope="module")
async def world(place: Path) -> AsyncIterator[World]:
    network = Network(place)
    with network.cluster.using():
        async with database(Settings(data_dir=network.data)):
            root = await asyncpg.connect(network.cluster.start().url(DATABASE))
            try:
                checklist, auditors = await make_auditors(root, TABLETS, VISITS, now())
            finally:
                await root.close()
        server = Server(network)
        await server.start()
        try:
            yield World(network, server, checklist, auditors)
        finally:
            await server.stop()


async def test_no_visit_is_lost_doubled_or_changed_however_it_is_sent_and_whatever_dies(world: World) -> None:
    journal, begun = Journal(), time.monotonic()
    world.up.set()
    tablets = [
        Tablet(number, world.server.address, who, world.checklist, journal, PAUSES)
        for number, who in enumerate(world.auditors)
    ]
    supervisor = asyncio.create_task(supervise(world))
    try:
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as at_work:
            for tablet in tablets:
                at_work.create_task(tablet.work(SPAN))
            at_work.create_task(kill_often(world))
    finally:
        supervisor.cancel()
    took = time.monotonic() - begun
    report(journal, took)
    assert await torn(world.network) == {}
    assert await misfiled(world.network, journal) == {}
    assert await misplaced(world.network, Settings(data_dir=world.network.data).files) == []
    events, broken = await world.network.trail()
    assert (events > 0, broken) == (True, [])
    assert {assignment for each in world.auditors for assignment in each.assignments} == set(
        journal.assignments.values()
    )
    assert not WHOLE or percentile(journal.seconds, 95) < SLOWEST


async def kill_often(world: World) -> None:
    """The server and its database by turns, each at a random moment while the server is at work."""
    lot, part = Random(20261122), SPAN / (2 * KILLS)
    for number in range(2 * KILLS):
        await world.up.wait()
        await asyncio.sleep(part * lot.uniform(0.2, 0.8))
        if number % 2:
            os.kill(world.network.postmaster(), signal.SIGKILL)
            await asyncio.sleep(lot.uniform(0, 1))
            await world.network.fetch("select")  # starts it again
        else:
            world.up.clear()
            await world.server.kill()


async def supervise(world: World) -> None:
    """Start the server again whenever it is gone: killed, or given up because the database was away as it came up."""
    while True:
        await world.server.ended()
        world.up.clear()
        while not world.up.is_set():
            with suppress(AssertionError):
                await world.server.start()
                world.up.set()


def report(journal: Journal, took: float) -> None:
    quick, pictured = journal.seconds, journal.pictured
    photos = sum(len(each) for each in journal.photos.values())
    print(
        f"\n{TABLETS} tablets, {len(journal.sent)} filings, {photos} photos in {journal.pieces} pieces, {took:.0f} s: "
        f"{KILLS} kills of the server, {KILLS} of PostgreSQL\n"
        f"accepted {len(quick) + len(pictured)} times, {journal.repeats} of them repeats; "
        f"{journal.contradictions} with other content refused\n"
        f"faults of the lines: {dict(sorted(journal.faults.items()))}\n"
        f"an accepted filing without photos: {seconds(quick)}; with photos: {seconds(pictured)}"
    )


def seconds(values: Sequence[float]) -> str:
    p50, p95 = (percentile(values, part) for part in (50, 95))
    return f"p50 {p50:.3f} s, p95 {p95:.3f} s, max {max(values, default=0):.3f} s of {len(values)}"


def percentile(values: Sequence[float], part: int) -> float:
    """0 when there are none."""
    ordered = sorted(values) or [0.0]
    return ordered[(len(ordered) * part + 99) // 100 - 1]
