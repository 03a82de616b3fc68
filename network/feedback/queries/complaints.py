"""Reading complaints: a list of them, and one with all that happened to it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.feedback.errors.complaints import ComplaintNotFound
from network.feedback.rules.complaints import ACKNOWLEDGE_HOURS, ANSWER_HOURS, Responsible, Step, base_at, share
from network.feedback.schemas.complaints import ComplaintLine, ComplaintOut, ComplaintsOut, StepOut
from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import HEADQUARTERS
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the id, so that pages never overlap.
SORTS = {
    "complaint_no": "line.complaint_no",
    "site": "line.site",
    "received_at": "line.received_at",
    "due_at": "line.due_at",
    "severity": "array_position(array['critical', 'major', 'minor'], line.severity::text)",
}
FILTERS = ("stage", "severity", "branch", "channel", "substantiated")

# $1: now, $2: a site or none. While a wait for the customer lasts nothing is late.
_LINES = f"""
with line as (
    select c.id, c.complaint_no, coalesce(s.code, '') as site, coalesce(s.name, '') as site_name,
           coalesce(s.name_zh, '') as site_name_zh, coalesce(s.time_zone, '{HEADQUARTERS.key}') as time_zone,
           c.channel, c.received_at, c.problem, c.severity, c.state, c.substantiated, c.responsible, c.care_on,
           c.decided_at, c.words, c.order_no, c.due_base_at + interval '{ANSWER_HOURS} hours' as due_at,
           c.waiting_since is not null as waits,
           coalesce(c.answered_at, least($1::timestamptz, c.waiting_since)) > c.due_base_at
               + interval '{ANSWER_HOURS} hours' as late
    from complaint c left join site s on s.id = c.site
    where $2::integer is null or c.site = $2
)
"""
_FOUND = """
where ($3 = '' or site ilike $3 or site_name ilike $3 or site_name_zh ilike $3 or complaint_no ilike $3
       or order_no ilike $3 or words ilike $3)
  and ($4 = '' or severity = $4) and ($5 = '' or split_part(problem, '.', 1) = $5) and ($6 = '' or channel = $6)
  and case $7 when '' then true when 'yes' then substantiated when 'no' then not substantiated
              when 'open' then substantiated is null else false end
  and case $8 when '' then true when 'locate' then site = '' when 'owed' then state in ('received', 'acknowledged')
              when 'overdue' then late and state in ('received', 'acknowledged')
              when 'decide' then decided_at is null and site <> ''
              when 'care' then care_on is not null else state = $8 end
"""


async def list_complaints(actor: Actor, state: ListState, now: datetime, *, limit: int | None = None) -> ComplaintsOut:
    """A page of the complaints in reach. Searches numbers, sites, orders and words; filters are `FILTERS`, sorting
    keys `SORTS`. With `limit` the first so many instead of a page, for an export."""
    actor.require(Permission.READ_COMPLAINTS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, line.received_at desc, line.id"
    async with transaction(actor, read_only=True):
        filters = (state.filters.get(name, "") for name in ("severity", "branch", "channel", "substantiated", "stage"))
        wanted = (now, None, contains(state.q), *filters)
        total = await fetch_value(f"{_LINES} select count(*)::int from line {_FOUND}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_LINES} select * from line {_FOUND} order by {order} limit $9 offset $10",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [_line(row) for row in rows]
    return ComplaintsOut(items=items, total=total, page=shown.page, size=shown.size)


async def complaint(actor: Actor, complaint_id: UUID, now: datetime) -> ComplaintOut:
    """One complaint with all that happened to it. ComplaintNotFound."""
    actor.require(Permission.READ_COMPLAINTS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_LINES} select * from line where id = $3", now, None, complaint_id)
        if row is None:
            raise ComplaintNotFound()
        kept = await complaint_row(complaint_id)
        who = (
            None
            if _is_of_site(actor)
            else await fetch_row("select name, phone from complaint_customer where complaint = $1", complaint_id)
        )
        case = await fetch_value("select id from overcharge_case where complaint = $1", complaint_id)
        steps = await _steps(actor, complaint_id)
    told = ", ".join(part for part in (who["name"], who["phone"]) if part) if who else kept["customer"]
    responsible = Responsible(kept["responsible"]) if kept["responsible"] else None
    base = base_at(kept["received_at"], kept["told_at"], kept["hold_hours"])
    beside: dict[str, Any] = {
        "customer": told,
        "acknowledge_due_at": base + timedelta(hours=ACKNOWLEDGE_HOURS),
        "answerer": _named(actor, kept["answerer"], kept["answer_side"]),
        "decider": None if _is_of_site(actor) else kept["decider"],
        "overcharge": case,
        "share": share(responsible, substantiated=kept["substantiated"]),
        "mine": actor.account is not None and kept["answered_by"] == actor.account,
        "steps": steps,
    }
    line = _line(row).model_dump()
    own = {name: kept[name] for name in ComplaintOut.model_fields if name not in beside and name not in line}
    return ComplaintOut(**line, **own, **beside)


async def complaint_row(complaint_id: UUID) -> Record:
    """Inside a transaction. ComplaintNotFound."""
    row = await fetch_row("select * from complaint where id = $1", complaint_id)
    if row is None:
        raise ComplaintNotFound()
    return row


async def site_for(code: str, received_at: datetime) -> Record | None:
    """Inside a transaction: the site of a complaint; None when it was closed on its day then. SiteNotFound."""
    site = await site_row(code)
    day = received_at.astimezone(ZoneInfo(site["time_zone"])).date()
    closed = site["closed_on"] <= day if site["closed_on"] else site["status"] == "closed"
    return None if closed else site


async def order_of(site: int, order_no: str) -> Record | None:
    """Inside a transaction: the order of that number at the site, and its charge; None without one."""
    return await fetch_row(
        "select o.id, coalesce(o.product, '') as product, coalesce(o.fault_code, '') as service, o.charge, o.currency, "
        "(coalesce(o.handed_over_at, o.ready_at, o.received_at) at time zone s.time_zone)::date as charged_on "
        "from repair_order o join site s on s.id = o.site where o.site = $1 and o.order_no = $2",
        site,
        order_no,
    )


def _line(row: Record) -> ComplaintLine:
    return ComplaintLine(**{name: row[name] for name in ComplaintLine.model_fields})


async def _steps(actor: Actor, complaint_id: UUID) -> list[StepOut]:
    """The newest first."""
    rows = await fetch(
        "select what, note, side, who, at from complaint_step where complaint = $1 "
        "order by at desc, array_position($2::text[], what::text) desc, id",
        complaint_id,
        list(Step),
    )
    return [StepOut(**{**dict(row), "who": _named(actor, row["who"], row["side"])}) for row in rows]


def _named(actor: Actor, who: str | None, side: str | None) -> str | None:
    """Nobody at a site is told who at headquarters did what."""
    return None if side == "hq" and _is_of_site(actor) else who


def _is_of_site(actor: Actor) -> bool:
    return actor.role is Role.SITE_OPERATOR
