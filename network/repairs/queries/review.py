"""Reading what looks odd: the list, and one flag with the records behind it. Headquarters only."""

import json
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import current
from network.repairs.errors.review import FlagNotFound
from network.repairs.queries.anomalies import orders_behind, returns_behind
from network.repairs.rules.anomalies import Oddity
from network.repairs.schemas.review import BehindOut, FlagDetailOut, FlagOut, FlagsOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with the id, so that pages never overlap.
SORTS = {
    "site": "s.code",
    "name": "lower(s.name)",
    "name_zh": "s.name_zh",
    "month": "f.month",
    "kind": "f.kind",
    "found_at": "f.found_at",
    "state": "array_position(array['open', 'confirmed', 'cleared'], f.state::text)",
}
FILTERS = ("state", "kind", "month", "region")
MOST_BEHIND = 50

_COLUMNS = """
f.id, s.code as site, s.name, s.name_zh, s.time_zone, r.path as region, to_char(f.month, 'YYYY-MM') as month, f.kind,
f.facts, f.found_at, f.state, f.decider, f.decided_at, f.note
"""
_FROM = "from review_flag f join site s on s.id = f.site left join region r on r.id = s.region"

_LIST = f"""
select {_COLUMNS}, count(*) over ()::int as total {_FROM}
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1)
  and ($2 = '' or f.state = $2) and ($3 = '' or f.kind = $3) and ($4 = '' or to_char(f.month, 'YYYY-MM') = $4)
  and ($5 = '' or r.path = $5 or starts_with(r.path, $5 || '/'))
order by {{order}} limit $6 offset $7
"""


async def list_flags(actor: Actor, state: ListState, *, limit: int | None = None) -> FlagsOut:
    """A page of what looks odd in reach; sorting keys are `SORTS`. With `limit` the first so many, for an export."""
    actor.require(Permission.DECIDE_REPORTS)
    key = "name_zh" if state.sort == "name" and current().code == "zh_CN" else state.sort
    order = f"{SORTS[key]} {'desc' if state.descending else 'asc'}, f.month desc, s.code, f.id"
    asked = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        sql = _LIST.format(order=order)
        rows = await fetch(sql, *asked, limit or state.limit, 0 if limit else state.offset)
        if not rows and state.offset and not limit:
            rows = await fetch(sql, *asked, state.limit, 0)
        waiting = await fetch_value("select count(*)::int from review_flag where state = 'open'")
    total = rows[0]["total"] if rows else 0
    return FlagsOut(
        items=[FlagOut(**_told(row)) for row in rows],
        total=total,
        page=state.within(total).page,
        size=state.size,
        open=waiting,
    )


async def flag(actor: Actor, flag_id: UUID) -> FlagDetailOut:
    """One flag, with the first records behind it. FlagNotFound."""
    actor.require(Permission.DECIDE_REPORTS)
    async with transaction(actor, read_only=True, snapshot=True):
        row = await flag_row(flag_id)
        behind = await _behind(row)
    return FlagDetailOut(**_told(row), behind=behind)


async def flag_row(flag_id: UUID, *, locked: bool = False) -> Record:
    """Inside a transaction: a flag and its site. FlagNotFound."""
    lock = "for update of f" if locked else ""
    row = await fetch_row(
        f"select {_COLUMNS}, f.site as site_id, f.month as first {_FROM} where f.id = $1 {lock}", flag_id
    )
    if row is None:
        raise FlagNotFound()
    return row


async def _behind(row: Record) -> list[BehindOut]:
    kind = Oddity(row["kind"])
    if kind is Oddity.FALSE_NIL:
        units = await returns_behind(row["site_id"], row["first"], MOST_BEHIND)
        return [_record("hq_return", each["return_no"], each) for each in units]
    orders = await orders_behind(kind, row["site_id"], row["first"], row["facts"], MOST_BEHIND)
    return [_record("repair_order", each["order_no"], dict(each)) for each in orders]


def _record(record: str, number: str, row: dict[str, Any]) -> BehindOut:
    times = {name: value for name, value in row.items() if name.endswith("_at")}
    return BehindOut(id=row["id"], record=record, number=number, times=times)


def _told(row: Record) -> dict[str, Any]:
    return {name: row[name] for name in FlagOut.model_fields if name != "facts"} | {"facts": json.loads(row["facts"])}
