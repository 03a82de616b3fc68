"""What the tablet of an auditor has on board, and the visits on the auditor's page."""

import json
from uuid import UUID

from network.audits.errors.photos import NotEnrolled
from network.audits.rules.assignments import DUE_AFTER, EXPIRES_AFTER
from network.audits.schemas.assignments import BoardAssignment, BoardChecklist, BoardOut, BoardSite
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_value, transaction

# Row security leaves the auditor's own; in the order in which they begin.
_LIVE = """
select a.id, a.version, a.state, a.kind, a.announced, s.code as site, a.checklist, a.window_from, a.window_to, a.persona
from assignment a join assigned_sites() s on s.id = a.site
where a.state in ('offered', 'accepted') order by a.window_from, a.id
"""
_CHECKLISTS = "select id, key, version, document from checklist where id = any ($1) order by key, version"
_SITES = """
select code, name, name_zh, address, address_zh, city, city_zh, latitude, longitude, time_zone, opening_hours, phone
from assigned_sites() where code = any ($1) order by code
"""


async def board(actor: Actor) -> BoardOut:
    """The visits that wait for the auditor who asks, with their sites and checklists. NotEnrolled."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True, snapshot=True):
        code = await fetch_value("select code from auditor where id = (select my_auditor())")
        if code is None:
            raise NotEnrolled()
        rows = await fetch(_LIVE)
        checklists = await fetch(_CHECKLISTS, list({row["checklist"] for row in rows}))
        sites = await fetch(_SITES, list({row["site"] for row in rows}))
    return BoardOut(
        auditor=code,
        assignments=[_assignment(row) for row in rows],
        checklists=[_checklist(row) for row in checklists],
        sites=[BoardSite(**{**row, "opening_hours": json.loads(row["opening_hours"])}) for row in sites],
    )


def _assignment(row: Record) -> BoardAssignment:
    end = row["window_to"]
    return BoardAssignment(**row, file_by=end + DUE_AFTER, expires_at=end + EXPIRES_AFTER)


def _checklist(row: Record) -> BoardChecklist:
    identity: UUID = row["id"]
    return BoardChecklist(id=identity, key=row["key"], version=row["version"], document=json.loads(row["document"]))
