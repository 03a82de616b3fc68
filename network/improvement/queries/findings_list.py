"""The list of findings of all sites in reach, or of one."""

import json
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.improvement.schemas.findings import FindingLine, FindingsOut
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the id, so that pages never overlap.
SORTS = {
    "site": "line.site",
    "grade": "array_position(array['critical', 'major', 'minor'], line.grade::text)",
    "found_on": "line.found_on",
    "due_on": "line.due_on",
    "state": "array_position(array['open', 'closed', 'withdrawn'], line.finding_state::text)",
}
FILTERS = ("stage", "grade", "source")

# $1: now, $2: a site or none. Of each finding its newest action.
_LINES = """
with line as (
    select f.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, f.title::text as title, f.grade,
           f.repeated, f.source, f.state as finding_state, f.found_on, a.id as action, a.state as action_state,
           a.due_on, today.day > a.due_on and a.state in ('open', 'returned') as overdue,
           exists (select from action_extension e where e.action = a.id and e.state = 'open') as asks_time,
           a.state = 'verified' and a.check_on <= today.day as checkable
    from finding f
    join site s on s.id = f.site
    cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date as day) today
    cross join lateral (
        select a.* from corrective_action a
        where a.finding = f.id order by a.state in ('ineffective'), a.first_due_on desc limit 1
    ) a
    where $2::integer is null or f.site = $2
)
"""
_FOUND = """
where ($3 = '' or site ilike $3 or site_name ilike $3 or site_name_zh ilike $3 or title ilike $3)
  and ($4 = '' or grade = $4) and ($5 = '' or source = $5)
  and case $6 when '' then true when 'owed' then action_state in ('open', 'returned') when 'overdue' then overdue
              when 'verify' then action_state = 'answered' when 'time' then asks_time when 'check' then checkable
              else finding_state = $6 end
"""


async def list_findings(
    actor: Actor, state: ListState, now: datetime, *, code: str | None = None, limit: int | None = None
) -> FindingsOut:
    """A page of the findings in reach, or of one site. Searches sites and titles; filters are `FILTERS`, sorting keys
    are `SORTS`. With `limit` the first so many instead of a page, for an export. SiteNotFound."""
    actor.require(Permission.READ_ACTIONS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, line.due_on, line.id"
    async with transaction(actor, read_only=True):
        site = None if code is None else (await site_row(code))["id"]
        filters = (state.filters.get(name, "") for name in ("grade", "source", "stage"))
        wanted = (now, site, contains(state.q), *filters)
        [[total]] = await fetch(f"{_LINES} select count(*)::int from line {_FOUND}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_LINES} select * from line {_FOUND} order by {order} limit $7 offset $8",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [_line(row) for row in rows]
    return FindingsOut(items=items, total=total, page=shown.page, size=shown.size)


def _line(row: Record) -> FindingLine:
    values = {name: row[name] for name in FindingLine.model_fields if name not in ("title", "state")}
    return FindingLine(**values, title=json.loads(row["title"]), state=row["finding_state"])
