"""Giving and ending memberships, and choosing the one that a session is in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import execute, fetch, fetch_row, fetch_value, gate, transaction
from network.foundation.i18n import Text
from network.foundation.trail import record as trail
from network.identity.errors.accounts import UnknownPlaces
from network.identity.errors.people import (
    BadMembership,
    LastAdministrator,
    MembershipNotFound,
    MembershipOver,
    MembershipTwice,
    OwnMembership,
    PersonNotFound,
    SecondFactorFirst,
)
from network.identity.rules import memberships as rules
from network.identity.rules.accounts import digest
from network.identity.rules.second_factor import demanded_of
from network.identity.schemas.accounts import ScopeIn
from network.identity.schemas.memberships import EndIn, MembershipIn
from network.web.visit import SignedIn

# Locked in one order, so that two who end administrators at the same time wait for each other and see what is left.
_ADMINISTRATORS = """
select m.id, m.account, m.valid_to from membership m join account a on a.id = m.account
where m.role = 'hq_administrator' and m.valid_from <= $1 and (m.valid_to is null or m.valid_to > $1)
  and a.disabled_at is null
order by m.id for update
"""

# Whoever got a role that needs a second factor after signing in has not shown one yet.
_PROVEN = """
select session.second_factor_at is not null or account.totp_confirmed_at is not null
from session join account on account.id = session.account where session.token_sha256 = $1
"""

_MEMBERSHIP = "select account, valid_from, valid_to from membership where id = $1 for update"

# An empty period, of a membership that was ended before it began, overlaps with none.
_TWIN = """
select exists (
    select from membership mine join membership other on other.account = mine.account and other.id <> mine.id
    where mine.id = $1 and other.role = mine.role and other.whole_network = mine.whole_network
      and tstzrange(other.valid_from, other.valid_to) && tstzrange(mine.valid_from, mine.valid_to)
      and array(select region from membership_region where membership = other.id order by 1)
        = array(select region from membership_region where membership = mine.id order by 1)
      and array(select site from membership_site where membership = other.id order by 1)
        = array(select site from membership_site where membership = mine.id order by 1)
)
"""


async def add_membership(actor: Actor, account: UUID, wanted: MembershipIn, at: datetime) -> UUID:
    """Give somebody a further role; its id. Raises BadMembership, MembershipTwice, OwnMembership, UnknownPlaces."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    if wrong := check_scope(wanted) | rules.period_faults(wanted.first_day, wanted.last_day, at):
        raise BadMembership(wrong)
    async with transaction(actor):
        if await fetch_row("select id from account where id = $1 for update", account) is None:
            raise PersonNotFound()
        if account == actor.account:
            raise OwnMembership()
        made = await insert_membership(actor, account, wanted, rules.beginning(wanted.first_day, at))
        if await fetch_value(_TWIN, made):
            raise MembershipTwice()
        facts = {"membership": made, **wanted.model_dump(exclude_unset=True)}
        await trail.record(actor, "membership.granted", str(account), facts)
    return made


async def end_membership(actor: Actor, membership: UUID, end: EndIn, at: datetime) -> UUID:
    """End a membership at once or with a day; whose it was. It can be ended earlier than was said, not later.

    Raises BadMembership, LastAdministrator, MembershipNotFound, MembershipOver, OwnMembership.
    """
    actor.require(Permission.MANAGE_ACCOUNTS)
    if wrong := rules.period_faults(None, end.last_day, at):
        raise BadMembership(wrong)
    until = rules.ending(end.last_day) or at
    async with transaction(actor):
        await keep_an_administrator(at, membership=membership)
        row = await fetch_row(
            "select account, valid_from, valid_to from membership where id = $1 for update", membership
        )
        if row is None:
            raise MembershipNotFound()
        account: UUID = row["account"]
        if account == actor.account:
            raise OwnMembership()
        if row["valid_to"] is not None and row["valid_to"] <= until:
            raise MembershipOver()
        until = max(until, row["valid_from"])
        await execute("update membership set valid_to = $2 where id = $1", membership, until)
        facts = {"membership": membership, "until": until, "reason": end.reason.strip()}
        await trail.record(actor, "membership.ended", str(account), facts)
    return account


async def switch_membership(
    signed_in: SignedIn, token: str, membership: UUID, at: datetime, *, second_factor: bool
) -> None:
    """Go on with this session in another of one's own roles. `second_factor`: whether some roles have to have one.

    Raises MembershipNotFound when it is not theirs now, SecondFactorFirst.
    """
    account = signed_in.actor.account
    async with gate():
        chosen = await fetch_row(
            "update membership set last_used_at = $3 where id = $1 and account = $2"
            " and valid_from <= $3 and (valid_to is null or valid_to > $3) returning role",
            membership,
            account,
            at,
        )
        if chosen is None:
            raise MembershipNotFound()
        if second_factor and demanded_of([Role(chosen["role"])]) and not await fetch_value(_PROVEN, digest(token)):
            raise SecondFactorFirst()
        await execute("update session set membership = $2 where token_sha256 = $1", digest(token), membership)
        facts = {"membership": membership, "role": chosen["role"]}
        await trail.record(signed_in.actor, "session.switched", str(account), facts)


async def keep_an_administrator(at: datetime, *, account: UUID | None = None, membership: UUID | None = None) -> None:
    """Inside a transaction, before this account or membership goes: LastAdministrator unless somebody else stays
    administrator without an end date. Whoever asks next waits until the transaction has ended."""
    found = await fetch(_ADMINISTRATORS, at)
    going = [row for row in found if row["account"] == account or row["id"] == membership]
    staying = [row for row in found if row not in going and row["valid_to"] is None]
    if going and not staying:
        raise LastAdministrator()


def check_scope(scope: ScopeIn) -> dict[str, Text]:
    """What is wrong with a role at a scope, by field."""
    return rules.scope_faults(
        scope.role,
        whole_network=scope.whole_network,
        regions=len(scope.regions),
        sites=len(scope.sites),
        rights=scope.rights,
    )


async def insert_membership(actor: Actor, account: UUID, scope: ScopeIn, since: datetime) -> UUID:
    """Inside a transaction: a membership with its places and rights; its id. Raises UnknownPlaces."""
    membership = uuid4()
    await execute(
        "insert into membership (id, account, role, whole_network, created_at, valid_from, valid_to, granted_by,"
        " grantor) values ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
        membership,
        account,
        scope.role.value,
        scope.whole_network,
        since,
        rules.ending(scope.last_day),
        actor.account,
        actor.name,
    )
    await _link(membership, "region", await places("region", scope.regions))
    await _link(membership, "site", await places("site", scope.sites))
    await _give_rights(actor, membership, scope.given_rights, since)
    return membership


async def places(kind: str, names: Iterable[str]) -> list[int]:
    """The ids of regions by path or sites by code; raises UnknownPlaces when any of them does not exist."""
    wanted, named_by = sorted(set(names)), {"region": "path", "site": "code"}[kind]
    # PostgreSQL takes no zero byte, and a program may send one.
    asked = [name for name in wanted if "\0" not in name]
    rows = await fetch(f"select id, {named_by} as name from {kind} where {named_by} = any($1)", asked)
    if missing := sorted(set(wanted) - {row["name"] for row in rows}):
        raise UnknownPlaces(f"{kind}s", missing)
    return [row["id"] for row in rows]


async def _link(membership: UUID, kind: str, ids: list[int]) -> None:
    sql = f"insert into membership_{kind} (membership, {kind}) select $1, unnest($2::int[])"
    await execute(sql, membership, ids)


async def _give_rights(actor: Actor, membership: UUID, rights: Iterable[Permission], since: datetime) -> None:
    """These of the six rights, over the whole scope of the membership."""
    await execute(
        "insert into membership_right (membership, permission, valid_from, granted_by, grantor)"
        " select $1, unnest($2::text[]), $3, $4, $5",
        membership,
        [right.value for right in rights],
        since,
        actor.account,
        actor.name,
    )
