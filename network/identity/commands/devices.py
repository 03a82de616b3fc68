"""Browsers in which somebody signed in before, inside a transaction of the gate. Only digests are kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.database import execute, fetch_value
from network.identity.rules.accounts import digest, new_token
from network.identity.rules.throttling import KNOWN_FOR, MOST_DEVICES

# One browser may be used by several people of a shop.
MOST_PEOPLE = 5

_REMEMBER = """
with kept as (
    select token_sha256 from known_device where account = $1 order by last_used_at desc limit $2
), gone as (
    delete from known_device where account = $1 and token_sha256 not in (select token_sha256 from kept)
)
insert into known_device (token_sha256, account, created_at, last_used_at) values ($3, $1, $4, $4)
"""


async def known_device(account: UUID | None, tokens: Sequence[str], at: datetime) -> bytes | None:
    """Which of the browser's tokens is of this account: its digest. Asked for an unknown account in the same way."""
    found: bytes | None = await fetch_value(
        "select token_sha256 from known_device where account = $1 and token_sha256 = any($2) and last_used_at > $3"
        " limit 1",
        account,
        [digest(token) for token in tokens],
        at - KNOWN_FOR,
    )
    return found


async def remember_device(account: UUID, tokens: Sequence[str], at: datetime) -> tuple[str, ...]:
    """Know this browser from now on, by a new token. What the browser is to hold: that one first, those of others."""
    old = await known_device(account, tokens, at)
    await execute("delete from known_device where token_sha256 = $1", old)
    token = new_token()
    await execute(_REMEMBER, account, MOST_DEVICES - 1, digest(token), at)
    others = [one for one in tokens if digest(one) != old]
    return (token, *others)[:MOST_PEOPLE]
