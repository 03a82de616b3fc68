"""Printings of whole quarters: how far each is, what failed, and the documents of one for a file of them all."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import BatchNotFound
from network.scorecards.rules.documents import seconds_left

# Batches listed, and failures told of one: more than anybody reads.
MOST = 100
# Documents read at a time for a file of them all.
AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Batch:
    """`last_at`: when the newest of its documents was done."""

    id: UUID
    period: Quarter
    revision: int
    language: str
    unrated_too: bool
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    cancelled_by: str | None
    done: int
    failed: int
    waiting: int
    workers: int
    bytes: int
    last_at: datetime | None

    @property
    def total(self) -> int:
        return self.done + self.failed + self.waiting

    @property
    def file_name(self) -> str:
        """Of all its documents in one file."""
        return f"{self.period}-r{self.revision}-{self.language}.zip"

    def seconds_left(self) -> int | None:
        """At the pace so far; None while nobody can tell."""
        if self.last_at is None:
            return None
        return seconds_left(self.done + self.failed, self.waiting, (self.last_at - self.asked_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Failure:
    """A scorecard that could not be drawn: the fonts lack these characters of this text."""

    site: str
    name: str
    name_zh: str
    text: str
    characters: str


_BATCHES = """
select b.*, r.period, r.revision, t.*
from print_batch b join scorecard_run r on r.id = b.run
cross join lateral (
    select count(*) filter (where i.state = 'done') as done, count(*) filter (where i.state = 'failed') as failed,
           count(*) filter (where i.state = 'waiting') as waiting, max(i.ended_at) as last_at,
           count(distinct i.worker) filter (where i.worker <> '') as workers, coalesce(sum(d.size), 0)::bigint as bytes
    from print_item i left join issued_document d on d.id = i.document where i.batch = b.id
) t
where ($1::uuid is null or b.id = $1) order by b.asked_at desc, b.id limit $2
"""


async def batches(actor: Actor) -> list[Batch]:
    """The newest first."""
    actor.require(Permission.PRINT_BATCHES)
    async with transaction(actor, read_only=True):
        return [_batch(row) for row in await fetch(_BATCHES, None, MOST)]


async def one_batch(actor: Actor, wanted: UUID) -> Batch:
    """BatchNotFound."""
    actor.require(Permission.PRINT_BATCHES)
    async with transaction(actor, read_only=True):
        rows = await fetch(_BATCHES, wanted, 1)
    if not rows:
        raise BatchNotFound()
    return _batch(rows[0])


def _batch(row: Record) -> Batch:
    values = {name: row[name] for name in Batch.__dataclass_fields__ if name != "period"}
    return Batch(period=Quarter.parse(row["period"]), **values)


async def failures(actor: Actor, wanted: UUID) -> list[Failure]:
    """What could not be printed and why, by site."""
    actor.require(Permission.PRINT_BATCHES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select s.code, s.name, s.name_zh, i.reason from print_item i join site s on s.id = i.site "
            "where i.batch = $1 and i.state = 'failed' order by s.code limit $2",
            *(wanted, MOST),
        )
    return [Failure(row["code"], row["name"], row["name_zh"], **json.loads(row["reason"])) for row in rows]


async def documents_of(actor: Actor, wanted: UUID) -> AsyncIterator[tuple[str, datetime, bytes]]:
    """Name, time of issue and bytes of each document of a batch, by name: a few at a time, in short transactions."""
    actor.require(Permission.PRINT_BATCHES)
    after = ""
    while True:
        async with transaction(actor, read_only=True):
            rows = await fetch(
                "select d.name, d.issued_at, d.content from print_item i join issued_document d on d.id = i.document "
                "where i.batch = $1 and d.name > $2 order by d.name limit $3",
                *(wanted, after, AT_ONCE),
            )
        for row in rows:
            yield row["name"], row["issued_at"], row["content"]
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["name"]
