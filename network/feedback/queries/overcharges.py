"""Reading cases of overcharging: a list of them, and one with all that happened to it."""

from typing import Any
from uuid import UUID

from network.feedback.errors.overcharges import CaseNotFound
from network.feedback.schemas.overcharges import CaseLine, CaseOut, CasesOut, CaseStepOut
from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {
    "order_no": "line.order_no",
    "site": "line.site",
    "charged_on": "line.charged_on",
    "found_at": "line.found_at",
    "excess": "line.charge - coalesce(line.highest, 0)",
}
FILTERS = ("state", "ground", "stated")

_LINES = """
with line as (
    select c.*, s.code as code, s.name as site_name, s.name_zh as site_name_zh, s.time_zone,
           c.statement is not null as stated, k.complaint_no
    from overcharge_case c join site s on s.id = c.site left join complaint k on k.id = c.complaint
)
"""
_FOUND = """
where ($1 = '' or code ilike $1 or site_name ilike $1 or site_name_zh ilike $1 or order_no ilike $1)
  and ($2 = '' or state = $2) and ($3 = '' or ground = $3) and ($4 = '' or stated = ($4 = 'yes'))
"""


async def list_overcharges(actor: Actor, state: ListState, *, limit: int | None = None) -> CasesOut:
    """A page of the cases in reach. Searches sites and orders; filters are `FILTERS`, sorting keys `SORTS`. With
    `limit` the first so many instead of a page, for an export."""
    actor.require(Permission.READ_COMPLAINTS)
    sort = SORTS[state.sort].replace("line.site", "line.code")
    order = f"{sort} {'desc' if state.descending else 'asc'} nulls last, line.charged_on desc, line.id"
    wanted = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"{_LINES} select count(*)::int from line {_FOUND}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_LINES} select * from line {_FOUND} order by {order} limit $5 offset $6",
            *(*wanted, limit or shown.limit, 0 if limit else shown.offset),
        )
    return CasesOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def overcharge(actor: Actor, case_id: UUID) -> CaseOut:
    """One case. CaseNotFound."""
    actor.require(Permission.READ_COMPLAINTS)
    of_site = actor.role is Role.SITE_OPERATOR
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_LINES} select * from line where id = $1", case_id)
        if row is None:
            raise CaseNotFound()
        steps = await fetch(
            "select what, note, side, case when side = 'site' or not $2 then who end as who, at "
            "from overcharge_step where overcharge = $1 order by at desc, id",
            *(case_id, of_site),
        )
    line = _line(row).model_dump()
    beside: dict[str, Any] = {
        "decider": None if of_site else row["decider"],
        "mine": actor.account is not None and row["stated_by"] == actor.account,
        "steps": [CaseStepOut(**dict(each)) for each in steps],
    }
    own = {name: row[name] for name in CaseOut.model_fields if name not in beside and name not in line}
    return CaseOut(**line, **own, **beside)


async def case_row(case_id: UUID) -> Record | None:
    """Inside a transaction: a case in reach."""
    return await fetch_row("select * from overcharge_case where id = $1", case_id)


def _line(row: Record) -> CaseLine:
    values = {name: row[name] for name in CaseLine.model_fields if name != "site"}
    return CaseLine(**values, site=row["code"])
