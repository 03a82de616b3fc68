"""A clerk in a process of its own, who books the jobs of some lanes and writes down what was acknowledged.

    python -m tests.faults.clerk DATA_FOLDER JOBS LANE...

Killed or without a database it ends; the next one goes on after the last job that was written down, and does that again
of which nobody knows whether it was booked.
"""

import asyncio
import sys
from decimal import Decimal
from pathlib import Path

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import DatabaseDown, execute, fetch, fetch_value, transaction
from network.foundation.running import database
from network.foundation.settings import Settings
from network.ledger.commands.posting import post, reverse
from network.ledger.errors.postings import AlreadyReversed, ReversalOfReversal
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer
from tests.faults.bookkeeping import LANES, Job, job

HQ = Actor.system("clerk")
WITHOUT_DATABASE = 75
# What stands of a card: nothing of a restatement is ever taken back here.
_STANDS = """
select coalesce(sum(e.amount), 0) from ledger_posting p join ledger_entry e on e.posting = p.id
where p.facts ->> 'card' = $1 and e.account like 'site:%'
"""


async def main(folder: Path, total: int, lanes: list[int]) -> None:
    async with database(Settings(data_dir=folder, pool_size=len(lanes))):
        async with transaction(HQ, read_only=True):
            sites = [row["id"] for row in await fetch("select id from site order by code")]
        await asyncio.gather(*(_work(folder / f"lane-{lane}", total, lane, sites) for lane in lanes))


async def _work(written: Path, total: int, lane: int, sites: list[int]) -> None:
    with written.open("a+", encoding="ascii", buffering=1) as file:
        file.seek(0)
        done = len(file.readlines())
        for number in range(lane + 1 + done * LANES, total + 1, LANES):
            file.write(f"{number} {await _done(job(number), sites)}\n")


async def _done(each: Job, sites: list[int]) -> str:
    async with transaction(HQ):
        if each.what == "reversal":
            return await _reversed(each)
        if each.what == "restatement":
            return await _restated(each, sites)
        counterpart = REWARDS if each.amount > 0 else PENALTIES
        lines = transfer(sites[each.site - 1], each.unit, each.amount, counterpart)
        kind = Kind.REWARD if each.amount > 0 else Kind.PENALTY
        await post(HQ, Posting(each.key, kind, sites[each.site - 1], "drawn by lot", lines), now())
        return "booked"


async def _reversed(each: Job) -> str:
    posting = await fetch_value("select id from ledger_posting where key = $1", job(each.of).key)
    if posting is None or job(each.of).what == "restatement":
        return "nothing"
    try:
        await reverse(HQ, posting, "drawn by lot", each.key, now())
    except (AlreadyReversed, ReversalOfReversal):
        return "refused"
    return "booked"


async def _restated(each: Job, sites: list[int]) -> str:
    await execute("select pg_advisory_xact_lock($1, $2)", 7, each.card)
    if await fetch_value("select true from ledger_posting where key = $1", each.key):
        return "booked"
    difference: Decimal = each.amount - await fetch_value(_STANDS, str(each.card))
    if not difference:
        return "nothing"
    lines = transfer(sites[each.site - 1], each.unit, difference, REWARDS)
    facts = {"card": each.card, "job": each.number}
    posting = Posting(each.key, Kind.RESTATEMENT, sites[each.site - 1], "restated", lines, facts)
    await post(HQ, posting, now())
    return "booked"


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), [int(lane) for lane in sys.argv[3:]]))
    except DatabaseDown:
        sys.exit(WITHOUT_DATABASE)
