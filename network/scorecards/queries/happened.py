"""What happened to a site, from its chain of the trail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: who did what to which subject (`order:R1`, `scorecard:2026Q3`); `facts` depend on the action."""

    at: datetime
    who: str
    action: str
    subject: str
    facts: Mapping[str, Any]


async def happenings(actor: Actor, code: str, limit: int = 50) -> list[Happening]:
    """The last events of a site, newest first; none where the actor does not reach the site."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select e.at, e.actor, e.action, e.subject, e.body from trail_event e join site s on s.id = e.site "
            "where s.code = $1 order by e.sequence desc limit $2",
            code,
            limit,
        )
    return [Happening(row["at"], row["actor"], row["action"], row["subject"], json.loads(row["body"])) for row in rows]
