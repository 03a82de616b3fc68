"""Reading sites. What an actor does not reach is not there: row security sees to it in every statement."""

import json
from dataclasses import dataclass
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch_row, transaction
from network.foundation.i18n import current
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.regions import TREE
from network.sites.schemas.sites import RegionOut, SiteOut, SitesOut
from network.sites.schemas.views import ViewOut
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
    "operator": "lower(o.name)",
    "operator_zh": "o.name_zh",
    "status": "s.status",
    "opened_on": "s.opened_on",
}
FILTERS = ("region", "kind", "status", "tier")

# Lists that a name in the reader's language is sorted by.
_SPOKEN = frozenset({"name", "operator"})

# The Chinese path is put together from the nodes, because only each node's own name is kept in both languages.
COLUMNS = """
s.id, s.code, s.name, s.name_zh, s.kind, s.city, s.city_zh, s.city_tier, r.path as region,
(select string_agg(coalesce(nullif(up.name_zh, ''), up.name), '/' order by length(up.path)) from region up
 where r.path = up.path or starts_with(r.path, up.path || '/')) as region_zh,
o.name as operator, o.name_zh as operator_zh, s.time_zone, s.status, s.opened_on, s.closed_on, s.opening_hours,
s.holidays, s.make_up_days, s.address, s.address_zh, s.phone, trim_scale(s.latitude) as latitude,
trim_scale(s.longitude) as longitude
"""
FROM = """
from site s
left join region r on r.id = s.region
left join operator o on o.id = s.operator
"""
WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1 or s.city ilike $1 or s.city_zh ilike $1)
  and ($2 = '' or r.path = $2 or starts_with(r.path, $2 || '/'))
  and ($3 = '' or s.kind = $3)
  and ($4 = '' or s.status = $4)
  and ($5 = '' or s.city_tier::text = $5)
"""

# Everything that the page of the list shows, in one statement: what matches is ordered by the columns of its order
# alone, and only what is shown is put together. $6 rows from $7 on, or the last page when that is past the end.
_LIST = f"""
with found as materialized (
    select s.id, row_number() over (order by {{order}}) as place, count(*) over () as total {FROM} {WANTED}
), shown as (
    select found.place, to_jsonb(line) - 'id' as line
    from found join lateral (select {COLUMNS} {FROM} where s.id = found.id) line on true
    cross join lateral (select least($7::bigint, greatest(0, (total - 1) / $6 * $6)) as start) page
    where found.place > page.start and found.place <= page.start + $6
)
select coalesce((select max(total) from found), 0)::int as total,
       (select coalesce(jsonb_agg(line order by place), '[]') from shown) as items,
       (select coalesce(jsonb_agg(node order by node.path), '[]') from ({TREE}) node) as regions,
       (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'query', query, 'is_default', is_default)
                                  order by name), '[]')
        from saved_view where list = 'sites' and account = my_account()) as views
"""


@dataclass(frozen=True, slots=True)
class SitesPage:
    """All that the page of the list shows: the sites, the region tree to filter by, and the reader's own views."""

    found: SitesOut
    regions: list[RegionOut]
    views: list[ViewOut]


async def site(actor: Actor, code: str) -> SiteOut:
    """The site with this code; SiteNotFound when there is none that this actor reaches."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        return site_out(await site_row(code))


async def list_sites(actor: Actor, state: ListState, *, limit: int | None = None) -> SitesOut:
    """A page of the sites in reach. Searches code, names and cities; filters are `FILTERS`, sorting keys are `SORTS`.

    With `limit` the first so many instead of a page, for an export. Names sort as the reader's language writes them.
    """
    return (await sites_page(actor, state, limit=limit)).found


async def sites_page(actor: Actor, state: ListState, *, limit: int | None = None) -> SitesPage:
    """The same with all else that the page of the list shows, in one statement."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            _LIST.format(order=order_of(state)), *wanted_of(state), limit or state.limit, 0 if limit else state.offset
        )
    found = {} if row is None else {name: json.loads(row[name]) for name in ("items", "regions", "views")}
    total = 0 if row is None else row["total"]
    return SitesPage(
        SitesOut(
            items=[SiteOut.model_validate(each) for each in found["items"]],
            total=total,
            page=state.within(total).page,
            size=state.size,
        ),
        [RegionOut.model_validate(each) for each in found["regions"]],
        [ViewOut.model_validate(each) for each in found["views"]],
    )


def wanted_of(state: ListState) -> tuple[str, ...]:
    """The values that `WANTED` asks for, from $1 on."""
    return (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))


def order_of(state: ListState) -> str:
    """What the rows are sorted by: our own text, never the reader's."""
    spoken = state.sort in _SPOKEN and current().code == "zh_CN"
    direction = "desc" if state.descending else "asc"
    return f"{SORTS[f'{state.sort}_zh' if spoken else state.sort]} {direction} nulls last, s.code"


async def site_row(code: str) -> Record:
    """Inside a transaction: what `site_out` takes, and the site's `id`. SiteNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in code else await fetch_row(f"select {COLUMNS} {FROM} where s.code = $1", code)
    if row is None:
        raise SiteNotFound()
    return row


_JSON = ("opening_hours", "holidays", "make_up_days")


def site_out(row: Record) -> SiteOut:
    values: dict[str, Any] = {name: row[name] for name in SiteOut.model_fields}
    return SiteOut(**values | {name: json.loads(row[name]) for name in _JSON})


def contains(typed: str) -> str:
    """The ILIKE pattern for texts that hold what was typed; empty when nothing was."""
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if escaped else ""
