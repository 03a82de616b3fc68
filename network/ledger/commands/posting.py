"""Adding to the ledger, within the transaction of whoever has something to book. Nothing in it is ever changed.

await post(actor, Posting(key, Kind.REWARD, site, reason, transfer(site, "CNY", Decimal(500), REWARDS)), at)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_row, fetch_value
from network.foundation.trail.record import canonical
from network.ledger.errors.postings import (
    AlreadyReversed,
    PostingDiffers,
    PostingNotFound,
    ReversalOfReversal,
    SiteClosed,
)
from network.ledger.rules.postings import (
    TAKEN_WHEN_CLOSED,
    Kind,
    Line,
    Posting,
    as_json,
    balance_of,
    fingerprint,
    negated,
    require_whole,
)
from network.ledger.rules.units import spelled
from network.sites.errors.sites import SiteNotFound

# Who comes second with a key waits for the first, and then finds its posting.
_POSTINGS = """
insert into ledger_posting (id, key, kind, site, reason, facts, lines, sha256, effective_on, posted_at, posted_by,
                            poster, reversal_of)
select n.id, n.key, n.kind, n.site, n.reason, n.facts::jsonb, n.lines, n.sha256,
       coalesce(n.effective_on, ($10::timestamptz at time zone s.time_zone)::date), $10, $11, $12, $13
from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::integer[], $8::text[],
            $9::date[])
     n(id, key, kind, site, reason, facts, lines, sha256, effective_on)
join site s on s.id = n.site
order by n.key
on conflict do nothing
returning key
"""
_LINES = """
insert into ledger_entry (posting, site, account, unit, amount)
select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::numeric[])
"""
# In the order of the sites, so that two who book for many wait for each other's chains and never crosswise.
_TRAIL = """
insert into trail_event (site, actor, account, action, subject, body)
select n.site, $1, $2, case when $4 then 'ledger.reversed' else 'ledger.posted' end, n.subject, n.body
from unnest($3::integer[], $5::text[], $6::text[]) with ordinality n(site, subject, body, place)
order by n.site, n.place
"""


async def post(actor: Actor, posting: Posting, at: datetime) -> UUID:
    """Book one thing; its id. See `post_all`."""
    [made] = await post_all(actor, [posting], at)
    return made


async def post_all(actor: Actor, postings: Sequence[Posting], at: datetime) -> list[UUID]:
    """Book many things, each for a site in reach, in a few statements; their ids in the same order.

    A key that was posted before with the same content gives the id of then, and adds nothing. Must be called inside a
    transaction. What `require_whole` refuses, SiteNotFound, SiteClosed, PostingDiffers.
    """
    actor.require(Permission.POST_TO_LEDGER)
    for posting in postings:
        require_whole(posting)
    await _require_sites(actor, postings)
    by_key = {posting.key: posting for posting in postings}
    for posting in postings:
        if fingerprint(posting) != fingerprint(by_key[posting.key]):
            raise PostingDiffers(key=posting.key)
    ids = await _booked(actor, by_key, at)
    return [ids[posting.key] for posting in postings]


async def reverse(actor: Actor, posting: UUID, reason: str, key: str, at: datetime) -> UUID:
    """Take back a posting by another one with its lines negated; the id of that. Must be called inside a transaction.

    PostingNotFound, ReversalOfReversal, AlreadyReversed, PostingDiffers, ReasonMissing.
    """
    actor.require(Permission.POST_TO_LEDGER)
    row = await fetch_row("select * from ledger_posting where id = $1", posting)
    if row is None or not actor.sees(row["site"]):
        raise PostingNotFound()
    if row["kind"] == Kind.REVERSAL:
        raise ReversalOfReversal(number=row["number"])
    taken = [Line(**dict(line)) for line in await fetch(_TAKEN_BACK, posting)]
    facts = {"posting": posting, "number": row["number"]}
    back = Posting(key, Kind.REVERSAL, row["site"], reason, negated(taken), facts, row["effective_on"])
    require_whole(back)
    try:
        made = await _booked(actor, {key: back}, at, posting)
    except PostingDiffers:
        if await fetch_value("select key <> $2 from ledger_posting where reversal_of = $1", posting, key):
            raise AlreadyReversed(number=row["number"]) from None
        raise
    return made[key]


_TAKEN_BACK = "select account, unit, amount from ledger_entry where posting = $1 order by id"


async def _require_sites(actor: Actor, postings: Sequence[Posting]) -> None:
    wanted = {posting.site for posting in postings}
    rows = await fetch("select id, code, status from site where id = any($1::integer[])", sorted(wanted))
    known = {row["id"]: row for row in rows if actor.sees(row["id"])}
    if wanted - known.keys():
        raise SiteNotFound()
    for posting in postings:
        site = known[posting.site]
        if site["status"] == "closed" and posting.kind not in TAKEN_WHEN_CLOSED:
            raise SiteClosed(site=site["code"])


async def _booked(
    actor: Actor, postings: Mapping[str, Posting], at: datetime, back: UUID | None = None
) -> dict[str, UUID]:
    """The id of each key. Only what is new is written, and goes into the trail. `back`: what is taken back by it."""
    ids = {key: uuid4() for key in postings}
    rows = [
        (
            ids[key],
            key,
            posting.kind,
            posting.site,
            posting.reason,
            as_json(posting.facts),
            len(posting.lines),
            fingerprint(posting),
            posting.effective_on,
        )
        for key, posting in postings.items()
    ]
    columns = [[row[place] for row in rows] for place in range(9)]
    made = await fetch(_POSTINGS, *columns, at, actor.account, actor.name, back)
    new = {row["key"]: ids[row["key"]] for row in made}
    await _write_lines({new[key]: postings[key] for key in new})
    await _record(actor, {new[key]: postings[key] for key in new}, back)
    return new | await _posted_before({key: each for key, each in postings.items() if key not in new})


async def _write_lines(postings: Mapping[UUID, Posting]) -> None:
    lines = [
        (made, posting.site, line.account, line.unit, line.amount)
        for made, posting in postings.items()
        for line in posting.lines
    ]
    if lines:
        await execute(_LINES, *([line[place] for line in lines] for place in range(5)))


async def _record(actor: Actor, postings: Mapping[UUID, Posting], back: UUID | None) -> None:
    """One event for each, as `trail.record` writes it."""
    if postings:
        await execute(
            _TRAIL,
            actor.name,
            actor.account,
            [posting.site for posting in postings.values()],
            back is not None,
            [f"posting:{made}" for made in postings],
            [canonical(_told(posting, back)) for posting in postings.values()],
        )


def _told(posting: Posting, back: UUID | None) -> dict[str, Any]:
    mine = balance_of(posting.site)
    amounts = [f"{spelled(line.unit, line.amount)} {line.unit}" for line in posting.lines if line.account == mine]
    told = {"kind": posting.kind, "key": posting.key, "amounts": ", ".join(amounts), "reason": posting.reason}
    return told | {"posting": back} if back else told


async def _posted_before(postings: Mapping[str, Posting]) -> dict[str, UUID]:
    """Those whose keys were there. What is not found is out of reach, or stood in the way by another key."""
    if not postings:
        return {}
    rows = await fetch("select id, key, sha256 from ledger_posting where key = any($1::text[])", [*postings])
    found = {row["key"]: row for row in rows}
    for key, posting in postings.items():
        if key not in found or found[key]["sha256"] != fingerprint(posting):
            raise PostingDiffers(key=key)
    return {key: row["id"] for key, row in found.items()}
