"""Lists of applications: of headquarters those that were submitted, of an applicant its own."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.i18n import current
from network.sites.queries.applications import REGION_ZH
from network.sites.queries.sites import contains
from network.sites.schemas.applications import ApplicationLineOut, ApplicationsOut
from network.sites.schemas.sites import RegionOut
from network.web.listing import ListState

# Sorting key of a list -> what the rows are sorted by. Every order ends with the number, so that pages never overlap.
SORTS = {
    "number": "a.number",
    "site_name": "lower(coalesce(nullif(a.site_name, ''), a.site_name_zh))",
    "site_name_zh": "coalesce(nullif(a.site_name_zh, ''), a.site_name)",
    "operator_name": "lower(coalesce(nullif(a.operator_name, ''), a.operator_name_zh))",
    "city": "a.city",
    "region": "r.path",
    "state": "array_position(array['submitted','desk_review','site_visit','scored','decision','contracted',"
    "'opening_check','certified','rejected','withdrawn'], a.state)",
    "submitted_at": "a.submitted_at",
    "since": "last.since",
    "total": "marks.total",
}
FILTERS = ("state", "region", "city")

_FROM = """
from application a
left join region r on r.id = a.region
"""
# Of two assessors the mean, of three the median: `percentile_cont` is both.
_FIGURES = """
left join lateral (
    select max(s.at) as since from application_step s where s.application = a.id and s.to_state = a.state
) last on true
left join lateral (
    select round((percentile_cont(0.5) within group (order by m.total))::numeric, 2) as total
    from assessment_marks m where m.application = a.id and m.open and m.total is not null
) marks on true
"""
_HEAD = f"""
select a.id, a.number, a.state, a.operator_name, a.operator_name_zh, a.site_name, a.site_name_zh, a.city, a.city_zh,
       r.path as region, {REGION_ZH} as region_zh, a.submitted_at
"""
_WANTED = """
where a.state <> 'draft'
  and ($1 = '' or a.number ilike $1 or a.operator_name ilike $1 or a.operator_name_zh ilike $1
       or a.site_name ilike $1 or a.site_name_zh ilike $1 or a.city ilike $1 or a.city_zh ilike $1)
  and ($2 = '' or a.state = $2)
  and ($3 = '' or r.path = $3 or starts_with(r.path, $3 || '/'))
  and ($4 = '' or a.city = $4)
"""


async def list_applications(actor: Actor, state: ListState, *, limit: int | None = None) -> ApplicationsOut:
    """A page of the applications in reach. Searches number and names; filters are `FILTERS`, sorting keys `SORTS`.

    With `limit` the first so many instead of a page, for an export.
    """
    actor.require(Permission.READ_APPLICATIONS)
    wanted = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *wanted)
        shown = state.within(total)
        key = "site_name_zh" if shown.sort == "site_name" and current().code == "zh_CN" else shown.sort
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"{_HEAD}, coalesce(last.since, a.created_at) as since, marks.total {_FROM} {_FIGURES} {_WANTED} "
            f"order by {SORTS[key]} {direction}, a.number limit $5 offset $6",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [ApplicationLineOut(**dict(row)) for row in rows]
    return ApplicationsOut(items=items, total=total, page=shown.page, size=shown.size)


# More than anybody fills in; the newest first.
MOST_OWN = 100

_OWN = f"""
{_HEAD}, coalesce((select max(s.at) from application_step s where s.application = a.id), a.created_at) as since,
       null::numeric as total
{_FROM} where a.applicant = $1 order by a.created_at desc, a.number limit {MOST_OWN}
"""


async def own_applications(actor: Actor) -> list[ApplicationLineOut]:
    """The applicant's own, the newest first. Nothing is told of their assessment."""
    actor.require(Permission.APPLY)
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWN, actor.account)
    return [ApplicationLineOut(**dict(row)) for row in rows]


# Like `regions`, but of those that hold an application in reach.
_TREE = """
select r.path, r.name, r.name_zh, parent.path as parent
from region r left join region parent on parent.id = r.parent
where exists (
    select from application a join region below on below.id = a.region
    where a.state <> 'draft' and (below.path = r.path or starts_with(below.path, r.path || '/')))
order by r.path
"""


async def regions_of_applications(actor: Actor) -> list[RegionOut]:
    """The regions that applications in reach are for, parents before children."""
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_TREE)
    return [RegionOut(**dict(row)) for row in rows]
