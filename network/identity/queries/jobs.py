"""The queue as administrators see it."""

import json
from collections.abc import Mapping
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.foundation.i18n import current
from network.identity.rules.jobs import TASK_LABELS, JobState
from network.identity.schemas.jobs import JobOut, JobsOut


async def jobs(actor: Actor, state: JobState | None, page: int, size: int) -> JobsOut:
    """What runs, failed, waits and was done in the last week, in this order; of one state, if it is given. A page past
    the end is the last."""
    actor.require(Permission.RUN_JOBS)
    wanted = state or ""
    async with transaction(actor, read_only=True, snapshot=True):
        total = await fetch_value("select total from jobs.told($1, 1)", wanted) or 0
        shown = min(page, max(1, -(-total // size)))
        rows = await fetch("select * from jobs.told($1, $2) offset $3", wanted, shown * size, (shown - 1) * size)
    return JobsOut(jobs=[_job(row) for row in rows], total=total, page=shown, size=size)


def _job(row: Record) -> JobOut:
    args: Mapping[str, Any] = json.loads(row["args"])
    told: Mapping[str, str] = json.loads(row["error"]) if row["error"] else {}
    return JobOut(
        id=row["id"],
        task=row["task"],
        label=str(TASK_LABELS.get(row["task"], row["task"])),
        state=JobState(row["state"]),
        asked_by=str(args.get("asked_by", "")),
        asked_at=row["asked_at"],
        moved_at=row["moved_at"],
        attempts=row["attempts"],
        next_at=row["next_at"] if row["state"] == JobState.WAITING else None,
        error=told.get(current().code, ""),
    )
