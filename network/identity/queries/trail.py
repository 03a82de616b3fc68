"""Reading the trail: by site, by person, by object."""

import json
from datetime import date, datetime, time, timedelta

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import HEADQUARTERS
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.i18n import gettext as _
from network.foundation.trail import record as trail
from network.identity.schemas.trail import ChainOut, ChainStatus, EventOut, Found, Wanted
from network.sites.queries.sites import contains, site_row
from network.web.happenings import Happening

RULE = (
    "hash = SHA-256 of the UTF-8 bytes of PostgreSQL's json_build_array(site, sequence, at in UTC with microseconds, "
    "actor, account, action, subject, body, previous hash in hexadecimal); the first event of a chain has no previous."
)

_WANTED = """
from trail_event e
left join site s on s.id = abs(e.site)
-- Whose name the reader does not see must not be found by it either.
cross join lateral (select $9::text[] is null or e.account::text = any ($9) as known) named
where ($1::int is null or e.site = $1)
  and ($2 = '' or s.code = $2)
  and ($3 = '' or (named.known and (e.account::text = $3 or e.actor ilike $3)))
  and ($4 = '' or e.subject = $4)
  and ($5 = '' or e.action = $5 or starts_with(e.action, $5 || '.'))
  and ($6::timestamptz is null or e.at >= $6)
  and ($7::timestamptz is null or e.at < $7)
  and ($8 = '' or (named.known and e.actor ilike $8) or e.subject ilike $8 or e.action ilike $8 or e.body ilike $8)
"""

# Region and operator are kept by their numbers, which only the database understands.
_NAMES = """
select 'region' as column, id::text as value, path as name from region where id::text = any ($1)
union all select 'operator', id::text, name from operator where id::text = any ($1)
"""


async def network_trail(actor: Actor, wanted: Wanted, limit: int, offset: int) -> Found:
    """Every chain, for whoever answers for the whole network."""
    actor.require(Permission.READ_TRAIL)
    async with transaction(actor, read_only=True):
        return await _found(actor, wanted, None, limit, offset)


async def site_trail(actor: Actor, code: str, wanted: Wanted, limit: int, offset: int) -> Found:
    """The chain of one site. An operator is told that headquarters acted, not who there."""
    actor.require(Permission.READ_SITE_TRAIL)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        return await _found(actor, wanted, site["id"], limit, offset)


async def chain_status(actor: Actor, code: str) -> ChainStatus:
    """Whether the chain of this site holds, every hash computed anew."""
    actor.require(Permission.READ_SITE_TRAIL)
    async with transaction(actor, read_only=True):
        return await _status((await site_row(code))["id"])


async def network_status(actor: Actor) -> ChainStatus:
    """Whether every chain holds; names the sites whose chain does not."""
    actor.require(Permission.READ_TRAIL)
    async with transaction(actor, read_only=True):
        return await _status(None)


async def chain(actor: Actor, code: str, at: datetime) -> ChainOut:
    """A site's whole chain as it was hashed, for a dispute."""
    actor.require(Permission.READ_SITE_TRAIL)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        rows = await fetch("select * from trail_event where site = $1 order by sequence", site)
        status = await _status(site)
        known = await _colleagues(actor)
    events = [_event_out(row, known) for row in rows]
    return ChainOut(site=code, exported_at=at, rule=RULE, holds=status.holds, events=events)


def _event_out(row: Record, known: set[str] | None) -> EventOut:
    """As hashed; the name of someone at headquarters is left out for an operator, and the hash then says so."""
    return EventOut(
        sequence=row["sequence"],
        at=row["at"],
        actor=_who(row, known),
        account=row["account"] if known is None or str(row["account"]) in known else None,
        action=row["action"],
        subject=row["subject"],
        body=row["body"],
        previous=row["previous"].hex(),
        hash=row["hash"].hex(),
    )


async def _found(actor: Actor, wanted: Wanted, site: int | None, limit: int, offset: int) -> Found:
    known = await _colleagues(actor)
    values = (
        site,
        wanted.site,
        wanted.person,
        wanted.subject,
        wanted.action,
        _midnight(wanted.first, 0),
        _midnight(wanted.last, 1),
        contains(wanted.text),
        None if known is None else sorted(known),
    )
    counted = await fetch_row(f"select count(*) as total {_WANTED}", *values)
    rows = await fetch(
        f"select e.*, s.code {_WANTED} order by e.at desc, e.id desc limit $10 offset $11", *values, limit, offset
    )
    facts = [json.loads(row["body"]) for row in rows]
    await _name_places(facts)
    items = [
        Happening(
            at=row["at"],
            who=_who(row, known),
            action=row["action"],
            subject=row["subject"],
            facts=told,
            sequence=row["sequence"],
            site=row["code"] or "",
            account=row["account"] if known is None else None,
        )
        for row, told in zip(rows, facts, strict=True)
    ]
    return Found(items, counted["total"] if counted else 0)


def _midnight(day: date | None, later: int) -> datetime | None:
    """None also for a day at either end of the calendar, beyond which there is no moment."""
    if day is None or not date.min < day < date.max:
        return None
    return datetime.combine(day + timedelta(days=later), time(), HEADQUARTERS)


def _who(row: Record, known: set[str] | None) -> str:
    name: str = row["actor"]
    return name if known is None or str(row["account"]) in known else _("Headquarters")


async def _colleagues(actor: Actor) -> set[str] | None:
    """The accounts whose names an operator may read: those of its own sites. None: all of them."""
    if actor.role is not Role.SITE_OPERATOR:
        return None
    return {str(row["account"]) for row in await fetch("select account from colleagues() account")}


async def _name_places(facts: list[dict[str, object]]) -> None:
    """Put the names of regions and operators where before and after have their numbers."""
    sides = [side for told in facts for key in ("before", "after") if isinstance(side := told.get(key), dict)]
    numbers = {str(side[column]) for side in sides for column in ("region", "operator") if side.get(column) is not None}
    if not numbers:
        return
    named = {(row["column"], row["value"]): row["name"] for row in await fetch(_NAMES, sorted(numbers))}
    for side in sides:
        for column in ("region", "operator"):
            if column in side:
                side[column] = named.get((column, str(side[column])), side[column])


async def _status(site: int | None) -> ChainStatus:
    events, broken = await trail.verify(site)
    heads = await fetch("select hash from trail_head where site = $1", site) if site is not None else []
    rows = await fetch("select code from site where id = any ($1) order by code", [each.site for each in broken])
    return ChainStatus(
        events=events,
        holds=not broken,
        broken_at=broken[0].sequence if broken else None,
        broken_sites=tuple(row["code"] for row in rows) if site is None else (),
        head=heads[0]["hash"].hex() if heads else "",
    )
