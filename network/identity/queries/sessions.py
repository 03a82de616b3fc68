"""Reading one's own sign-ins. Nobody reads those of others: what for?"""

from network.foundation.clock import now
from network.foundation.database import Record, fetch, transaction
from network.identity.rules.devices import program_of
from network.identity.schemas.sessions import SignInOut, SignInsOut
from network.web.visit import SignedIn

_OWN = """
select public_id, user_agent, address, created_at, last_seen_at from session
where account = $1 and expires_at > $2 and (second_factor_at is not null or not needs_second_factor)
order by public_id = $3 desc, last_seen_at desc
"""


async def own_sessions(signed_in: SignedIn) -> SignInsOut:
    """This one first, then the one last seen."""
    actor = signed_in.actor
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWN, actor.account, now(), signed_in.session)
    return SignInsOut(sessions=[_out(row, signed_in) for row in rows])


def _out(row: Record, signed_in: SignedIn) -> SignInOut:
    program = program_of(row["user_agent"])
    return SignInOut(
        id=row["public_id"],
        browser=program.browser,
        system=program.system,
        address=row["address"],
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
        current=row["public_id"] == signed_in.session,
    )
