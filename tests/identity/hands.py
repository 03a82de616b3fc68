"""What tests of people are made with: administrators, memberships, and a session's rights of this moment."""

from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import fetch, fetch_value, transaction
from network.identity.commands.memberships import add_membership
from network.identity.queries.accounts import actor_of
from network.identity.schemas.memberships import MembershipIn
from tests.served import Browser

SYSTEM = Actor.system()


def administrator(account: UUID) -> Actor:
    return Actor(Role.HQ_ADMINISTRATOR, "Hua", account, None)


async def give(account: UUID, role: Role, **scope: Any) -> UUID:
    """A further membership of somebody, from now on."""
    return await add_membership(SYSTEM, account, MembershipIn.model_validate({"role": role, **scope}), now())


async def membership_of(account: UUID) -> UUID:
    """The one membership that somebody has."""
    async with transaction(SYSTEM):
        found: UUID = await fetch_value("select id from membership where account = $1", account)
    return found


async def signed_in(browser: Browser) -> Actor:
    """Who this browser's session is, with the rights of this moment."""
    assert browser.session
    found = await actor_of(browser.session)
    assert found is not None
    return found.actor


async def trail_of(action: str) -> list[dict[str, Any]]:
    """The events of this kind, in order."""
    async with transaction(SYSTEM):
        rows = await fetch(
            "select actor, account, subject, body from trail_event where action = $1 order by id", action
        )
    return [dict(row) for row in rows]
