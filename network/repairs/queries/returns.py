"""Reading returns to HQ."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.records import ReturnNotFound
from network.repairs.queries.contests import is_blind
from network.repairs.queries.history import SOURCE_COLUMNS, SOURCE_JOIN, history, known_to, source_of
from network.repairs.schemas.records import ReturnDetailOut, ReturnOut, ReturnsOut
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key of a list -> what the rows are sorted by. Every order ends with the number, so that pages never overlap.
SORTS = {
    "return_no": "t.return_no",
    "order_no": "t.order_no",
    "serial_no": "t.serial_no",
    "product": "t.product",
    "shipped_at": "t.shipped_at",
    "received_at": "t.received_at",
    "inspected_at": "t.inspected_at",
    "finding": "t.finding",
    "requested_by_hq": "t.requested_by_hq",
}
FILTERS = ("state", "finding", "requested")

_WANTED = """
where t.site = $1
  and ($2 = '' or t.return_no ilike $2 or t.order_no ilike $2 or t.serial_no ilike $2)
  and ($3 = '' or (t.inspected_at is null) = ($3 = 'waiting'))
  and ($4 = '' or t.finding = $4)
  and ($5 = '' or t.requested_by_hq = ($5 = 'yes'))
"""


async def list_returns(actor: Actor, site_code: str, state: ListState, *, limit: int | None = None) -> ReturnsOut:
    """A page of a site's returns. Searches numbers and serial; filters are `FILTERS`, sorting keys are `SORTS`.

    With `limit` the first so many instead of a page, for an export. SiteNotFound.
    """
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        wanted = (site["id"], contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
        total = await fetch_value(f"select count(*) from hq_return t {_WANTED}", *wanted)
        shown = state.within(total)
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"select t.* from hq_return t {_WANTED} "
            f"order by {SORTS[shown.sort]} {direction}, t.return_no limit $6 offset $7",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [return_out(row, site_code) for row in rows]
    return ReturnsOut(items=items, total=total, page=shown.page, size=shown.size)


async def return_(actor: Actor, site_code: str, return_id: UUID) -> ReturnDetailOut:
    """One return with its source, its history and the order it belongs to. SiteNotFound, ReturnNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(
            f"select t.*, o.id as order_id, {SOURCE_COLUMNS} from hq_return t {SOURCE_JOIN} "
            "left join repair_order o on o.site = t.site and o.order_no = t.order_no where t.site = $1 and t.id = $2",
            site["id"],
            return_id,
        )
        if row is None:
            raise ReturnNotFound()
        subject, known = f"return:{row['return_no']}", await known_to(actor)
        found = ReturnDetailOut(
            **return_out(row, site_code).model_dump(),
            source=await source_of(row, subject, known),
            history=await history(site["id"], subject, known),
            order=row["order_id"],
        )
        return _without_finding(found) if await is_blind(actor, return_id) else found


def _without_finding(found: ReturnDetailOut) -> ReturnDetailOut:
    """As whoever may test the unit again reads it: what was found first would be in the way."""
    hidden = {"finding": None, "inspected_at": None, "reversed_at": None}
    told = [event for event in found.history if not any(change.column in hidden for change in event.changes)]
    return found.model_copy(update={**hidden, "history": told})


async def returns_of_order(site: int, site_code: str, order_no: str) -> list[ReturnOut]:
    """Inside a transaction: what was sent to HQ for one order."""
    rows = await fetch(
        "select * from hq_return where site = $1 and order_no = $2 order by shipped_at, return_no", site, order_no
    )
    return [return_out(row, site_code) for row in rows]


def return_out(row: Record, site_code: str) -> ReturnOut:
    return ReturnOut(site=site_code, **{name: row[name] for name in ReturnOut.model_fields if name != "site"})
