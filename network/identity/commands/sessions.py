"""Signing in and out, and what a person says about themselves."""

from datetime import datetime, timedelta

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch, fetch_row, gate
from network.foundation.trail import record as trail
from network.identity.errors.accounts import NoRole, TooManyAttempts, WrongCredentials
from network.identity.hashing import password_fits
from network.identity.rules import accounts as rules
from network.identity.schemas.accounts import SignInIn
from network.web.visit import SignedIn

LONGEST_USER_AGENT = 300

_COUNT = """
insert into login_throttle as kept (key, failures, window_ends_at)
select key, 1, $2 from unnest($1::text[]) with ordinality as wanted (key, place) order by place
on conflict (key) do update set
    failures = case when kept.window_ends_at <= $3 then 1 else kept.failures + 1 end,
    window_ends_at = case when kept.window_ends_at <= $3 then excluded.window_ends_at else kept.window_ends_at end
returning key, failures, window_ends_at
"""

_ACCOUNT = """
select account.id, account.name, account.password_hash, membership.id as membership, membership.role
from account
left join lateral (
    select id, role from membership m
    where m.account = account.id and m.valid_from <= $2 and (m.valid_to is null or m.valid_to > $2)
    order by m.last_used_at desc nulls last, m.valid_from, m.created_at limit 1
) membership on true
where account.email = $1 and account.disabled_at is null
"""


async def sign_in(credentials: SignInIn, address: str, user_agent: str, hours: int, replaces: str | None = None) -> str:
    """A new session of so many hours for whoever knows the password: its token, of which only the SHA-256 is kept.

    Each try counts against its network address and its e-mail address before the password is read, so that many at
    once get no more tries than one after the other. `replaces`: the token that the browser held until now; it ends.
    Raises TooManyAttempts, WrongCredentials, NoRole.
    """
    email, at = credentials.email, now()
    account = await _admitted(email, address, at)
    fits = await password_fits(credentials.password.get_secret_value(), account["password_hash"] if account else None)
    if account is None or not fits:
        raise WrongCredentials()
    if account["membership"] is None:
        raise NoRole()
    token = rules.new_token()
    async with gate():
        await _still_the_same(email, account, at)
        await _forgive(email, address)
        await _tidy(at)
        await execute("delete from session where token_sha256 = $1", rules.digest(replaces or ""))
        await execute(
            "insert into session (token_sha256, account, membership, created_at, expires_at, user_agent)"
            " values ($1, $2, $3, $4, $5, $6)",
            rules.digest(token),
            account["id"],
            account["membership"],
            at,
            rules.session_end(at, hours),
            _printable(user_agent),
        )
        await execute("update membership set last_used_at = $2 where id = $1", account["membership"], at)
        actor = Actor(role=Role(account["role"]), name=account["name"], account=account["id"])
        await trail.record(actor, "session.started", str(account["id"]), {})
    return token


async def sign_out(signed_in: SignedIn, token: str | None) -> None:
    async with gate():
        await execute("delete from session where token_sha256 = $1", rules.digest(token or ""))
        await trail.record(signed_in.actor, "session.ended", str(signed_in.actor.account), {})


async def set_language(signed_in: SignedIn, language: str) -> None:
    """Remember the language somebody reads in. A taste, not an event: a link may switch it, so no chain grows by it."""
    async with gate():
        await execute("update account set language = $2 where id = $1", signed_in.actor.account, language)


async def _admitted(email: str, address: str, at: datetime) -> Record | None:
    """Count this try; the account it is for, or None for nobody's. Raises TooManyAttempts without looking further."""
    async with gate():
        counted = await fetch(_COUNT, list(rules.throttle_keys(email, address)), at + rules.WINDOW, at)
        account = await fetch_row(_ACCOUNT, email, at)
    failures = {row["key"]: (row["failures"], row["window_ends_at"]) for row in counted}
    if blocked := rules.blocked_until(failures):
        raise TooManyAttempts(int((blocked - at) / timedelta(seconds=1)))
    return account


async def _still_the_same(email: str, account: Record, at: datetime) -> None:
    """The password may have been changed, or the account disabled, while this one was being checked."""
    present = await fetch_row(_ACCOUNT + " for update of account", email, at)
    if present is None or present["password_hash"] != account["password_hash"]:
        raise WrongCredentials()


async def _forgive(email: str, address: str) -> None:
    """A try that succeeded was no failure: its person starts afresh, its network address gets this one back."""
    of_address, of_email = rules.throttle_keys(email, address)
    await execute("update login_throttle set failures = greatest(failures - 1, 0) where key = $1", of_address)
    await execute("delete from login_throttle where key = $1", of_email)


async def _tidy(at: datetime) -> None:
    """Remove what has run out. Rows that someone else is at are left for the next time, so that nobody waits here."""
    for table, key, end in (("session", "token_sha256", "expires_at"), ("login_throttle", "key", "window_ends_at")):
        over = f"select {key} from {table} where {end} <= $1 for update skip locked"
        await execute(f"delete from {table} where {key} in ({over})", at)


def _printable(user_agent: str) -> str:
    return "".join(character for character in user_agent if character.isprintable())[:LONGEST_USER_AGENT]
