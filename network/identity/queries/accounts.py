"""Every read of accounts and sessions."""

import json
from datetime import timedelta
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, gate, transaction
from network.identity.errors.accounts import AccountNotFound
from network.identity.rules.accounts import digest, normal_email
from network.identity.schemas.accounts import AccountOut, AccountsOut, SessionOut
from network.web.refusals import SignInNeeded
from network.web.visit import SignedIn, csrf_value

# The sites in reach are worked out anew for each request: a site that changes hands changes it at once. NULL is the
# whole network. `reached`: the regions of the scope with all below them; `rights`: those of the six that are held now,
# with the regions that each reaches within the scope, null being everywhere. `memberships`: how many they have.
_SESSION = """
with signed_in as (
    select account.id, account.name, account.email, account.language, session.expires_at,
           session.public_id, session.last_seen_at, membership.id as membership, membership.role,
           membership.whole_network
    from session
    join account on account.id = session.account
    join membership on membership.id = session.membership and membership.account = account.id
    where session.token_sha256 = $1 and session.expires_at > $2 and account.disabled_at is null
      and (session.second_factor_at is not null or not session.needs_second_factor)
      and membership.valid_from <= $2 and (membership.valid_to is null or membership.valid_to > $2)
), reached as (
    select distinct below.id
    from signed_in
    join membership_region link on link.membership = signed_in.membership
    join region top on top.id = link.region
    join region below on below.path = top.path or starts_with(below.path, top.path || '/')
), held as (
    select given.permission, given.region is null and signed_in.whole_network as everywhere, below.id as region
    from signed_in
    join membership_right given on given.membership = signed_in.membership
    left join region top on top.id = given.region
    left join region below on (below.id in (select id from reached) or signed_in.whole_network and top.id is not null)
        and (top.id is null or below.path = top.path or starts_with(below.path, top.path || '/'))
    where given.valid_from <= $2 and (given.valid_to is null or given.valid_to > $2)
)
select signed_in.*,
       array(select id from reached) as regions,
       case when not whole_network then array(
           select link.site from membership_site link where link.membership = signed_in.membership
           union
           select site.id from reached join site on site.region = reached.id
       ) end as sites,
       (select json_object_agg(permission, regions) from (
           select permission, case when not bool_or(everywhere)
               then coalesce(json_agg(distinct region) filter (where region is not null), '[]') end as regions
           from held group by permission
       ) each_right) as rights,
       (select count(*) from membership own where own.account = signed_in.id and own.valid_from <= $2
        and (own.valid_to is null or own.valid_to > $2)) as memberships,
       (select count(*) from notice where account = signed_in.id and read_at is null) as unread
from signed_in
"""


# How exact "last seen" is.
SEEN_EVERY = timedelta(minutes=5)

_SEEN = """
update session set last_seen_at = $2
where token_sha256 = (select token_sha256 from session where token_sha256 = $1 for update skip locked)
"""


async def actor_of(token: str) -> SignedIn | None:
    """Whose session this is, with the rights of this moment; None when it has ended, or its account or role is gone."""
    at = now()
    async with gate():
        row = await fetch_row(_SESSION, digest(token), at)
        if row and row["last_seen_at"] < at - SEEN_EVERY:
            # Rarely, so that reading a page writes nothing; and not waiting for another request that does the same.
            await execute(_SEEN, digest(token), at)
    return _signed_in(row, token) if row else None


def _signed_in(row: Record, token: str) -> SignedIn:
    sites = None if row["sites"] is None else frozenset(row["sites"])
    rights = {
        Permission(name): None if regions is None else frozenset(regions)
        for name, regions in json.loads(row["rights"] or "{}").items()
    }
    actor = Actor(Role(row["role"]), row["name"], row["id"], sites, frozenset(row["regions"]), rights)
    csrf = csrf_value(token)
    of_session = (row["expires_at"], row["memberships"], row["public_id"], row["unread"])
    return SignedIn(actor, row["email"], row["language"], csrf, *of_session)


async def session_of(token: str) -> SignedIn:
    """The same for a session that must exist, such as one just made."""
    found = await actor_of(token)
    if found is None:
        raise SignInNeeded()
    return found


async def describe_session(signed_in: SignedIn, language: str) -> SessionOut:
    """What a program may know of its own session."""
    actor = signed_in.actor
    return SessionOut(
        name=actor.name,
        email=signed_in.email,
        role=actor.role,
        permissions=sorted(actor.permissions),
        sites=await _site_codes(actor),
        language=language,
        expires_at=signed_in.expires_at,
        csrf_token=signed_in.csrf,
    )


async def _site_codes(actor: Actor) -> list[str] | None:
    """The codes of the sites that this actor reaches, in order; None for the whole network."""
    if actor.sites is None:
        return None
    if not actor.sites:
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch("select code from site where id = any($1) order by code", sorted(actor.sites))
    return [row["code"] for row in rows]


async def account_named(actor: Actor, email: str) -> UUID:
    """The account with this e-mail address, however it is typed. AccountNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor, read_only=True):
        found: UUID | None = await fetch_value("select id from account where email = $1", normal_email(email))
    if found is None:
        raise AccountNotFound(email=email)
    return found


_ACCOUNTS = """
select account.id, account.email, account.name, account.language, account.created_at, account.disabled_at,
       membership.role, coalesce(membership.whole_network, false) as whole_network,
       array(select region.path from membership_region link join region on region.id = link.region
             where link.membership = membership.id order by 1) as regions,
       array(select site.code from membership_site link join site on site.id = link.site
             where link.membership = membership.id order by 1) as sites
from account
left join lateral (
    select * from membership m
    where m.account = account.id and m.valid_from <= $3 and (m.valid_to is null or m.valid_to > $3)
    order by m.created_at limit 1
) membership on true
order by account.email
limit $1 offset $2
"""


async def list_accounts(actor: Actor, *, limit: int = 100, offset: int = 0) -> AccountsOut:
    """A page of the accounts by e-mail address, each with the oldest of the roles that it has now."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_ACCOUNTS, limit, offset, now())
        total = await fetch_value("select count(*) from account")
    return AccountsOut(total=total, accounts=[AccountOut(**dict(row)) for row in rows])
