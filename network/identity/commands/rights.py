"""Granting and revoking the six rights of headquarters over sites."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.commands.memberships import places
from network.identity.errors.people import (
    BadMembership,
    MembershipNotFound,
    MembershipOver,
    OwnMembership,
    RegionOutsideScope,
    RightHeldAlready,
    RightNotFound,
    RightOver,
    RightsForManagersOnly,
)
from network.identity.rules import memberships as rules
from network.identity.schemas.memberships import RightIn

_MEMBERSHIP = """
select m.id, m.account, m.role, m.whole_network, m.valid_from, m.valid_to,
       array(select r.path::text from membership_region link join region r on r.id = link.region
             where link.membership = m.id) as regions
from membership m where m.id = $1 for update of m
"""

# Over the same region or one above it, or wherever the membership reaches.
_HELD = """
select exists (
    select from membership_right held left join region top on top.id = held.region
    where held.membership = $1 and held.permission = $2
      and tstzrange(held.valid_from, held.valid_to) && tstzrange($3, $4)
      and (held.region is null or $5::text = top.path or starts_with($5::text, top.path || '/'))
)
"""

# No id is larger: PostgreSQL would not even read one that is.
LARGEST_ID = 2**31 - 1

_GRANT = """
insert into membership_right (membership, permission, region, valid_from, valid_to, granted_by, grantor)
values ($1, $2, $3, $4, $5, $6, $7) returning id
"""


async def grant_right(actor: Actor, wanted: RightIn, at: datetime) -> int:
    """Give a manager's membership one of the six rights, from now on; the id of the grant.

    Raises BadMembership, MembershipNotFound, MembershipOver, OwnMembership, RegionOutsideScope, RightHeldAlready,
    RightsForManagersOnly, UnknownPlaces.
    """
    actor.require(Permission.MANAGE_ACCOUNTS)
    if wrong := rules.period_faults(None, wanted.last_day, at):
        raise BadMembership(wrong)
    async with transaction(actor):
        membership = await fetch_row(_MEMBERSHIP, wanted.membership)
        if membership is None:
            raise MembershipNotFound()
        _check_holder(actor, membership, wanted.region, at)
        region = (await places("region", [wanted.region]))[0] if wanted.region else None
        since, until = max(at, membership["valid_from"]), rules.ending(wanted.last_day)
        period = (membership["id"], wanted.right.value, since, until)
        if await fetch_value(_HELD, *period, wanted.region):
            raise RightHeldAlready()
        made: int = await fetch_value(
            _GRANT, membership["id"], wanted.right.value, region, since, until, actor.account, actor.name
        )
        facts = {"grant": made, **wanted.model_dump()}
        await trail.record(actor, "right.granted", str(membership["account"]), facts)
    return made


async def revoke_right(actor: Actor, grant: int, reason: str, at: datetime) -> UUID:
    """Take a right back, from the next request on; whose it was. That it was held stays on record.

    Raises OwnMembership, RightNotFound, RightOver.
    """
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor):
        row = grant <= LARGEST_ID and await fetch_row(
            "select held.permission, held.valid_from, held.valid_to, m.account, m.id as membership"
            " from membership_right held join membership m on m.id = held.membership"
            " where held.id = $1 for update of held",
            grant,
        )
        if not row:
            raise RightNotFound()
        account: UUID = row["account"]
        if account == actor.account:
            raise OwnMembership()
        if row["valid_to"] is not None and row["valid_to"] <= at:
            raise RightOver()
        await execute("update membership_right set valid_to = greatest(valid_from, $2) where id = $1", grant, at)
        told = {"grant": grant, "right": row["permission"], "membership": row["membership"], "reason": reason.strip()}
        await trail.record(actor, "right.revoked", str(account), told)
    return account


def _check_holder(actor: Actor, membership: Record, region: str | None, at: datetime) -> None:
    if membership["account"] == actor.account:
        raise OwnMembership()
    if membership["role"] != Role.HQ_MANAGER:
        raise RightsForManagersOnly()
    if membership["valid_to"] is not None and membership["valid_to"] <= at:
        raise MembershipOver()
    if region and not membership["whole_network"] and not rules.within(region, membership["regions"]):
        raise RegionOutsideScope()
