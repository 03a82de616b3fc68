"""Inviting people who have no account, and accepting an invitation."""

import json
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import execute, fetch_row, fetch_value, gate, transaction
from network.foundation.trail import record as trail
from network.identity.commands.memberships import check_scope, places
from network.identity.errors.accounts import BadAccount
from network.identity.errors.people import (
    BadMembership,
    HasAccount,
    InvitationGone,
    InvitationNotFound,
    InvitedAlready,
)
from network.identity.hashing import hash_password
from network.identity.passwords import password_fault
from network.identity.rules import memberships as periods
from network.identity.rules.accounts import digest, new_token
from network.identity.rules.invitations import expiry
from network.identity.schemas.invitations import AcceptIn, InvitationIn, InvitationMade

_INVITE = """
insert into invitation (id, token_sha256, email, name, role, scope, created_at, expires_at, invited_by, inviter)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

_WAITING = """
select email, role, (scope ->> 'valid_to')::timestamptz as role_ends from invitation
where id = $1 and accepted_at is null and revoked_at is null for update
"""


async def invite(actor: Actor, wanted: InvitationIn, at: datetime) -> InvitationMade:
    """Invite somebody: the link is told this once. Raises BadMembership, HasAccount, InvitedAlready, UnknownPlaces."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    if wrong := check_scope(wanted) | periods.period_faults(None, wanted.last_day, at):
        raise BadMembership(wrong)
    made, token = uuid4(), new_token()
    expires_at = expiry(at, periods.ending(wanted.last_day))
    try:
        async with transaction(actor):
            await places("region", wanted.regions)
            await places("site", wanted.sites)
            if account := await fetch_value("select id from account where email = $1", wanted.email):
                raise HasAccount(wanted.email, account)
            row = (wanted.email, wanted.name.strip(), wanted.role.value, _scope(wanted), at, expires_at)
            await execute(_INVITE, made, digest(token), *row, actor.account, actor.name)
            facts = wanted.model_dump(exclude={"email", "name"}, exclude_unset=True)
            await trail.record(actor, "invitation.made", str(made), facts)
    except asyncpg.UniqueViolationError as error:
        raise InvitedAlready(email=wanted.email) from error
    return InvitationMade(id=made, email=wanted.email, path=_path(token), expires_at=expires_at)


async def renew_invitation(actor: Actor, invitation: UUID, at: datetime) -> InvitationMade:
    """A new link, good for another week; the old one is good no more. Raises InvitationNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    token = new_token()
    async with transaction(actor):
        row = await fetch_row(_WAITING, invitation)
        if row is None:
            raise InvitationNotFound()
        expires_at = expiry(at, row["role_ends"])
        sql = "update invitation set token_sha256 = $2, expires_at = $3 where id = $1"
        await execute(sql, invitation, digest(token), expires_at)
        await trail.record(actor, "invitation.renewed", str(invitation), {"expires_at": expires_at})
    return InvitationMade(id=invitation, email=row["email"], path=_path(token), expires_at=expires_at)


async def revoke_invitation(actor: Actor, invitation: UUID, at: datetime) -> None:
    """Make the link good no more. Raises InvitationNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        if await fetch_row(_WAITING, invitation) is None:
            raise InvitationNotFound()
        await execute("update invitation set revoked_at = $2 where id = $1", invitation, at)
        await trail.record(actor, "invitation.revoked", str(invitation), {})


async def accept_invitation(token: str, wanted: AcceptIn, at: datetime) -> UUID:
    """The account of whoever holds the link. Raises BadAccount with the fields named, InvitationGone.

    The password is judged and hashed only for a link that is good, and whether it still is when the account is made is
    decided by the database, so that a link used twice at once makes one account.
    """
    async with gate():
        invited = await fetch_row("select * from invitation_of($1, $2)", digest(token), at)
    if invited is None:
        raise InvitationGone()
    password = wanted.password.get_secret_value()
    if fault := password_fault(password, invited["email"]):
        raise BadAccount({"password": fault})
    password_hash = await hash_password(password)
    name = wanted.name.strip()
    sql = "select accept_invitation($1, $2, $3, $4, $5)"
    try:
        async with gate():
            made: UUID | None = await fetch_value(sql, digest(token), name, password_hash, wanted.language, at)
            if made is None:
                raise InvitationGone()
            await trail.record(Actor(Role(invited["role"]), name, made), "invitation.accepted", str(made), {})
    except asyncpg.UniqueViolationError as error:  # somebody made an account for this address meanwhile
        raise InvitationGone() from error
    return made


def _scope(wanted: InvitationIn) -> str:
    """As `accept_invitation` in the database reads it."""
    until = periods.ending(wanted.last_day)
    return json.dumps(
        {
            "whole_network": wanted.whole_network,
            "regions": sorted(set(wanted.regions)),
            "sites": sorted(set(wanted.sites)),
            "rights": [{"permission": right.value, "region": None} for right in wanted.given_rights],
            "valid_to": until.isoformat() if until else None,
        }
    )


def _path(token: str) -> str:
    return f"/invitations/{token}"
