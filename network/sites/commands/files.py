"""Keeping track of the files that records came from, inside the caller's transaction."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value
from network.foundation.tabular.read import Parsed


async def keep_file(actor: Actor, file: UUID, kind: str, name: str, parsed: Parsed, now: datetime) -> None:
    """Record a file that is being imported under this id, new or made at its upload."""
    await execute(
        "insert into import_file (id, kind, name, sha256, size, rows, account, actor, state, outcome, created_at, "
        "imported_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'imported', '{}', $9, $9) "
        "on conflict (id) do update set state = 'imported', rows = excluded.rows, imported_at = excluded.imported_at",
        file,
        kind,
        name[:200],
        parsed.sha256,
        parsed.size,
        parsed.rows,
        actor.account,
        actor.name,
        now,
    )


async def keep_outcome(file: UUID, outcome: dict[str, Any]) -> None:
    """Add to what is known of the import."""
    await execute("update import_file set outcome = outcome || $2 where id = $1", file, json.dumps(outcome))


async def imported_before(kind: str, sha256: str) -> datetime | None:
    """When the same bytes were last imported, as far as this actor may know."""
    at: datetime | None = await fetch_value(
        "select max(imported_at) from import_file where kind = $1 and sha256 = $2 and state = 'imported'", kind, sha256
    )
    return at
