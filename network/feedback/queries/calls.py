"""Reading whom headquarters calls: what was drawn, and how far each customer is called."""

from uuid import UUID

from network.feedback.errors.calls import CallNotFound
from network.feedback.rules.calls import TRIES, CallState
from network.feedback.schemas.calls import CallLine, CallOut, CallsOut, Try
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {"month": "month", "site": "site", "tries": "tries", "called_at": "called_at"}
FILTERS = ("state", "reason")
# $1 part of the code or name of a site, or of an order's number; $2 state, $3 reason, $4 one of them or null.
_FOUND = f"""
with line as (
    select i.id, d.month, s.code as site, s.name as site_name, s.name_zh as site_name_zh, o.order_no,
           coalesce(o.product, '') as product, i.reason, i.repair_order, o.ready_at,
           coalesce(c.tries, 0) as tries, c.called_at,
           case when exists (select from survey_answer a where a.repair_order = i.repair_order)
                    then '{CallState.DONE}'
                when c.refused then '{CallState.REFUSED}'
                when c.tries >= {TRIES} then '{CallState.GIVEN_UP}'
                else '{CallState.DUE}' end as state
    from survey_invitation i join sample_draw d on d.id = i.draw join repair_order o on o.id = i.repair_order
    join site s on s.id = i.site
    left join lateral (select count(*)::int as tries, max(called_at) as called_at,
                              bool_or(outcome = 'refused') as refused
                       from call_back b where b.repair_order = i.repair_order) c on true
    where $4::uuid is null or i.id = $4
), found as (
    select * from line
    where ($1 = '' or site ilike $1 or site_name ilike $1 or site_name_zh ilike $1 or order_no ilike $1)
      and ($2 = '' or state = $2) and ($3 = '' or reason = $3)
)
"""
_TRIES = "select outcome, note, called_at, caller from call_back where repair_order = $1 order by called_at"


async def list_calls(actor: Actor, state: ListState, *, limit: int | None = None) -> CallsOut:
    """A page of those who were drawn; with `limit` the first so many. Filters are `FILTERS`."""
    actor.require(Permission.RUN_SURVEYS)
    wanted = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS), None)
    async with transaction(actor, read_only=True):
        [summed] = await fetch(
            f"{_FOUND} select count(*)::int as total, count(*) filter (where state = '{CallState.DUE}')::int as due "
            "from found",
            *wanted,
        )
        shown = state.within(summed["total"])
        direction = "desc" if shown.descending else "asc"
        rows = await fetch(
            f"{_FOUND} select * from found order by {SORTS[shown.sort]} {direction} nulls first, tries, id "
            "limit $5 offset $6",
            *(*wanted, limit or shown.limit, 0 if limit else shown.offset),
        )
    return CallsOut(items=[_line(row) for row in rows], **summed, page=shown.page, size=shown.size)


async def read_call(actor: Actor, call: UUID) -> CallOut:
    """One who was drawn, with name and number while there is something to ask. CallNotFound."""
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor, read_only=True):
        row = await call_row(call)
        callee = await fetch_row("select * from survey_callee($1)", call) if row["state"] == CallState.DUE else None
        tries = await fetch(_TRIES, row["repair_order"])
    return CallOut(
        line=_line(row),
        customer_name=callee["customer_name"] if callee else "",
        customer_phone=callee["customer_phone"] if callee else "",
        ready_at=row["ready_at"],
        tries=[Try(**each) for each in tries],
    )


async def call_row(call: UUID) -> Record:
    """Inside a transaction. CallNotFound."""
    row = await fetch_row(f"{_FOUND} select * from found", "", "", "", call)
    if row is None:
        raise CallNotFound()
    return row


def _line(row: Record) -> CallLine:
    return CallLine(**{name: row[name] for name in CallLine.model_fields})
