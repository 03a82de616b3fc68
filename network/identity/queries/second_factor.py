"""Reading second factors. Secrets are read where signing in is (the gate): nobody's own role may, not even its own."""

from dataclasses import dataclass
from datetime import datetime

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import Record, fetch_row, gate
from network.identity.rules.accounts import digest
from network.identity.schemas.second_factor import SecondFactorOut
from network.identity.schemas.sessions import Step
from network.web.refusals import SignInNeeded

_WAITING = """
select account.id, account.name, account.email, account.totp_confirmed_at, membership.id as membership, membership.role
from session
join account on account.id = session.account
join membership on membership.id = session.membership and membership.account = account.id
where session.token_sha256 = $1 and session.expires_at > $2 and account.disabled_at is null
  and session.needs_second_factor and session.second_factor_at is null
  and membership.valid_from <= $2 and (membership.valid_to is null or membership.valid_to > $2)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone whose password was right. `actor` is good for their own account only: it reaches no site."""

    actor: Actor
    email: str
    step: Step


async def waiting(token: str | None) -> Waiting:
    """Who waits for the second step of signing in with this token. Raises SignInNeeded when nobody does."""
    if not token:
        raise SignInNeeded()
    async with gate():
        row = await waiting_row(token, now())
    step = Step.ENROLMENT if row["totp_confirmed_at"] is None else Step.CODE
    return Waiting(Actor(Role(row["role"]), row["name"], row["id"]), row["email"], step)


async def waiting_row(token: str | None, at: datetime) -> Record:
    """The same inside a transaction of the gate, which keeps the session to itself until it ends."""
    row = await fetch_row(_WAITING + " for update of session", digest(token or ""), at)
    if row is None:
        raise SignInNeeded()
    return row


async def second_factor(actor: Actor) -> SecondFactorOut:
    """The state of one's own; the secret only while it is being set up."""
    async with gate():
        row = await fetch_row(
            "select totp_confirmed_at as since, jsonb_array_length(recovery_codes) as recovery_codes_left,"
            " case when totp_confirmed_at is null then totp_secret end as secret from account where id = $1",
            actor.account,
        )
    if row is None:
        raise SignInNeeded()
    return SecondFactorOut(**dict(row))
