"""Reading findings and corrective actions one by one."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.improvement.errors.actions import ActionFileNotFound, ActionNotFound, FindingNotFound
from network.improvement.rules.actions import ActionState, is_overdue
from network.improvement.rules.findings import Source
from network.improvement.schemas.findings import (
    ActionFile,
    ActionFileOut,
    ActionLine,
    ActionOut,
    ExtensionOut,
    FindingOut,
    LaterVisit,
    StepOut,
)
from network.sites.queries.sites import site_row

# What later audits by the same checklist, as they stand now, say of the question that a finding is about.
_LATER = """
select a.id as audit, a.visited_on,
       case when q.found is null or (q.found ->> 'left_out')::boolean then null
            else (q.found ->> 'failed')::boolean end as failed
from finding f
join audit first on first.id = f.audit
join audit a on a.site = f.site and a.id <> first.id and a.state = 'published' and a.visited_on >= first.visited_on
join audit_revision r on r.audit = a.id and r.number = a.revision
cross join lateral (
    select jsonb_path_query_first(r.document, '$.sections[*].questions[*] ? (@.key == $key)',
                                  jsonb_build_object('key', f.question)) as found
) q
where f.id = $1 and (a.checklist = first.checklist or q.found is not null)
order by a.visited_on, a.published_at
"""


async def finding(actor: Actor, code: str, finding_id: UUID) -> FindingOut:
    """A finding with its actions. SiteNotFound, FindingNotFound."""
    actor.require(Permission.READ_ACTIONS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        return await _finding(actor, site, finding_id)


async def action(actor: Actor, code: str, action_id: UUID, now: datetime) -> ActionOut:
    """A corrective action with its finding and all that happened to it. SiteNotFound, ActionNotFound."""
    actor.require(Permission.READ_ACTIONS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row("select * from corrective_action where site = $1 and id = $2", site["id"], action_id)
        if row is None:
            raise ActionNotFound()
        today = now.astimezone(ZoneInfo(site["time_zone"])).date()
        beside: dict[str, Any] = {
            "site": code,
            "finding": await _finding(actor, site, row["finding"]),
            "today": today,
            "overdue": is_overdue(ActionState(row["state"]), row["due_on"], today),
            "mine": actor.account is not None and row["answered_by"] == actor.account,
            "steps": await _steps(actor, action_id),
            "extensions": await _extensions(action_id),
            "files": await _files(action_id),
        }
    values = {name: row[name] for name in ActionOut.model_fields if name not in beside}
    return ActionOut(**values, **beside)


async def action_file(actor: Actor, code: str, action_id: UUID, file_id: UUID) -> ActionFile:
    """Where the bytes of one are. SiteNotFound, ActionFileNotFound."""
    actor.require(Permission.READ_ACTIONS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row(
            "select name, media_type, sha256, thumbnail from action_evidence "
            "where site = $1 and action = $2 and id = $3",
            site["id"],
            action_id,
            file_id,
        )
    if row is None:
        raise ActionFileNotFound()
    return ActionFile(**dict(row))


async def _finding(actor: Actor, site: Record, finding_id: UUID) -> FindingOut:
    row = await fetch_row("select * from finding where site = $1 and id = $2", site["id"], finding_id)
    if row is None:
        raise FindingNotFound()
    actions = await fetch(
        "select id, state, due_on, done_on, check_on from corrective_action where finding = $1 "
        "order by first_due_on, id",
        finding_id,
    )
    later = await fetch(_LATER, finding_id)
    beside: dict[str, Any] = {
        "site": site["code"],
        "title": json.loads(row["title"]),
        "raised_by": None if _is_of_site(actor) or row["source"] == Source.AUDIT else row["raised_by"],
        "actions": [ActionLine(**dict(each)) for each in actions],
        "later": [LaterVisit(**dict(each)) for each in later],
    }
    values = {name: row[name] for name in FindingOut.model_fields if name not in beside}
    return FindingOut(**values, **beside)


async def _steps(actor: Actor, action_id: UUID) -> list[StepOut]:
    """The newest first."""
    rows = await fetch(
        "select what, note, side, case when side = 'site' or by is not null and not $2 then who end as who, at "
        "from action_step where action = $1 order by at desc, id",
        action_id,
        _is_of_site(actor),
    )
    return [StepOut(**row) for row in rows]


async def _extensions(action_id: UUID) -> list[ExtensionOut]:
    rows = await fetch(
        "select due_on, reason, state, asker, asked_at, decided_at, decision from action_extension "
        "where action = $1 order by asked_at desc",
        action_id,
    )
    return [ExtensionOut(**dict(row)) for row in rows]


async def _files(action_id: UUID) -> list[ActionFileOut]:
    rows = await fetch(
        "select id, name, kind, size, thumbnail is not null as pictured, added_at from action_evidence "
        "where action = $1 order by added_at, id",
        action_id,
    )
    return [ActionFileOut(**dict(row)) for row in rows]


def _is_of_site(actor: Actor) -> bool:
    return actor.role is Role.SITE_OPERATOR
