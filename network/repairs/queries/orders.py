"""Reading repair orders."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.records import OrderNotFound
from network.repairs.queries.history import SOURCE_COLUMNS, SOURCE_JOIN, history, source_of
from network.repairs.queries.returns import returns_of_order
from network.repairs.schemas.records import OrderDetailOut, OrderOut, OrderRef, OrdersOut
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key of a list -> what the rows are sorted by. Every order ends with the number, so that pages never overlap.
SORTS = {
    "order_no": "t.order_no",
    "serial_no": "t.serial_no",
    "product": "t.product",
    "fault_code": "t.fault_code",
    "received_at": "t.received_at",
    "ready_at": "t.ready_at",
    "turnaround_hours": "t.turnaround_hours",
    "outcome": "t.outcome",
    "sent_to_hq": "t.sent_to_hq",
    "technician": "t.technician",
}
FILTERS = ("state", "sent", "outcome", "back")

_STATE = (
    "case when t.ready_at is not null then 'ready' when t.cancelled_at is not null then 'cancelled' else 'open' end"
)
_WANTED = f"""
where t.site = $1
  and ($2 = '' or t.order_no ilike $2 or t.serial_no ilike $2)
  and ($3 = '' or {_STATE} = $3)
  and ($4 = '' or t.sent_to_hq = ($4 = 'yes'))
  and ($5 = '' or t.outcome = $5)
  and ($6 = '' or (t.came_back_at is not null) = ($6 = 'yes'))
"""


async def list_orders(actor: Actor, site_code: str, state: ListState, *, limit: int | None = None) -> OrdersOut:
    """A page of a site's orders. Searches number and serial; filters are `FILTERS`, sorting keys are `SORTS`.

    With `limit` the first so many instead of a page, for an export. SiteNotFound.
    """
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        wanted = (site["id"], contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
        total = await fetch_value(f"select count(*) from repair_order t {_WANTED}", *wanted)
        shown = state.within(total)
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"select t.*, {_STATE} as state from repair_order t {_WANTED} "
            f"order by {SORTS[shown.sort]} {direction}, t.order_no limit $7 offset $8",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [order_out(row, site_code) for row in rows]
    return OrdersOut(items=items, total=total, page=shown.page, size=shown.size)


async def order(actor: Actor, site_code: str, order_id: UUID) -> OrderDetailOut:
    """One order with its source, its history and the unit's other repairs. SiteNotFound, OrderNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(
            f"select t.*, {_STATE} as state, {SOURCE_COLUMNS} from repair_order t {SOURCE_JOIN} "
            "where t.site = $1 and t.id = $2",
            site["id"],
            order_id,
        )
        if row is None:
            raise OrderNotFound()
        return OrderDetailOut(
            **order_out(row, site_code).model_dump(),
            source=await source_of(row, f"order:{row['order_no']}"),
            history=await history(site["id"], f"order:{row['order_no']}"),
            came_back=await _came_back(row),
            came_from=await _came_from(row),
            returns=await returns_of_order(site["id"], site_code, row["order_no"]),
        )


def order_out(row: Record, site_code: str) -> OrderOut:
    return OrderOut(site=site_code, **{name: row[name] for name in OrderOut.model_fields if name != "site"})


# Another order for the same unit where this actor can see it, at the same site if there is one.
_NEXT = """
select s.code, t.id, t.order_no, t.received_at as at from repair_order t join site s on s.id = t.site
where t.serial_no = $1 and t.received_at = $2 and t.id <> $3 order by t.site <> $4, s.code limit 1
"""
_PREVIOUS = """
select s.code, t.id, t.order_no, t.ready_at as at from repair_order t join site s on s.id = t.site
where t.serial_no = $1 and t.came_back_at = $2 and t.id <> $3 order by t.site <> $4, t.ready_at desc limit 1
"""


async def _came_back(row: Record) -> OrderRef | None:
    if row["came_back_at"] is None:
        return None
    found = await fetch_row(_NEXT, row["serial_no"], row["came_back_at"], row["id"], row["site"])
    return _ref(found) if found else OrderRef(at=row["came_back_at"], site=None, id=None, order_no=None)


async def _came_from(row: Record) -> OrderRef | None:
    if row["serial_no"] is None:
        return None
    found = await fetch_row(_PREVIOUS, row["serial_no"], row["received_at"], row["id"], row["site"])
    return _ref(found) if found else None


def _ref(row: Record) -> OrderRef:
    return OrderRef(at=row["at"], site=row["code"], id=row["id"], order_no=row["order_no"])
