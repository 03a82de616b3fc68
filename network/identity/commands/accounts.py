"""What an administrator does to accounts."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import RIGHTS, Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, fetch_row, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.errors.accounts import AccountExists, AccountNotFound, BadAccount, OwnAccount, UnknownPlaces
from network.identity.hashing import hash_password
from network.identity.passwords import password_fault
from network.identity.rules import accounts as rules
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
        await execute("delete from login_throttle where key = $1", rules.email_key(email))
        await trail.record(actor, "account.password_reset", str(account), {})


async def disable_account(actor: Actor, email: str) -> None:
    """Lock the account out, from its next request on. What it did stays on record."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        account = await _find(rules.normal_email(email))
        if account == actor.account:
            raise OwnAccount()
        await execute("update account set disabled_at = coalesce(disabled_at, $2) where id = $1", account, now())
        await execute("delete from session where account = $1", account)
        await trail.record(actor, "account.disabled", str(account), {})


def _check(account: AccountIn) -> None:
    """Raises BadAccount with the fields named."""
    wrong: dict[str, Text] = {}
    if fault := password_fault(account.password.get_secret_value(), account.email, account.name):
        wrong["password"] = fault
    kind = rules.scope_kind(whole_network=account.whole_network, regions=len(account.regions), sites=len(account.sites))
    if kind not in rules.SCOPES[account.role]:
        wrong["role"] = _("This role needs another scope: the whole network, regions or sites.")
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
    membership = uuid4()
    await execute(
        "insert into membership (id, account, role, whole_network, created_at, valid_from, granted_by, grantor)"
        " values ($1, $2, $3, $4, $5, $5, $6, $7)",
        membership,
        made,
        account.role.value,
        account.whole_network,
        now(),
        actor.account,
        actor.name,
    )
    await _link(membership, "region", "path", account.regions)
    await _link(membership, "site", "code", account.sites)
    if account.role is Role.HQ_MANAGER:
        await _give_rights(actor, membership, RIGHTS if account.rights is None else account.rights)


async def _give_rights(actor: Actor, membership: UUID, rights: Iterable[Permission]) -> None:
    """These of the six rights, over the whole scope of the membership."""
    await execute(
        "insert into membership_right (membership, permission, valid_from, granted_by, grantor)"
        " select $1, unnest($2::text[]), $3, $4, $5",
        membership,
        [right.value for right in rights],
        now(),
        actor.account,
        actor.name,
    )


async def _link(membership: UUID, place: str, named_by: str, names: list[str]) -> None:
    """Link the membership to these regions or sites; raises UnknownPlaces when any of them does not exist."""
    wanted = sorted(set(names))
    rows = await fetch(f"select id, {named_by} as name from {place} where {named_by} = any($1)", wanted)
    if missing := sorted(set(wanted) - {row["name"] for row in rows}):
        raise UnknownPlaces(f"{place}s", missing)
    sql = f"insert into membership_{place} (membership, {place}) select $1, unnest($2::int[])"
    await execute(sql, membership, [row["id"] for row in rows])


async def _find(email: str) -> UUID:
    row = await fetch_row("select id from account where email = $1 for update", email)
    if row is None:
        raise AccountNotFound(email=email)
    account: UUID = row["id"]
    return account
