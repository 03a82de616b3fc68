"""Reading API keys, and recognising one that is sent."""

import json
from datetime import datetime, timedelta

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch, fetch_row, gate, transaction
from network.identity.rules import keys as rules
from network.identity.rules.accounts import digest
from network.identity.schemas.keys import KeyOut, KeysOut
from network.sites.queries.sites import site_row
from network.web.visit import SignedIn

# How exact "last used" is.
USED_EVERY = timedelta(minutes=5)

_KEY = """
select id, site, name, prefix, verbs, expires_at, last_used_at from api_key
where key_sha256 = $1 and key_works(id, $2)
"""
_USED = """
update api_key set last_used_at = $2 where id = (select id from api_key where id = $1 for update skip locked)
"""
_KEYS = """
select id, name, prefix, verbs, created_at, creator, expires_at, last_used_at, revoked_at,
       key_works(id, $2) as works
from api_key where site = $1 order by key_works(id, $2) desc, created_at desc, id
"""


async def actor_of_key(key: str) -> SignedIn | None:
    """Who acts by this key, with what its maker may do at this moment; None when it is good for nothing (any more)."""
    at = now()
    async with gate():
        row = await fetch_row(_KEY, digest(key), at)
        if row is None:
            return None
        if row["last_used_at"] is None or row["last_used_at"] < at - USED_EVERY:
            await execute(_USED, row["id"], at)
    # The key's id stands where a person's account does: what it hands in is its own, and nobody else's.
    actor = Actor(
        Role.SITE_OPERATOR,
        rules.key_actor_name(row["name"], row["prefix"]),
        row["id"],
        frozenset({row["site"]}),
        verbs=_verbs(row) | rules.ALWAYS,
    )
    return SignedIn(actor, email="", language=None, csrf="", expires_at=row["expires_at"])


async def list_keys(actor: Actor, code: str) -> KeysOut:
    """The keys of a site, those that work first. SiteNotFound."""
    actor.require(Permission.MANAGE_KEYS)
    at = now()
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_KEYS, site["id"], at)
    return KeysOut(keys=[_out(row, at) for row in rows])


def _out(row: Record, at: datetime) -> KeyOut:
    found = {name: value for name, value in row.items() if name not in ("works", "verbs")}
    state = rules.key_state(row["revoked_at"], row["expires_at"], at, works=row["works"])
    return KeyOut(**found, verbs=sorted(_verbs(row)), state=state)


def _verbs(row: Record) -> frozenset[Permission]:
    return frozenset(Permission(verb) for verb in json.loads(row["verbs"]))
