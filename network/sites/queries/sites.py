"""Reading sites. What an actor does not reach is not there: row security sees to it in every statement."""

import json

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import current
from network.sites.errors.sites import SiteNotFound
from network.sites.schemas.sites import SiteOut, SitesOut
from network.web.listing import ListState

# Sorting key of a list -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {
    "code": "s.code",
    "name": "lower(s.name)",
    "name_zh": "s.name_zh",
    "kind": "s.kind",
    "city": "s.city",
    "city_tier": "s.city_tier",
    "region": "r.path",
    "status": "s.status",
    "opened_on": "s.opened_on",
}
FILTERS = ("region", "kind", "status", "tier")

# The Chinese path is put together from the nodes, because only each node's own name is kept in both languages.
_FROM = """
from site s
left join region r on r.id = s.region
left join operator o on o.id = s.operator
"""
_COLUMNS = """
select s.id, s.code, s.name, s.name_zh, s.kind, s.city, s.city_zh, s.city_tier, r.path as region,
       (select string_agg(up.name_zh, '/' order by length(up.path)) from region up
        where r.path = up.path or starts_with(r.path, up.path || '/')) as region_zh,
       o.name as operator, o.name_zh as operator_zh, s.time_zone, s.status, s.opened_on, s.closed_on,
       s.opening_hours, s.holidays
"""
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1 or s.city ilike $1 or s.city_zh ilike $1)
  and ($2 = '' or r.path = $2 or starts_with(r.path, $2 || '/'))
  and ($3 = '' or s.kind = $3)
  and ($4 = '' or s.status = $4)
  and ($5 = '' or s.city_tier::text = $5)
"""


async def site(actor: Actor, code: str) -> SiteOut:
    """The site with this code; SiteNotFound when there is none that this actor reaches."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        return site_out(await site_row(code))


async def list_sites(actor: Actor, state: ListState, *, limit: int | None = None) -> SitesOut:
    """A page of the sites in reach. Searches code, names and cities; filters are `FILTERS`, sorting keys are `SORTS`.

    With `limit` the first so many instead of a page, for an export. Names sort as the reader's language writes them.
    """
    actor.require(Permission.READ_SITES)
    wanted = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *wanted)
        shown = state.within(total)
        key = "name_zh" if shown.sort == "name" and current().code == "zh_CN" else shown.sort
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"{_COLUMNS} {_FROM} {_WANTED} order by {SORTS[key]} {direction}, s.code limit $6 offset $7",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return SitesOut(items=[site_out(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def site_ids(actor: Actor) -> dict[str, int]:
    """Code -> id of every site in reach, by code."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        rows = await fetch("select code, id from site order by code")
    return {row["code"]: row["id"] for row in rows}


async def site_row(code: str) -> Record:
    """Inside a transaction: what `site_out` takes, and the site's `id`. SiteNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in code else await fetch_row(f"{_COLUMNS} {_FROM} where s.code = $1", code)
    if row is None:
        raise SiteNotFound()
    return row


def site_out(row: Record) -> SiteOut:
    values = {name: row[name] for name in SiteOut.model_fields if name not in ("opening_hours", "holidays")}
    return SiteOut(**values, opening_hours=json.loads(row["opening_hours"]), holidays=json.loads(row["holidays"]))


def contains(typed: str) -> str:
    """The ILIKE pattern for texts that hold what was typed; empty when nothing was."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if escaped else ""
