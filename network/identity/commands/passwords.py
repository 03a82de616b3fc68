"""One's own password. An administrator's reset of somebody else's is in `accounts`."""

from uuid import UUID

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch_row, gate, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.commands.attempts import count
from network.identity.commands.sessions import end_other_sessions
from network.identity.errors.sessions import BadPassword
from network.identity.hashing import hash_password, password_fits
from network.identity.passwords import password_fault
from network.identity.rules.accounts import digest
from network.identity.rules.throttling import of_account
from network.identity.schemas.passwords import PasswordIn
from network.web.cookies import Browser
from network.web.refusals import SignInNeeded

_CHANGE = """
update account set password_hash = $2, password_changed_at = $3 where id = $1 and password_changed_at = $4
"""


async def change_password(actor: Actor, change: PasswordIn, keep: UUID | None, browser: Browser) -> None:
    """Another password of one's own. Ends all sign-ins but `keep`, and forgets all browsers but this one.

    TooManyAttempts, BadPassword.
    """
    old, new = change.current_password.get_secret_value(), change.new_password.get_secret_value()
    account = await check_own_password(actor, old, "current_password")
    if fault := password_fault(new, account["email"], account["name"]):
        raise BadPassword({"new_password": fault})
    if await password_fits(new, account["password_hash"]):
        raise BadPassword({"new_password": _("This is the password that you have already.")})
    password_hash = await hash_password(new)
    async with transaction(actor):
        changed = await execute(_CHANGE, actor.account, password_hash, now(), account["password_changed_at"])
        if changed == "UPDATE 0":  # somebody else was faster, such as an administrator who gave a new one
            raise BadPassword({"current_password": _WRONG})
        ended = await end_other_sessions(actor, keep)
        here = [digest(token) for token in browser.devices]
        await execute("delete from known_device where account = $1 and not token_sha256 = any($2)", actor.account, here)
        await trail.record(actor, "account.password_changed", str(actor.account), {"sessions_ended": ended})


async def check_own_password(actor: Actor, typed: str, field: str) -> Record:
    """The account, when this is its password; otherwise BadPassword, of that field. TooManyAttempts.

    Somebody at an unlocked computer must not guess here what they could not guess at the door.
    """
    async with gate():
        await count(now(), of_account(own_account(actor)))
        account = await fetch_row(
            "select email, name, password_hash, password_changed_at from account where id = $1", actor.account
        )
    if account is None or not await password_fits(typed, account["password_hash"]):
        raise BadPassword({field: _WRONG})
    return account


def own_account(actor: Actor) -> UUID:
    """Raises SignInNeeded for the system, which has none."""
    if actor.account is None:
        raise SignInNeeded()
    return actor.account


_WRONG = _("This is not your present password.")
