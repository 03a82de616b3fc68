"""Eight at a time book, take back and restate, while they and PostgreSQL are killed: nothing twice, nothing lost.

Two thousand jobs in every test run, a hundred thousand with `SERVICEMARK_FAULTS` in `make faults`.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from network.foundation.migrations import OWNER
from network.foundation.running import DATABASE
from tests.faults.bookkeeping import LANES, SITES, expected, job
from tests.faults.clerk import WITHOUT_DATABASE
from tests.faults.installation import Network

THOROUGH = "SERVICEMARK_FAULTS" in os.environ
JOBS = 100_000 if THOROUGH else 2_000
# One in four strikes the database, the others a clerk.
KILLS = 40 if THOROUGH else 4
CLERKS = 4
MINUTES = 40 if THOROUGH else 3

_BALANCES = """
select substr(s.code, 2)::int as site, e.unit, sum(e.amount) as amount
from ledger_entry e join site s on s.id = e.site where e.account like 'site:%' group by 1, 2 having sum(e.amount) <> 0
"""
# The newest restatement of each card, and whether what stood after each of them was what it said.
_RESTATED = """
select distinct on (card) card, job, amount, stands from (
    select p.facts ->> 'card' as card, p.facts ->> 'job' as job, p.number, e.amount,
           sum(e.amount) over (partition by p.facts ->> 'card' order by p.number) as stands
    from ledger_posting p join ledger_entry e on e.posting = p.id and e.account like 'site:%'
    where p.kind = 'restatement'
) x order by card, number desc
"""
_BROKEN = """
select p.key from ledger_posting p left join ledger_entry e on e.posting = p.id
group by p.id having count(e.id) <> 2 or sum(e.amount) <> 0
"""


@pytest.fixture(scope="module")
async def books(place: Path) -> AsyncIterator[Network]:
    """Some sites, nothing booked yet."""
    installed = Network(place / "ledger")
    (place / "ledger").mkdir()
    (place / "ledger").chmod(0o711)
    with installed.cluster.using():
        sites = place / "ledger" / "sites.csv"
        sites.write_text("code,timezone\n" + "".join(f"S{n + 1},Asia/Shanghai\n" for n in range(SITES)), "utf-8")
        status, told = await installed.run("import", "sites", sites)
        assert status == 0, told
        await installed.fetch("create index card on ledger_posting ((facts ->> 'card'))")  # only clerks ask by it
        yield installed


class Office:
    """The clerks, each at work on some lanes; one that dies is followed by another."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.working: dict[int, asyncio.subprocess.Process] = {}
        self.followed = 0

    async def clerk(self, place: int) -> None:
        lanes = [str(lane) for lane in range(place, LANES, CLERKS)]
        command = [sys.executable, "-m", "tests.faults.clerk", str(self.network.data), str(JOBS), *lanes]
        while True:
            process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
            self.working[place] = process
            _out, told = await process.communicate()
            if process.returncode == 0:
                return
            assert process.returncode in (-signal.SIGKILL, WITHOUT_DATABASE), told.decode()
            self.followed += 1

    async def strike(self) -> None:
        """Kill one after the other, evenly over the work."""
        for kill in range(1, KILLS + 1):
            deadline = time.monotonic() + MINUTES * 60
            while await asyncio.to_thread(self.done) < JOBS * kill // (KILLS + 1):
                assert time.monotonic() < deadline
                await asyncio.sleep(0.02)
            if kill % 4 == 2:
                os.kill(self.network.postmaster(), signal.SIGKILL)
                await asyncio.sleep(self.network.random.uniform(0, 0.5))
                await asyncio.to_thread(self.network.cluster.start)
            else:
                with suppress(ProcessLookupError):
                    self.network.random.choice(list(self.working.values())).kill()

    def done(self) -> int:
        """How many jobs were acknowledged."""
        return sum(file.read_bytes().count(b"\n") for file in self.network.data.glob("lane-*"))


async def test_what_was_acknowledged_is_there_once_and_balances_are_its_sum(books: Network) -> None:
    office = Office(books)
    async with asyncio.timeout(MINUTES * 60), asyncio.TaskGroup() as group:
        for place in range(CLERKS):
            group.create_task(office.clerk(place))
        group.create_task(office.strike())
    assert office.followed >= KILLS - 1
    assert office.done() == JOBS

    assert await books.fetch(_BROKEN) == []
    rows = await books.fetch(
        "select p.key, p.kind, o.key as taken_back "
        "from ledger_posting p left join ledger_posting o on o.id = p.reversal_of"
    )
    keys = {row["key"] for row in rows}
    assert len(keys) == len(rows)
    answers = dict(await asyncio.to_thread(_answers, books.data))
    booked = {job(number).key for number, answer in answers.items() if answer == "booked"}
    assert keys == booked, "acknowledged and not there, or there and not acknowledged"

    restated = await books.fetch(_RESTATED)
    assert all(job(int(row["job"])).amount == row["stands"] for row in restated)
    taken_back = [row["taken_back"] for row in rows if row["kind"] == "reversal"]
    assert len(set(taken_back)) == len(taken_back)
    assert all(key.startswith("posting ") for key in taken_back)
    found = {(row["site"], row["unit"]): row["amount"] for row in await books.fetch(_BALANCES)}
    assert found == expected(keys, set(taken_back), restated)

    events, broken = await books.trail()
    assert broken == []
    [told] = await books.fetch("select count(*) as events from trail_event where action like 'ledger.%'")
    assert told["events"] == len(keys) < events
    print(f"\n{JOBS} jobs, {len(keys)} postings, {len(taken_back)} reversals, {office.followed} clerks lost")


def _answers(folder: Path) -> list[tuple[int, str]]:
    lines = [line.split() for file in folder.glob("lane-*") for line in file.read_text("ascii").splitlines()]
    return [(int(number), answer) for number, answer in lines]


async def test_nobody_changes_removes_or_empties_what_was_booked(books: Network) -> None:
    root = await asyncpg.connect(books.cluster.start().url(DATABASE))
    try:
        before = await root.fetchval("select count(*) from ledger_posting")
        for role in ("none", OWNER):
            await root.execute(f"set role {role}")
            for table in ("ledger_posting", "ledger_entry"):
                for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table} cascade"):
                    with pytest.raises(asyncpg.PostgresError) as refusal:
                        await root.execute(statement)
                    assert refusal.value.sqlstate == "SM001"
        await root.execute("set role none")
        assert await root.fetchval("select count(*) from ledger_posting") == before > 0
    finally:
        await root.close()
