"""Reading standards, and the clauses that state them on a day."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.manuals.errors.standards import StandardNotFound
from network.manuals.schemas.standards import ClauseOut, StandardOut
from network.sites.rules.criteria import LocalText

_ORDER = "array_position(array['face_to_face', 'telephone', 'online', 'repair', 'premises'], control_point::text), key"

# $1: the day; $2: keys of standards, or none for every clause that states one.
_CLAUSES = """
with in_force as (
    select distinct on (e.manual) e.manual, e.number, e.effective_on, e.document
    from manual_edition e where e.state = 'approved' and e.effective_on <= $1::date
    order by e.manual, e.effective_on desc
)
select m.key as manual, m.title::text as manual_title, e.number as edition, e.effective_on,
       c.place || '.' || k.place as number, (k.clause - 'change')::text as clause
from in_force e
join manual m on m.id = e.manual
cross join lateral jsonb_array_elements(e.document -> 'chapters') with ordinality c(chapter, place)
cross join lateral jsonb_array_elements(c.chapter -> 'clauses') with ordinality k(clause, place)
where jsonb_array_length(coalesce(k.clause -> 'standards', '[]')) > 0
  and ($2::text[] is null or k.clause -> 'standards' ?| $2)
order by m.key, c.place, k.place
"""


async def list_standards(actor: Actor, *, retired: bool = False) -> list[StandardOut]:
    """Those that hold, by control point; with `retired` the others."""
    actor.require(Permission.READ_STANDARDS)
    async with transaction(actor, read_only=True):
        return await standards_of(retired)


async def standards_of(retired: bool = False) -> list[StandardOut]:
    """Inside a transaction: the same."""
    rows = await fetch(f"select * from standard where (retired_at is not null) = $1 order by {_ORDER}", retired)
    return [read_standard(row) for row in rows]


async def standard(actor: Actor, key: str) -> StandardOut:
    """One standard, retired ones too. StandardNotFound."""
    actor.require(Permission.READ_STANDARDS)
    async with transaction(actor, read_only=True):
        return read_standard(await standard_row(key))


async def standard_row(key: str, *, lock: bool = False) -> Record:
    """Inside a transaction. StandardNotFound."""
    row = await fetch_row(f"select * from standard where key = $1 {'for update' if lock else ''}", key)
    if row is None:
        raise StandardNotFound()
    return row


async def clauses_stating(day: date, standards: Collection[str] | None = None) -> list[ClauseOut]:
    """Inside a transaction: the clauses in force on a day that state one of these standards, or any (None)."""
    rows = await fetch(_CLAUSES, day, None if standards is None else list(standards))
    return [_clause(row) for row in rows]


def read_standard(row: Record) -> StandardOut:
    local = {name: _local(json.loads(row[name])) for name in ("indicator", "target")}
    return StandardOut(**{**dict(row), **local})


def _clause(row: Record) -> ClauseOut:
    clause = json.loads(row["clause"])
    return ClauseOut(
        **{name: row[name] for name in ("manual", "edition", "effective_on", "number")},
        manual_title=_local(json.loads(row["manual_title"])),
        key=clause["key"],
        title=_local(clause["title"]),
        text=_local(clause["text"]),
        standards=clause["standards"],
    )


def _local(kept: dict[str, Any]) -> LocalText:
    return LocalText(en=kept["en"], zh_CN=kept["zh_CN"])
