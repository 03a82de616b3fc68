"""Counting tries, inside a transaction of the gate: tries at the same time get no more than one after the other.

The keys of one sign-in are always counted in the same order (address, pair, e-mail address, turn), so that two never
wait for each other in a circle.
"""

from datetime import datetime, timedelta

from network.foundation.database import execute, fetch
from network.identity.errors.accounts import TooManyAttempts
from network.identity.rules import throttling as rules
from network.identity.rules.throttling import Counted, Counter

_COUNT = """
insert into login_throttle as kept (key, failures, window_ends_at)
select key, 1, ends_at from unnest($1::text[], $2::timestamptz[]) with ordinality as wanted (key, ends_at, place)
order by place
on conflict (key) do update set
    failures = case when kept.window_ends_at <= $3 then 1 else kept.failures + 1 end,
    window_ends_at = case when kept.window_ends_at <= $3 then excluded.window_ends_at else kept.window_ends_at end
returning key, failures, window_ends_at
"""


async def count(at: datetime, *counters: Counter) -> list[Counted]:
    """One more try on each. Raises TooManyAttempts when one is full: the transaction ends, so nothing was counted."""
    rows = await fetch(_COUNT, [one.key for one in counters], [at + one.window for one in counters], at)
    found = {row["key"]: row for row in rows}
    counted = [Counted(one, found[one.key]["failures"], found[one.key]["window_ends_at"]) for one in counters]
    if blocked := rules.blocked_until(counted):
        raise refusal(blocked, at)
    return counted


async def count_sign_in(email: str, address: str, device: bytes | None, at: datetime) -> None:
    """One more try to sign in, of a browser that is known to this account or of a stranger. Raises TooManyAttempts."""
    if device:
        await count(at, rules.of_device(device))
        return
    _address, pair = await count(at, rules.of_address(address), rules.of_pair(email, address))
    [everywhere] = await count(at, rules.of_email(email))
    if everywhere.tries <= rules.MOST_OF_EMAIL:
        return
    if pair.tries > rules.MOST_OF_PAIR_IN_TURNS:
        raise refusal(pair.ends_at, at)
    await count(at, rules.of_turn(email))


async def forgive(email: str, address: str, device: bytes | None) -> None:
    """A try that succeeded was no failure, and those before it from the same place were this person's own."""
    if device:
        await execute("delete from login_throttle where key = $1", rules.of_device(device).key)
        return
    pair = rules.of_pair(email, address).key
    keys = [rules.of_address(address).key, pair, rules.of_email(email).key]
    rows = await fetch(
        "select key, failures from login_throttle where key = any($1) order by array_position($1, key::text)"
        " for update",
        keys,
    )
    own = next((row["failures"] for row in rows if row["key"] == pair), 0)
    await execute("delete from login_throttle where key = any($1) and failures <= $2", keys, own)
    await execute("update login_throttle set failures = failures - $2 where key = any($1)", keys, own)


def refusal(until: datetime, at: datetime) -> TooManyAttempts:
    return TooManyAttempts(-(-(until - at) // timedelta(seconds=1)))
