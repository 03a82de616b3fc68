"""Reading cases of falsification: a list of them, and one with all that happened to it."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.improvement.errors.falsifications import FalsificationNotFound
from network.improvement.schemas.falsifications import (
    FalsificationLine,
    FalsificationOut,
    FalsificationsOut,
    FalsificationStepOut,
)
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {
    "reference": "line.reference",
    "site": "line.code",
    "happened_on": "line.happened_on",
    "opened_at": "line.opened_at",
    "state": "array_position(array['open', 'appealed', 'confirmed', 'upheld', 'overturned', 'dismissed'], "
    "line.state::text)",
}
FILTERS = ("stage", "kind")

# $1: now.
_LINES = """
with line as (
    select c.*, s.code, s.name as site_name, s.name_zh as site_name_zh, s.time_zone,
           c.answered_at is not null as answered,
           c.state = 'open' and (c.answered_at is not null or c.answer_until <= $1::timestamptz) as heard
    from falsification_case c join site s on s.id = c.site
)
"""
_FOUND = """
where ($2 = '' or code ilike $2 or site_name ilike $2 or site_name_zh ilike $2 or reference ilike $2)
  and ($3 = '' or kind = $3)
  and case $4 when '' then true when 'hear' then state = 'open' and not heard when 'decide' then heard
              when 'counted' then state in ('confirmed', 'appealed', 'upheld')
              else state = $4 end
"""


async def list_falsifications(
    actor: Actor, state: ListState, now: datetime, *, limit: int | None = None
) -> FalsificationsOut:
    """A page of the cases in reach. Searches sites and references; filters are `FILTERS`, sorting keys `SORTS`. With
    `limit` the first so many instead of a page, for an export."""
    actor.require(Permission.READ_FALSIFICATIONS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'}, line.happened_on desc, line.id"
    wanted = (now, contains(state.q), state.filters.get("kind", ""), state.filters.get("stage", ""))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"{_LINES} select count(*)::int from line {_FOUND}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_LINES} select * from line {_FOUND} order by {order} limit $5 offset $6",
            *(*wanted, limit or shown.limit, 0 if limit else shown.offset),
        )
    return FalsificationsOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def falsification(actor: Actor, case_id: UUID, now: datetime) -> FalsificationOut:
    """One case; to a site nobody of headquarters is named. FalsificationNotFound."""
    actor.require(Permission.READ_FALSIFICATIONS)
    of_site = actor.role is Role.SITE_OPERATOR
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_LINES} select * from line where id = $2", now, case_id)
        if row is None:
            raise FalsificationNotFound()
        steps = await fetch(
            "select what, note, side, case when side = 'site' or not $2 then who end as who, at "
            "from falsification_step where falsification = $1 order by at desc, id",
            *(case_id, of_site),
        )
    line = _line(row).model_dump()
    beside = {
        "opened_by_me": actor.account is not None and row["opened_by"] == actor.account,
        "decided_by_me": actor.account is not None and row["decided_by"] == actor.account,
        "steps": [FalsificationStepOut(**dict(each)) for each in steps],
    }
    own = {name: row[name] for name in FalsificationOut.model_fields if name not in beside and name not in line}
    return FalsificationOut(**line, **own, **beside)


def _line(row: Record) -> FalsificationLine:
    values = {name: row[name] for name in FalsificationLine.model_fields if name != "site"}
    return FalsificationLine(**values, site=row["code"])
