"""Everything that may die in the middle of an import: nothing is ever half-written, and the trail holds.

A few kills in every test run, `SERVICEMARK_FAULTS=n` of each kind in `make faults`.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.faults.installation import Network

KILLS = int(os.environ.get("SERVICEMARK_FAULTS", "2"))


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
            os.kill(network.postmaster(), signal.SIGKILL)
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
