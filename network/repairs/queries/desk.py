"""Reading the order desk: the queue, one order, loan units, templates, what was typed lately."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.desk import TemplateNotFound
from network.repairs.errors.records import OrderNotFound
from network.repairs.queries.history import first_actor, history
from network.repairs.rules.desk import PROMISE_HOURS, TARGET_HOURS, is_phone_tail
from network.repairs.rules.holds import due_at
from network.repairs.schemas.desk import (
    DeskCountsOut,
    DeskOrderDetailOut,
    DeskOrderOut,
    DeskQueueOut,
    DeskSiteOut,
    HoldOut,
    LoanOut,
    SuggestionsOut,
    TemplateOut,
)
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

OPEN = "(o.ready_at is null and o.cancelled_at is null)"
# Until the 24 h target; it stands still while a hold for the customer lasts. $2 is now.
_LEFT = f"o.promise_base_at + interval '{TARGET_HOURS} hours' - coalesce(o.waiting_since, $2::timestamptz)"
_OVERDUE = f"({OPEN} and {_LEFT} < interval '0')"
_AT_HQ = (
    f"({OPEN} and o.sent_to_hq and exists (select from hq_return r "
    "where r.site = o.site and r.order_no = o.order_no and r.back_at is null))"
)
_LOAN_OUT = "(d.loan_out_at is not null and d.loan_back_at is null)"
# Which part of the queue -> its condition. A search looks into all of them when none is chosen.
PARTS = {
    "open": OPEN,
    "overdue": _OVERDUE,
    "hold": "h.id is not null",
    "hq": _AT_HQ,
    "ready": f"(not {OPEN} and o.handed_over_at is null)",
    "done": "o.handed_over_at is not null",
}

_COLUMNS = f"""
o.id, o.order_no, o.serial_no, o.product, o.fault_code, o.received_at, o.diagnosed_at, o.ready_at, o.notified_at,
o.handed_over_at, o.cancelled_at, o.hold_hours, o.waiting_since, o.outcome, o.sent_to_hq, {_AT_HQ} as at_hq,
o.in_warranty, o.charge, o.currency, o.technician, d.customer_name, d.customer_phone, d.symptom, d.accessories,
d.quoted_price, d.currency as quoted_currency, d.loan_unit_no, d.loan_out_at, d.loan_back_at, h.reason as held_for,
o.version
"""
_FROM = """
from repair_order o
join desk_ticket d on d."order" = o.id
left join order_hold h on h."order" = o.id and h.to_at is null
where o.site = $1
"""
_WANTED = """
  and ($3 = '' or o.order_no ilike $3 or o.serial_no ilike $3 or d.customer_name ilike $3
       or ($4 <> '' and right(d.customer_phone, 4) = $4))
"""
_URGENT_FIRST = (
    f"{OPEN} desc, case when {OPEN} then {_LEFT} end, "
    "case when o.handed_over_at is null then coalesce(o.ready_at, o.cancelled_at) end, "
    "o.handed_over_at desc, o.order_no"
)
_COUNTS = f"""
select {", ".join(f"count(*) filter (where {condition})::int as {name}" for name, condition in PARTS.items())},
       count(*) filter (where {_LOAN_OUT})::int as loans {_FROM} and $2::timestamptz is not null
"""


async def queue(actor: Actor, site_code: str, state: ListState, now: datetime) -> DeskQueueOut:
    """A page of the orders of a site's desk: the filter `show` is one of `PARTS`, without it what is open.

    Searches order number, serial number, customer, and the last four digits of the phone. SiteNotFound.
    """
    actor.require(Permission.RUN_DESK)
    part = state.filters.get("show", "") or ("" if state.q else "open")
    condition = PARTS.get(part, "true")
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        counts = await fetch_row(_COUNTS, site, now)
        wanted = (site, now, contains(state.q), state.q if is_phone_tail(state.q) else "")
        total = await fetch_value(
            f"select count(*)::int {_FROM} {_WANTED} and {condition} and $2::timestamptz is not null", *wanted
        )
        shown = state.within(total)
        rows = await fetch(
            f"select {_COLUMNS} {_FROM} {_WANTED} and {condition} order by {_URGENT_FIRST} limit $5 offset $6",
            *wanted,
            shown.limit,
            shown.offset,
        )
    items = [_order_out(row, now) for row in rows]
    told = DeskCountsOut(**dict(counts or {}))
    return DeskQueueOut(items=items, total=total, page=shown.page, size=shown.size, counts=told)


async def desk_order(actor: Actor, site_code: str, order_id: UUID, now: datetime) -> DeskOrderDetailOut:
    """One order of the desk. SiteNotFound; OrderNotFound, also for one that was never taken in there."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        row = await fetch_row(f"select {_COLUMNS} {_FROM} and o.id = $2", site, order_id)
        if row is None:
            raise OrderNotFound()
        subject = f"order:{row['order_no']}"
        holds = await fetch(
            'select id, reason, note, from_at, to_at from order_hold where "order" = $1 order by place', order_id
        )
        order = _order_out(row, now)
        return DeskOrderDetailOut(
            **order.model_dump(),
            promised_at=_due(row, now, PROMISE_HOURS),
            holds=[HoldOut(**dict(hold)) for hold in holds],
            taken_in_by=await first_actor(site, subject),
            history=await history(site, subject),
        )


async def loans_out(actor: Actor, site_code: str) -> list[LoanOut]:
    """The loan units that are out, those that are out longest first. SiteNotFound."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        rows = await fetch(
            'select o.id as "order", o.order_no, o.version, d.loan_unit_no, d.loan_out_at, d.customer_name, '
            f"d.customer_phone, o.handed_over_at is not null as ended {_FROM} and {_LOAN_OUT} "
            "order by d.loan_out_at, d.loan_unit_no",
            site,
        )
    return [LoanOut(**dict(row)) for row in rows]


async def suggestions(actor: Actor, site_code: str) -> SuggestionsOut:
    """What the site has entered in its last orders, the most frequent first. SiteNotFound."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        row = await fetch_row(_LATELY, site)
    return SuggestionsOut(**dict(row or {}))


def _frequent(column: str) -> str:
    return (
        f"array(select {column} from recent where {column} <> '' group by {column} "
        f"order by count(*) desc, {column} limit 30)"
    )


_LATELY = f"""
with recent as materialized (
    select product, technician, fault_code, currency from repair_order where site = $1
    order by received_at desc limit 300
)
select {_frequent("product")} as products, {_frequent("technician")} as technicians,
       {_frequent("fault_code")} as fault_codes,
       coalesce((select currency from desk_ticket where site = $1 and currency is not null
                 order by entered_at desc limit 1), ({_frequent("currency")})[1], '') as currency
"""


async def templates(actor: Actor, site_code: str) -> list[TemplateOut]:
    """The templates of a site by name. SiteNotFound."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        rows = await fetch(f"{_TEMPLATE} where site = $1 order by lower(name), id", site)
    return [TemplateOut(**dict(row)) for row in rows]


async def template(actor: Actor, site_code: str, template_id: UUID) -> TemplateOut:
    """One of them. SiteNotFound, TemplateNotFound."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        site = (await site_row(site_code))["id"]
        return TemplateOut(**dict(await template_row(site, template_id)))


_TEMPLATE = "select id, name, product, symptom, fault_code, quoted_price, currency from order_template"


async def template_row(site: int, template_id: UUID) -> Record:
    """Inside a transaction. TemplateNotFound."""
    row = await fetch_row(f"{_TEMPLATE} where site = $1 and id = $2", site, template_id)
    if row is None:
        raise TemplateNotFound()
    return row


async def desk_sites(actor: Actor, now: datetime) -> list[DeskSiteOut]:
    """The sites whose desk the actor runs, by code, with how much waits at each."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select s.code, s.name, s.name_zh, coalesce(x.open, 0) as open, coalesce(x.overdue, 0) as overdue "
            "from site s "
            "left join lateral ("
            f"select count(*) filter (where {OPEN})::int as open, count(*) filter (where {_OVERDUE})::int as overdue "
            'from repair_order o join desk_ticket d on d."order" = o.id where o.site = s.id) x on true '
            "where s.id = any ($1::int[]) order by s.code",
            sorted(actor.sites or ()),
            now,
        )
    return [DeskSiteOut(**dict(row)) for row in rows]


def _order_out(row: Record, now: datetime) -> DeskOrderOut:
    return DeskOrderOut(**dict(row), due_at=_due(row, now, TARGET_HOURS))


def _due(row: Record, now: datetime, promised_hours: int) -> datetime:
    return due_at(row["received_at"], row["hold_hours"], row["waiting_since"], now, promised_hours)
