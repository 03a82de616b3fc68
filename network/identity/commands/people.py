"""Locking people out and letting them in again."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.commands.memberships import keep_an_administrator
from network.identity.errors.accounts import OwnAccount
from network.identity.errors.people import PersonNotFound

# What somebody who is locked out has sent out, nobody shall come in by.
_TAKE_BACK = """
update invitation set revoked_at = $2
where invited_by = $1 and accepted_at is null and revoked_at is null and expires_at > $2
returning id
"""


async def disable_person(actor: Actor, account: UUID, reason: str, at: datetime) -> None:
    """Lock somebody out, from their next request on. Raises LastAdministrator, OwnAccount, PersonNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        await lock_out(actor, account, at, reason)


async def enable_person(actor: Actor, account: UUID, reason: str, at: datetime) -> None:
    """Let somebody sign in again who was locked out; nothing happens to someone who was not."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        row = await fetch_row("select disabled_at from account where id = $1 for update", account)
        if row is None:
            raise PersonNotFound()
        if row["disabled_at"] is not None:
            await execute("update account set disabled_at = null where id = $1", account)
            await trail.record(actor, "account.enabled", str(account), {"reason": reason.strip(), "at": at})


async def lock_out(actor: Actor, account: UUID, at: datetime, reason: str = "") -> None:
    """Inside a transaction: end the sessions of an account, and the invitations that it has sent out."""
    if account == actor.account:
        raise OwnAccount()
    await keep_an_administrator(at, account=account)
    sql = "update account set disabled_at = coalesce(disabled_at, $2) where id = $1 returning id"
    if await fetch_value(sql, account, at) is None:
        raise PersonNotFound()
    await execute("delete from session where account = $1", account)
    for invitation in await fetch(_TAKE_BACK, account, at):
        await trail.record(actor, "invitation.revoked", str(invitation["id"]), {"with": account})
    await trail.record(actor, "account.disabled", str(account), {"reason": reason.strip()} if reason else {})
