"""Writing to the trail and verifying it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import execute, fetch

NETWORK = 0


async def record(actor: Actor, action: str, subject: str, facts: Mapping[str, Any], *, site: int = NETWORK) -> None:
    """Append one event to a site's chain (or the network's) inside the running transaction.

    `facts` may hold text, numbers, Decimals, dates, times, UUIDs, and lists or mappings of these.
    """
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) values ($1, $2, $3, $4, $5, $6)",
        site,
        actor.name,
        actor.account,
        action,
        subject,
        canonical(facts),
    )


def canonical(facts: Mapping[str, Any]) -> str:
    """Stable JSON text: sorted keys, Decimals as text, times as ISO 8601."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"the trail cannot hold {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Break:
    """The first event of a chain that does not fit: `sequence` 0 when all fit but the end is missing."""

    site: int
    sequence: int


async def verify(site: int | None = None) -> tuple[int, list[Break]]:
    """The number of events, and where each broken chain breaks. One statement over the whole trail, or one chain of it.

    Finds a changed, inserted, swapped or deleted event, and a missing end. It cannot find a trail that was rewritten
    whole by someone who owns the database: compare the heads printed on published scorecards for that.
    """
    broken = await fetch(_BREAKS, site)
    count = await fetch("select count(*) as events from trail_event where $1::int is null or site = $1", site)
    return count[0]["events"], [Break(row["site"], row["sequence"]) for row in broken]


_BREAKS = """
with linked as (
    select site, sequence, hash, previous,
           lag(hash, 1, ''::bytea) over chain as expected_previous,
           row_number() over chain as expected_sequence,
           trail_hash(site, sequence, at, actor, account, action, subject, body, previous) as expected_hash
    from trail_event
    where $1::int is null or site = $1
    window chain as (partition by site order by sequence)
), wrong as (
    select site, min(sequence) as sequence
    from linked
    where hash is distinct from expected_hash or previous is distinct from expected_previous
          or sequence <> expected_sequence
    group by site
), shorter as (
    select site, 0::bigint as sequence
    from (select * from trail_head where $1::int is null or site = $1) head
    full join (
        select distinct on (site) site, sequence, hash from trail_event where $1::int is null or site = $1
        order by site, sequence desc
    ) last using (site)
    where last.sequence is distinct from head.sequence or last.hash is distinct from head.hash
)
select site, coalesce(min(sequence) filter (where sequence > 0), 0) as sequence
from (select * from wrong union all select * from shorter) every
group by site order by site
"""
