"""Printing a whole quarter: asked for here, done in chunks by whichever workers there are, cancelled, gone on with."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import reading
from network.foundation.jobs.worker import worker_name
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.foundation.trail.record import record
from network.scorecards.commands.issuing import issue_cards
from network.scorecards.errors import (
    BatchEnded,
    BatchGoesOn,
    BatchNotFound,
    NothingLeft,
    NothingToPrint,
    QuarterNotPublished,
)
from network.scorecards.press import Missing
from network.scorecards.queries.documents import Issued
from network.scorecards.queries.runs import run_of
from network.scorecards.queries.sheets import Card, cards

JOB = "print_chunk"

# Scorecards of one job: some two seconds of work, which is what a kill can cost.
CHUNK = 48

_PRINTER = Actor.system("printing")

_ITEMS = """
insert into print_item (batch, site, chunk)
select $1, c.site, (row_number() over (order by s.code) - 1) / $3 from scorecard c join site s on s.id = c.site
where c.run = $2 and ($4 or c.standing is not null)
"""


async def print_quarter(actor: Actor, period: Quarter, language: str, now: datetime, *, unrated_too: bool) -> UUID:
    """Have every rated site's published scorecard issued in this language (`unrated_too`: every site's).

    RunNotFound, QuarterNotPublished, NothingToPrint; BatchGoesOn when that is being done.
    """
    actor.require(Permission.PRINT_BATCHES)
    batch = uuid4()
    try:
        async with transaction(actor):
            run = await run_of(period)
            if not run.is_final:
                raise QuarterNotPublished(period=period)
            await execute(
                "insert into print_batch (id, run, language, unrated_too, asked_at, asked_by, account) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                *(batch, run.id, language, unrated_too, now, actor.name, actor.account),
            )
            count = int((await execute(_ITEMS, batch, run.id, CHUNK, unrated_too)).rpartition(" ")[2])
            if not count:
                raise NothingToPrint(period=period)
            await fetch_value("select print_chunks($1)", batch)
            await record(actor, "batch.asked", f"quarter:{period}", {"language": language, "count": count})
    except asyncpg.UniqueViolationError as going_on:
        raise BatchGoesOn(period=period) from going_on
    return batch


@dataclass(frozen=True, slots=True)
class _Order:
    """What is left of a chunk, and for whom."""

    period: str
    revision: int
    language: str
    asker: Actor
    codes: list[str]


async def print_chunk(settings: Settings, batch: UUID, chunk: int, now: datetime) -> int:
    """A job: issue what is left of a chunk; how many scorecards that were. May be done twice, and at the same time.

    A scorecard is issued once whoever draws it; of two that drew it the second takes the first one's document.
    """
    order = await _order(batch, chunk)
    if order is None:
        return 0
    with reading(order.language):
        found = list(await _cards(order, settings.name_of_network(order.language)))
    made = await issue_cards(order.asker, settings, found, order.language, now)
    async with transaction(_PRINTER):
        # Of chunks that are done at the same time the last one sees that it is the last.
        await execute("select from print_batch where id = $1 for update", batch)
        await _settle(batch, made, now)
        await _end_if_done(batch, order, now)
    return len(made)


async def _order(batch: UUID, chunk: int) -> _Order | None:
    async with transaction(_PRINTER, read_only=True):
        row = await fetch_row(
            "select b.*, r.period, r.revision from print_batch b join scorecard_run r on r.id = b.run "
            "where b.id = $1 and b.ended_at is null",
            batch,
        )
        codes = await fetch(
            "select s.code from print_item i join site s on s.id = i.site "
            "where i.batch = $1 and i.chunk = $2 and i.state = 'waiting'",
            *(batch, chunk),
        )
    if row is None or not codes:
        return None
    asker = Actor(Role.HQ_ADMINISTRATOR, row["asked_by"], row["account"], None)
    return _Order(row["period"], row["revision"], row["language"], asker, [each["code"] for each in codes])


async def _cards(order: _Order, network_name: str) -> Iterator[Card]:
    return await cards(_PRINTER, Quarter.parse(order.period), order.codes, network_name, order.revision)


async def _settle(batch: UUID, made: Mapping[int, Issued | Missing], now: datetime) -> None:
    done = [(site, each.id) for site, each in made.items() if isinstance(each, Issued)]
    failed = [(site, _reason(each)) for site, each in made.items() if isinstance(each, Missing)]
    await execute(
        "update print_item i set state = 'done', document = t.document, reason = '', worker = $4, ended_at = $5 "
        "from unnest($2::int[], $3::uuid[]) t (site, document) "
        "where i.batch = $1 and i.site = t.site and i.state = 'waiting'",
        *(batch, [site for site, _id in done], [document for _site, document in done], worker_name(), now),
    )
    await execute(
        "update print_item i set state = 'failed', reason = t.reason, worker = $4, ended_at = $5 "
        "from unnest($2::int[], $3::text[]) t (site, reason) "
        "where i.batch = $1 and i.site = t.site and i.state = 'waiting'",
        *(batch, [site for site, _why in failed], [why for _site, why in failed], worker_name(), now),
    )


def _reason(missing: Missing) -> str:
    return json.dumps({"text": missing.text[:200], "characters": missing.characters[:20]}, ensure_ascii=False)


async def _end_if_done(batch: UUID, order: _Order, now: datetime) -> None:
    ended = await execute(
        "update print_batch set ended_at = $2 where id = $1 and ended_at is null "
        "and not exists (select from print_item where batch = $1 and state = 'waiting')",
        *(batch, now),
    )
    if ended == "UPDATE 0":
        return
    counts = await fetch("select state, count(*) as count from print_item where batch = $1 group by state", batch)
    facts = {"language": order.language, "done": 0, "failed": 0} | {row["state"]: row["count"] for row in counts}
    await record(_PRINTER, "batch.done", f"quarter:{order.period}", facts)


async def cancel(actor: Actor, batch: UUID, now: datetime) -> None:
    """Print no more of it; what is issued stays issued. BatchNotFound, BatchEnded."""
    actor.require(Permission.PRINT_BATCHES)
    async with transaction(actor):
        row = await _locked(batch)
        if row["ended_at"] is not None:
            raise BatchEnded()
        await execute(
            "update print_batch set ended_at = $2, cancelled_by = $3 where id = $1", *(batch, now, actor.name)
        )
        await record(actor, "batch.cancelled", f"quarter:{row['period']}", {"language": row["language"]})


async def go_on(actor: Actor, batch: UUID) -> int:
    """Try what failed again, and what was left when it was cancelled; how many. BatchNotFound, NothingLeft."""
    actor.require(Permission.PRINT_BATCHES)
    try:
        async with transaction(actor):
            row = await _locked(batch)
            if row["ended_at"] is None:
                raise BatchGoesOn(period=row["period"])
            again = await execute(
                "update print_item i set state = 'waiting', reason = '', worker = '', ended_at = null "
                "where batch = $1 and state <> 'done'",
                batch,
            )
            count = int(again.rpartition(" ")[2])
            if not count:
                raise NothingLeft()
            await execute("update print_batch set ended_at = null, cancelled_by = null where id = $1", batch)
            await fetch_value("select print_chunks($1)", batch)
            facts = {"language": row["language"], "count": count}
            await record(actor, "batch.continued", f"quarter:{row['period']}", facts)
    except asyncpg.UniqueViolationError as going_on:
        raise BatchGoesOn(period=row["period"]) from going_on
    return count


async def _locked(batch: UUID) -> Record:
    row = await fetch_row(
        "select b.*, r.period from print_batch b join scorecard_run r on r.id = b.run where b.id = $1 for update of b",
        batch,
    )
    if row is None:
        raise BatchNotFound()
    return row
