"""What became of a quarter that somebody asked to have computed."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors_requests import RequestNotFound

LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class RunRequest:
    """`refusal`: why it was not computed, by language; empty otherwise. `changed`: cards that differ from before."""

    id: UUID
    period: Quarter
    scheme: str
    version: int | None
    asked_at: datetime
    asked_by: str
    started_at: datetime | None
    ended_at: datetime | None
    changed: int | None
    refusal: Mapping[str, str]


async def run_request(actor: Actor, request: UUID) -> RunRequest:
    """RequestNotFound."""
    actor.require(Permission.COMPUTE_SCORECARDS)
    async with transaction(actor, read_only=True):
        row = await fetch_row("select * from run_request where id = $1", request)
    if row is None:
        raise RequestNotFound()
    own = ("id", "scheme", "version", "asked_at", "asked_by", "started_at", "ended_at", "changed")
    refusal = json.loads(row["refusal"]) if row["refusal"] else {}
    return RunRequest(period=Quarter.parse(row["period"]), refusal=refusal, **{name: row[name] for name in own})


async def request_after(actor: Actor, request: UUID, seconds: float) -> RunRequest:
    """The same as soon as it has ended, at the latest after so many seconds: most quarters take no longer."""
    found = await run_request(actor, request)
    while found.ended_at is None and seconds > 0:
        await asyncio.sleep(LOOK_SECONDS)
        seconds -= LOOK_SECONDS
        found = await run_request(actor, request)
    return found
