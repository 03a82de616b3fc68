"""The auditor who acts: under which id in rows, and under which name in the trail."""

from dataclasses import dataclass, replace
from uuid import UUID

from network.audits.errors.photos import NotEnrolled
from network.foundation.access import Actor
from network.foundation.database import fetch_row


@dataclass(frozen=True, slots=True)
class Myself:
    """`stand_in`: the actor as the trail may name it, by code and without an account."""

    id: UUID
    code: str
    stand_in: Actor


async def myself(actor: Actor) -> Myself:
    """Inside a transaction of an auditor. NotEnrolled for an account that stands behind none, or no longer."""
    row = await fetch_row("select id, code from auditor where id = (select my_auditor())")
    if row is None:
        raise NotEnrolled()
    return Myself(row["id"], row["code"], replace(actor, name=row["code"], account=None))
