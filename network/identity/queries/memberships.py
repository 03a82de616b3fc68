"""Reading one's own memberships, and those that a right can be given to."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_value, gate, transaction
from network.identity.rules.accounts import digest
from network.identity.schemas.memberships import HolderOut, OwnMembershipOut
from network.web.visit import SignedIn

_MANAGERS = """
select m.id, a.id as account, a.name, a.email, m.whole_network,
       array(select region.path from membership_region link join region on region.id = link.region
             where link.membership = m.id order by 1) as regions
from membership m join account a on a.id = m.account
where m.role = 'hq_manager' and a.disabled_at is null and (m.valid_to is null or m.valid_to > $1)
order by lower(a.name), a.email, m.valid_from
"""


async def own_memberships(signed_in: SignedIn, token: str, at: datetime) -> list[OwnMembershipOut]:
    """The roles that this person may go on in, with the one that this session is in."""
    async with gate():
        current = await fetch_value("select membership from session where token_sha256 = $1", digest(token))
    async with transaction(signed_in.actor, read_only=True):
        rows = await fetch("select * from my_memberships($1)", at)
    return [OwnMembershipOut.model_validate({**row, "current": row["id"] == current}) for row in rows]


async def managers(actor: Actor, at: datetime) -> list[HolderOut]:
    """The memberships of service managers that hold now or will, by name: those that a right can be given to."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_MANAGERS, at)
    return [HolderOut(**dict(row)) for row in rows]
