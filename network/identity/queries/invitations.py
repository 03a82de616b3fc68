"""Reading invitations: those that wait, and the one that a link is for."""

import json
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, gate, transaction
from network.identity.errors.people import InvitationGone
from network.identity.rules.accounts import digest
from network.identity.rules.invitations import state
from network.identity.schemas.invitations import InvitationOut, InvitedOut

_WAITING = """
select id, email, name, role, scope, inviter, created_at, expires_at from invitation
where accepted_at is null and revoked_at is null order by created_at desc, id
"""


async def waiting_invitations(actor: Actor, at: datetime) -> list[InvitationOut]:
    """Those that were neither accepted nor revoked, newest first; also those that have expired."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_WAITING)
    return [_invitation(row, at) for row in rows]


async def invitation(token: str, at: datetime) -> InvitedOut:
    """Who invites to what; InvitationGone for a link that is not good, whatever the reason."""
    async with gate():
        row = await fetch_row("select * from invitation_of($1, $2)", digest(token), at)
    if row is None:
        raise InvitationGone()
    return InvitedOut(**dict(row))


def _invitation(row: Record, at: datetime) -> InvitationOut:
    scope = json.loads(row["scope"])
    return InvitationOut.model_validate(
        {
            **row,
            "whole_network": scope["whole_network"],
            "regions": scope["regions"],
            "sites": scope["sites"],
            "rights": [given["permission"] for given in scope["rights"]],
            "state": state(row["expires_at"], at),
        }
    )
