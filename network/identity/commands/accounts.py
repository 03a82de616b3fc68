"""What an administrator does to accounts."""

from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.trail import record as trail
from network.identity.commands.memberships import check_scope, insert_membership
from network.identity.commands.people import lock_out
from network.identity.errors.accounts import AccountExists, AccountNotFound, BadAccount
from network.identity.hashing import hash_password
from network.identity.passwords import password_fault
from network.identity.rules import accounts as rules
from network.identity.rules import throttling
from network.identity.rules.memberships import period_faults
from network.identity.schemas.accounts import AccountIn


async def create_account(actor: Actor, account: AccountIn) -> UUID:
    """A new account with one role at one scope; its id."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    _check(account)
    password_hash = await hash_password(account.password.get_secret_value())
    made = uuid4()
    try:
        async with transaction(actor):
            await _insert(actor, made, account, password_hash)
            facts = account.model_dump(exclude={"password", "email", "name", "language"})
            await trail.record(actor, "account.created", str(made), facts)
    except asyncpg.UniqueViolationError as error:
        raise AccountExists(email=account.email) from error
    return made


async def reset_password(actor: Actor, email: str, password: str) -> None:
    """Give the account another password, end its sessions and forget its failed sign-ins."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    email = rules.normal_email(email)
    if fault := password_fault(password, email):
        raise BadAccount({"password": fault})
    password_hash = await hash_password(password)
    async with transaction(actor):
        account = await _find(email)
        sql = "update account set password_hash = $2, password_changed_at = $3 where id = $1"
        await execute(sql, account, password_hash, now())
        await execute("delete from session where account = $1", account)
        await _unblock(account, email)
        await trail.record(actor, "account.password_reset", str(account), {})


async def disable_account(actor: Actor, email: str) -> None:
    """Lock the account out, from its next request on. What it did stays on record."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        await lock_out(actor, await _find(rules.normal_email(email)), now())


def _check(account: AccountIn) -> None:
    """Raises BadAccount with the fields named."""
    wrong = check_scope(account) | period_faults(None, account.last_day, now())
    if fault := password_fault(account.password.get_secret_value(), account.email, account.name):
        wrong["password"] = fault
    if wrong:
        raise BadAccount(wrong)


async def _insert(actor: Actor, made: UUID, account: AccountIn, password_hash: str) -> None:
    await execute(
        "insert into account (id, email, name, password_hash, language, created_at, password_changed_at)"
        " values ($1, $2, $3, $4, $5, $6, $6)",
        made,
        account.email,
        account.name.strip(),
        password_hash,
        account.language,
        now(),
    )
    await insert_membership(actor, made, account, now())


async def _unblock(account: UUID, email: str) -> None:
    """Forget the failed tries for this account and the browsers that it knew, one of which may be a thief's."""
    keys = [throttling.of_email(email).key, throttling.of_turn(email).key, throttling.of_account(account).key]
    await execute("delete from login_throttle where key = any($1)", keys)
    pairs = "key like 'pair:%' and right(key, length($1) + 1) = ':' || $1"
    await execute(f"delete from login_throttle where {pairs}", email)
    await execute("delete from known_device where account = $1", account)


async def _find(email: str) -> UUID:
    row = await fetch_row("select id from account where email = $1", email)
    if row is None:
        raise AccountNotFound(email=email)
    account: UUID = row["id"]
    return account
