"""Making and revoking the API keys of a site."""

import json
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.trail import record as trail
from network.identity.commands.passwords import own_account
from network.identity.errors.keys import BadKeyRequest, ClosedSite, KeyNotFound
from network.identity.rules import keys as rules
from network.identity.rules.accounts import digest
from network.identity.schemas.keys import KeyIn, KeyMade
from network.sites.queries.sites import site_row

_INSERT = """
insert into api_key (id, site, name, prefix, key_sha256, verbs, created_at, expires_at, created_by, creator)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_REVOKE = """
update api_key set revoked_at = $3 where id = $1 and site = $2 and revoked_at is null returning name, prefix
"""


async def make_key(actor: Actor, code: str, wanted: KeyIn) -> KeyMade:
    """A key for a program of this site; it can never do more than its maker may. SiteNotFound, ClosedSite,
    BadKeyRequest."""
    actor.require(Permission.MANAGE_KEYS)
    maker, at = own_account(actor), now()
    async with transaction(actor):
        site = await site_row(code)
        if site["status"] == "closed":
            raise ClosedSite()
        zone = ZoneInfo(site["time_zone"])
        if fault := rules.last_day_fault(wanted.last_day, at.astimezone(zone).date()):
            raise BadKeyRequest({"last_day": fault})
        key, name, verbs = rules.new_key(), wanted.name.strip(), sorted(set(wanted.verbs))
        made = KeyMade(id=uuid4(), key=key, expires_at=rules.end_of(wanted.last_day, zone))
        kept = (rules.key_prefix(key), digest(key), json.dumps(verbs), at, made.expires_at, maker, actor.name)
        await execute(_INSERT, made.id, site["id"], name, *kept)
        facts = {"name": name, "prefix": rules.key_prefix(key), "verbs": verbs, "expires_at": made.expires_at}
        await trail.record(actor, "key.made", str(made.id), facts, site=site["id"])
    return made


async def revoke_key(actor: Actor, code: str, key_id: UUID) -> None:
    """The key opens nothing from its next request on. SiteNotFound, KeyNotFound."""
    actor.require(Permission.MANAGE_KEYS)
    async with transaction(actor):
        site = await site_row(code)
        key = await fetch_row(_REVOKE, key_id, site["id"], now())
        if key is None:
            raise KeyNotFound()
        await trail.record(actor, "key.revoked", str(key_id), dict(key), site=site["id"])
