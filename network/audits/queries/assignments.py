"""Reading the visits that are assigned: for headquarters, by code of the auditor."""

from datetime import date
from typing import Any
from uuid import UUID

from network.audits.errors.assignments import AssignmentNotFound
from network.audits.schemas.assignments import AssignmentOut, AssignmentsOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {
    "site": "s.code",
    "state": "a.state",
    "kind": "a.kind",
    "auditor": "who.code",
    "window": "a.window_from",
    "programme": "lower(p.name)",
    "offered_at": "a.offered_at",
}
_COLUMNS = """
select a.id, a.version, a.state, a.kind, a.announced, a.scored, a.programme, p.name as programme_name, s.code as site,
       s.name as site_name, s.name_zh as site_name_zh, s.time_zone, who.code as auditor, a.window_from, a.window_to,
       a.proposed_at, a.offered_at, a.answered_at, a.answer,
       (select f.id from filing f where f.assignment = a.id and f.state not in ('quarantined', 'rejected', 'voided')
        limit 1) as filing
"""
_FROM = """
from assignment a
join audit_programme p on p.id = a.programme
join site s on s.id = a.site
left join auditor who on who.id = a.auditor
"""
# A window counts when any part of it lies in the days that are asked for, on the clock of the site.
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1)
  and ($2 = '' or a.state = $2 or ($2 = 'lost' and a.state in ('declined', 'handed_back', 'expired')))
  and ($3::uuid is null or a.programme = $3)
  and ($4 = '' or who.code = $4)
  and ($5 = '' or s.code = $5)
  and ($6::date is null or a.window_to > $6::timestamp at time zone s.time_zone)
  and ($7::date is null or a.window_from < ($7::date + 1)::timestamp at time zone s.time_zone)
"""


async def list_assignments(actor: Actor, state: ListState, *, limit: int | None = None) -> AssignmentsOut:
    """A page of the visits in reach. Searches sites; filters `state` (or `lost`), `programme`, `auditor`, `site`,
    `from_on`, `to_on`; sorting keys are `SORTS`. With `limit` the first so many instead, for an export.
    """
    actor.require(Permission.PLAN_VISITS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, s.code, a.id"
    said = _said(state)
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_COLUMNS} {_FROM} {_WANTED} order by {order} limit $8 offset $9",
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return AssignmentsOut(items=[AssignmentOut(**row) for row in rows], total=total, page=shown.page, size=shown.size)


async def assignment_detail(actor: Actor, assignment: UUID) -> AssignmentOut:
    """One of them. AssignmentNotFound."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_COLUMNS} {_FROM} where a.id = $1", assignment)
    if row is None:
        raise AssignmentNotFound()
    return AssignmentOut(**row)


def _said(state: ListState) -> tuple[Any, ...]:
    """$1 to $7 of `_WANTED`; what an address says that cannot be is left out."""
    asked = {name: state.filters.get(name, "") for name in state.definition.filters}
    return (
        contains(state.q),
        asked["state"],
        _read(UUID, asked["programme"]),
        asked["auditor"],
        asked["site"],
        _read(date.fromisoformat, asked["from_on"]),
        _read(date.fromisoformat, asked["to_on"]),
    )


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text) if text else None
    except ValueError:
        return None
