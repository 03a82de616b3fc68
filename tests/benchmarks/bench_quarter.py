"""A whole quarter by the full scheme: every metric with records behind it, judged, published, and its scorecards issued
(drawn, signed and stored) by the worker's own job.
"""

import asyncio
from collections.abc import Awaitable
from os import getloadavg
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.jobs.worker import AT_ONCE
from network.foundation.settings import Settings
from network.scorecards.commands.batches import print_chunk, print_quarter
from network.scorecards.commands.runs import publish
from network.scorecards.commands.schemes import add_shipped
from network.scorecards.press import press_of
from network.scorecards.queries.dashboard import dashboard
from network.scorecards.queries.restatements import restatement_queue
from tests.benchmarks.bench_compute import HQ, computed, parts_of_one
from tests.benchmarks.living import live
from tests.benchmarks.network import NOW, QUARTER, Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle

# Seconds for 3,000 sites.
TO_COMPUTE, TO_ISSUE, SITES = 5, 60, 3_000


async def run(root_url: str, size: Size) -> Finding:
    """Leaves the quarter published, its scorecards issued."""
    await live(root_url, size)
    await add_shipped(HQ)
    taken = [await computed() for _round in range(size.rounds + 1)][1:]
    parts = await parts_of_one()
    metrics = await _metrics_with_records()
    seconds = middle(taken)
    published = await _timed(publish(HQ, QUARTER, NOW))
    seen = await _timed(dashboard(HQ, QUARTER, ""))
    queued = await _timed(restatement_queue(HQ, QUARTER))
    issued = await _issued(size)
    share = size.sites / SITES
    return Finding(
        f"A quarter by the full scheme: {size.sites:,} sites, {metrics} metrics with records "
        f"(load {getloadavg()[0]:.1f})",
        (
            Line("computed", seconds, "measured, scored, ranked and stored"),
            *(Line(name, each, part=True) for name, each in parts.items()),
            Line("computed, the fastest of the rounds", min(taken)),
            Line("published", published, "measured and judged once more, fingerprinted, frozen, told to each site"),
            Line("dashboard of the network", seen),
            Line("what waits to be restated", queued, "every scored figure once more, from the records"),
            Line("scorecards issued", issued, f"drawn, signed, stored; {size.sites / issued:.0f} a second"),
        ),
        (
            Ratio(f"computed / {TO_COMPUTE} s for {SITES:,} sites", seconds / (TO_COMPUTE * share), at_most=1),
            Ratio(f"issued / {TO_ISSUE} s for {SITES:,} sites", issued / (TO_ISSUE * share), at_most=1),
        ),
    )


async def _timed(work: Awaitable[object]) -> float:
    start = perf_counter()
    await work
    return perf_counter() - start


async def _metrics_with_records() -> int:
    async with transaction(HQ, read_only=True):
        found: int = await fetch_value("select count(distinct metric) from metric_result where sample_size > 0")
    return found


async def _issued(size: Size) -> float:
    """All chunks of a batch, as many at once as a worker does, drawn in a process for each core."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        batch = await print_quarter(HQ, QUARTER, "en", NOW, unrated_too=True)
        async with transaction(HQ, read_only=True):
            chunks = await fetch("select distinct chunk from print_item where batch = $1 order by chunk", batch)
        queue = [row["chunk"] for row in reversed(chunks)]

        async def work() -> None:
            while queue:
                await print_chunk(settings, batch, queue.pop(), NOW)

        try:
            start = perf_counter()
            await asyncio.gather(*(work() for _one in range(AT_ONCE)))
            seconds = perf_counter() - start
        finally:
            press_of(settings).close()
        async with transaction(HQ, read_only=True):
            done = await fetch_value("select count(*) from print_item where batch = $1 and state = 'done'", batch)
    if done != size.sites:
        raise Disagreement(f"{done:,} scorecards are issued, not {size.sites:,}")
    return seconds
