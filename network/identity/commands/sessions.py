"""Signing in and out, ending sign-ins, and what a person says about themselves."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch_row, gate, transaction
from network.foundation.trail import record as trail
from network.identity.commands.attempts import count_sign_in, forgive
from network.identity.commands.devices import known_device, remember_device
from network.identity.errors.accounts import NoRole, WrongCredentials
from network.identity.errors.sessions import SessionNotFound
from network.identity.hashing import password_fits
from network.identity.rules import accounts as rules
from network.identity.rules.second_factor import demanded_of
from network.identity.rules.throttling import KNOWN_FOR
from network.identity.schemas.accounts import SignInIn
from network.identity.schemas.sessions import Entered, Stay, Step
from network.web.cookies import Browser
from network.web.visit import SignedIn

LONGEST_USER_AGENT = 300

_ACCOUNT = """
select account.id, account.name, account.password_hash, account.totp_confirmed_at, membership.id as membership,
       membership.role, membership.roles
from account
left join lateral (
    select id, role, array_agg(role) over () as roles from membership m
    where m.account = account.id and m.valid_from <= $2 and (m.valid_to is null or m.valid_to > $2)
    order by m.last_used_at desc nulls last, m.valid_from, m.created_at limit 1
) membership on true
where account.email = $1 and account.disabled_at is null
"""

_BEGIN = """
insert into session (token_sha256, account, membership, created_at, last_seen_at, expires_at, user_agent, address,
                     needs_second_factor, second_factor_at)
values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)
"""


async def sign_in(credentials: SignInIn, browser: Browser, stay: Stay) -> Entered:
    """A new session for whoever knows the password: its token, of which only the SHA-256 is kept.

    With a second factor, or when the role has to have one, it is nobody's session before that is done (`step`).
    Each try is counted before the password is read. The session that the browser held until now ends.
    Raises TooManyAttempts, WrongCredentials, NoRole.
    """
    email, at = credentials.email, now()
    account, device = await _admitted(email, browser, at)
    fits = await password_fits(credentials.password.get_secret_value(), account["password_hash"] if account else None)
    if account is None or not fits:
        raise WrongCredentials()
    if account["membership"] is None:
        raise NoRole()
    async with gate():
        await _still_the_same(email, account, at)
        await forgive(email, browser.address, device)
        await _tidy(at)
        return await begin_session(account, browser, at, stay.hours, _step(account, stay))


async def begin_session(
    account: Record, browser: Browser, at: datetime, hours: int, step: Step, *, with_factor: bool = False
) -> Entered:
    """Inside a transaction of the gate: a session in place of the one that the browser held; known only when done."""
    token, done = rules.new_token(), step is Step.DONE
    await execute("delete from session where token_sha256 = $1", rules.digest(browser.session or ""))
    await execute(
        _BEGIN,
        rules.digest(token),
        account["id"],
        account["membership"],
        at,
        rules.session_end(at, hours) if done else at + rules.TIME_FOR_SECOND_STEP,
        _printable(browser.user_agent),
        browser.address,
        with_factor or not done,
        at if with_factor else None,
    )
    if not done:
        return Entered(token, step)
    await execute("update membership set last_used_at = $2 where id = $1", account["membership"], at)
    actor = Actor(role=Role(account["role"]), name=account["name"], account=account["id"])
    await trail.record(actor, "session.started", str(account["id"]), {})
    return Entered(token, step, await remember_device(account["id"], browser.devices, at))


async def sign_out(signed_in: SignedIn, token: str | None) -> None:
    async with gate():
        await execute("delete from session where token_sha256 = $1", rules.digest(token or ""))
        await trail.record(signed_in.actor, "session.ended", str(signed_in.actor.account), {})


async def revoke_session(actor: Actor, session: UUID) -> None:
    """End one of one's own sign-ins, wherever it is. SessionNotFound for one that has ended, or is somebody else's."""
    async with transaction(actor):
        ended = await execute("delete from session where account = $1 and public_id = $2", actor.account, session)
        if ended == "DELETE 0":
            raise SessionNotFound()
        await trail.record(actor, "session.revoked", str(actor.account), {"sessions": 1})


async def revoke_other_sessions(actor: Actor, keep: UUID | None) -> int:
    """End all of one's own sign-ins but this one; how many there were."""
    async with transaction(actor):
        ended = await end_other_sessions(actor, keep)
        if ended:
            await trail.record(actor, "session.revoked", str(actor.account), {"sessions": ended})
    return ended


async def end_other_sessions(actor: Actor, keep: UUID | None) -> int:
    """Inside a transaction of this person's."""
    done = await execute(
        "delete from session where account = $1 and public_id is distinct from $2", actor.account, keep
    )
    return int(done.removeprefix("DELETE "))


async def set_language(signed_in: SignedIn, language: str) -> None:
    """Remember the language somebody reads in. A taste, not an event: a link may switch it, so no chain grows by it."""
    async with gate():
        await execute("update account set language = $2 where id = $1", signed_in.actor.account, language)


def _step(account: Record, stay: Stay) -> Step:
    if account["totp_confirmed_at"] is not None:
        return Step.CODE
    return Step.ENROLMENT if stay.second_factor and demanded_of(map(Role, account["roles"])) else Step.DONE


async def _admitted(email: str, browser: Browser, at: datetime) -> tuple[Record | None, bytes | None]:
    """Count this try; the account it is for, None for nobody's, and the device if it is one that the account knows.

    Raises TooManyAttempts without looking further.
    """
    async with gate():
        account = await fetch_row(_ACCOUNT, email, at)
        device = await known_device(account["id"] if account else None, browser.devices, at)
        await count_sign_in(email, browser.address, device, at)
    return account, device


async def _still_the_same(email: str, account: Record, at: datetime) -> None:
    """The password may have been changed, or the account disabled, while this one was being checked."""
    present = await fetch_row(_ACCOUNT + " for update of account", email, at)
    if present is None or present["password_hash"] != account["password_hash"]:
        raise WrongCredentials()


async def _tidy(at: datetime) -> None:
    """Remove what has run out. Rows that someone else is at are left for the next time, so that nobody waits here."""
    for table, key, end, over in (
        ("session", "token_sha256", "expires_at", at),
        ("login_throttle", "key", "window_ends_at", at),
        ("known_device", "token_sha256", "last_used_at", at - KNOWN_FOR),
    ):
        gone = f"select {key} from {table} where {end} <= $1 for update skip locked"
        await execute(f"delete from {table} where {key} in ({gone})", over)


def _printable(user_agent: str) -> str:
    return "".join(character for character in user_agent if character.isprintable())[:LONGEST_USER_AGENT]
