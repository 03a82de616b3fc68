"""Operators who hand in their report in the last minute before the deadline: to a real server, from the same machine.

None may be lost, changed on the way or doubled, and whoever has an answer before the deadline was on time.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.periods import Month
from network.foundation.trail.record import verify
from tests.benchmarks.filing import Filing
from tests.benchmarks.network import Size
from tests.benchmarks.operators import Operator, make_operators
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle
from tests.benchmarks.serving import Served, served

HQ = Actor.system("bench")
MONTH = Month(2026, 9)
# Day 5, 24:00 in Shanghai.
DEADLINE = datetime(2026, 10, 5, 16, tzinfo=UTC)
# 300 operators submit within a minute, fewer at the same pace. Each begins to fill in at most `LEAD` seconds before.
A_SECOND = 5
LEAD = 8.0
# Of this many, one files with a program; one hands the same in twice.
PROGRAM, HASTY = 6, 5
AT_MOST = 2.0  # seconds

FILED = """
select s.code, due.timed_at < due.due_at as on_time, r.revisions, r.in_force, r.figures, receipts.outcomes, told.events
from site s join report_due due on due.site = s.id and due.month = $2
cross join lateral (
    select count(*) as revisions, count(*) filter (where state = 'submitted') as in_force,
           max(figures::text) filter (where state = 'submitted') as figures
    from monthly_report where site = s.id and month = $2
) r
cross join lateral (
    select array_agg(outcome::text order by received_at, outcome) as outcomes
    from report_receipt where site = s.id and month = $2
) receipts
cross join lateral (
    select count(*) as events from trail_event where site = s.id and action = 'report.submitted'
) told
where s.code = any ($1)
"""


async def run(root_url: str, size: Size) -> Finding:
    """Leaves the reports, and the accounts of those who filed them."""
    root = await asyncpg.connect(root_url)
    try:
        operators = await make_operators(root, size.operators, DEADLINE - timedelta(hours=1))
        with tempfile.TemporaryDirectory(prefix="servicemark-bench-") as folder:
            async with served(root_url, Path(folder)) as server:
                filings, over = await _the_last_minute(server, operators)
        await _agree(root, filings, over)
    finally:
        await root.close()
    return _finding(filings, over)


async def _the_last_minute(server: Served, operators: Sequence[Operator]) -> tuple[list[Filing], float]:
    """All of them at work, and the moment of the deadline, by `perf_counter`."""
    chance = Random(7)
    window = len(operators) / A_SECOND
    lead = min(LEAD, window)
    server.set_clock(DEADLINE - timedelta(seconds=window + lead))
    over = perf_counter() + window + lead
    filings = [
        Filing(each, server.address, MONTH, over - chance.uniform(0, window), lead, hasty=number % HASTY == 0)
        for number, each in enumerate(operators)
    ]
    async with asyncio.TaskGroup() as at_work:
        for number, each in enumerate(filings):
            at_work.create_task(each.with_a_program() if number % PROGRAM == 0 else each.in_the_form())
    return filings, over


async def _agree(root: asyncpg.Connection, filings: Sequence[Filing], over: float) -> None:
    """What is kept is what the operators were told."""
    rows = await root.fetch(FILED, [each.operator.site for each in filings], MONTH.first)
    kept = {row["code"]: row for row in rows}
    for filing in filings:
        row = kept[filing.operator.site]
        found = (row["revisions"], row["in_force"], row["events"], sorted(row["outcomes"]))
        if found != (1, 1, 1, sorted(filing.outcomes)) or filing.outcomes.count("submitted") != 1:
            raise Disagreement(f"{filing.operator.site} was told {filing.outcomes}, kept is {found}")
        if {key: int(value) for key, value in json.loads(row["figures"]).items()} != filing.figures:
            raise Disagreement(f"{filing.operator.site} handed in other figures than are kept")
        if not row["on_time"] and filing.answered < over:
            raise Disagreement(f"{filing.operator.site} had its answer in time and is late")
        if row["on_time"] and filing.sent > over:
            raise Disagreement(f"{filing.operator.site} handed in after the deadline and is on time")
    async with transaction(HQ, read_only=True):
        _events, broken = await verify()
    if broken:
        raise Disagreement(f"the trail is broken: {broken}")


def _finding(filings: Sequence[Filing], over: float) -> Finding:
    submissions = _sorted(each.submissions for each in filings)
    pages = _sorted(each.pages for each in filings)
    slow = submissions[_place_95(submissions)]
    late = sum(each.answered > over for each in filings)
    return Finding(
        f"{len(filings)} operators filing their report in the last {len(filings) / A_SECOND:g} s before the deadline",
        (
            Line(
                "handing in, half of them within", middle(submissions), f"{len(submissions)}: none lost, none doubled"
            ),
            Line("handing in, 95 % within", slow),
            Line("handing in, all within", submissions[-1], f"{late} answered after the deadline"),
            Line(
                "another page, half of them within", middle(pages), f"{len(pages)}: form, draft, check, review, receipt"
            ),
            Line("another page, 95 % within", pages[_place_95(pages)]),
            Line("another page, all within", pages[-1]),
        ),
        (Ratio(f"handing in, 95 % / {AT_MOST:g} s", slow / AT_MOST, at_most=1),),
    )


def _sorted(seconds: Iterable[Sequence[float]]) -> list[float]:
    return sorted(each for some in seconds for each in some)


def _place_95(values: Sequence[float]) -> int:
    return (len(values) * 95 + 99) // 100 - 1
