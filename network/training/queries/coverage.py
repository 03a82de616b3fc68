"""Who must have passed what and who has, for pages and programs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, plan_anew, transaction
from network.sites.queries.sites import contains, site_row
from network.training.queries.coverage_sql import SITES_COVERED, pairs
from network.training.rules.coverage import ENDING, Standing, standing
from network.training.schemas.coverage import CoverageOut, CoveredSite, NeedOut, NextSession, PlanLine
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {
    "site": "s.code",
    "region": "r.path",
    "required": "c.required",
    "missing": "c.counted - c.covered",
    "share": "c.covered::numeric / nullif(c.counted, 0)",
}
FILTERS = ("region", "on")

_NEEDS = """
select s.code as site, p.person, p.name, p.role, c.key as course, c.title ->> 'en' as title,
       c.title ->> 'zh_CN' as title_zh, p.since, p.due_on, p.valid, p.valid_to, p.ended_on, p.day
from ({pairs}) p
join site s on s.id = p.site
join course c on c.id = p.course
order by s.code, p.name, p.person, c.key
"""
# $3 what is looked for, $4 the region with those below it.
_SITES = f"""
with covered as ({SITES_COVERED})
select s.code as site, s.name, s.name_zh, r.path as region, c.required, c.held, c.counted, c.covered,
       count(*) over () as total, sum(c.required) over ()::int as all_required, sum(c.held) over ()::int as all_held,
       sum(c.counted) over ()::int as all_counted, sum(c.covered) over ()::int as all_covered
from covered c join site s on s.id = c.site left join region r on r.id = s.region
where ($3 = '' or s.code ilike $3 or s.name ilike $3 or s.name_zh ilike $3)
  and ($4 = '' or r.path = $4 or starts_with(r.path, $4 || '/'))
"""
# $1 now, $2 the region of the site, whose sessions and those of the regions above it are for its people.
_SESSIONS = """
select t.id, c.key as course, t.starts_at, t.time_zone, t.place, r.path as region, t.seats,
       (t.seats - coalesce(taken.taken, 0))::int as free, t.cost, t.currency
from training_session t
join course_version v on v.id = t.version
join course c on c.id = v.course
left join region r on r.id = t.region
left join seats_taken(array(select id from training_session where state = 'planned' and starts_at > $1)) taken
    on taken.session = t.id
where t.state = 'planned' and t.starts_at > $1
  and ($2::text is null or r.path is null or r.path = $2 or starts_with($2, r.path || '/'))
order by t.starts_at, t.id
"""
# $1 the day until which what ends is to be planned for, $2 now. `seated`: those who need no seat any more.
_PLAN = f"""
with seated as (
    select distinct e.person, v.course
    from enrolment e
    join training_session t on t.id = e.session and t.state = 'planned' and t.starts_at > $2
    join course_version v on v.id = t.version
    where e.state = 'enrolled'
), need as (
    select s.region, p.course, count(distinct p.person)::int as people, count(distinct d.person)::int as seated,
           count(distinct p.person) filter (where not p.valid and p.due_on <= p.day)::int as overdue
    from ({pairs("($2::timestamptz at time zone s.time_zone)::date", "s.status = 'active'")}) p
    join site s on s.id = p.site
    left join seated d on d.person = p.person and d.course = p.course
    where not p.valid or p.valid_to < $1
    group by s.region, p.course
), free as (
    select t.id, t.region, v.course, t.starts_at, t.time_zone, t.place, (t.seats - coalesce(k.taken, 0))::int as free,
           t.cost, t.currency
    from training_session t
    join course_version v on v.id = t.version
    left join seats_taken(array(select id from training_session where state = 'planned' and starts_at > $2)) k
        on k.session = t.id
    where t.state = 'planned' and t.starts_at > $2
)
select r.path as region, c.key as course, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, n.people,
       n.overdue, n.seated, coalesce(f.free, 0) as free, f.cost, f.currency, nearest.id as session, nearest.starts_at,
       nearest.time_zone, nearest.place
from need n
join course c on c.id = n.course
left join region r on r.id = n.region
left join lateral (
    select sum(free.free)::int as free, (array_agg(free.cost order by free.cost, free.id))[1] as cost,
           (array_agg(free.currency order by free.cost, free.id))[1] as currency,
           (array_agg(free.id order by free.starts_at, free.id) filter (where free.free > 0))[1] as nearest
    from free left join region above on above.id = free.region
    where free.course = n.course
      and (above.path is null or above.path = r.path or starts_with(r.path, above.path || '/'))
) f on true
left join free nearest on nearest.id = f.nearest
order by n.people desc, r.path, c.key
"""


async def site_needs(actor: Actor, code: str, day: date) -> list[NeedOut]:
    """Every person and course that are required at a site on a day, by person. SiteNotFound."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_NEEDS.format(pairs=pairs("$1::date", "s.id = $2")), day, site["id"])
    return [need(row) for row in rows]


async def own_needs(actor: Actor, now: datetime) -> list[NeedOut]:
    """What is required of the actor's own person, wherever they work, on the day that it is there."""
    actor.require(Permission.LEARN)
    mine = "s.id in (select m.site from staff_member m where m.person = (select my_person()))"
    today = "($1::timestamptz at time zone s.time_zone)::date"
    sql = _NEEDS.format(pairs=f"select * from ({pairs(today, mine)}) x where x.person = (select my_person())")
    async with transaction(actor, read_only=True):
        rows = await fetch(sql, now)
    return [need(row) for row in rows]


async def covered_sites(actor: Actor, state: ListState, day: date, *, limit: int | None = None) -> CoverageOut:
    """A page of the sites in reach. Searches codes and names; filters and sorting keys are `FILTERS` and `SORTS`. With
    `limit` the first so many instead of a page, for an export."""
    actor.require(Permission.READ_TRAINING)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, s.code"
    wanted = (day, None, contains(state.q), state.filters.get("region", ""))
    async with transaction(actor, read_only=True):
        await plan_anew()
        rows = await fetch(f"{_SITES} order by {order}", *wanted)
    shown = state.within(len(rows))
    part = rows[:limit] if limit else rows[shown.offset : shown.offset + shown.limit]
    names = ("required", "held", "counted", "covered")
    sums = {name: rows[0][f"all_{name}"] if rows else 0 for name in names}
    items = [CoveredSite(**{name: row[name] for name in CoveredSite.model_fields}) for row in part]
    return CoverageOut(day=day, items=items, total=len(rows), page=shown.page, size=shown.size, **sums)


async def next_sessions(actor: Actor, code: str, now: datetime) -> list[NextSession]:
    """The planned sessions that are for people of a site, the next one first. SiteNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_SESSIONS, now, site["region"] or "")
    return [NextSession(**dict(row)) for row in rows]


async def training_plan(actor: Actor, today: date, now: datetime) -> list[PlanLine]:
    """How many people need which course by region: it is missing, or ends within `ENDING`; most first.

    Whoever has a seat in a session that is to come is among them, and counted apart.
    """
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        await plan_anew()
        rows = await fetch(_PLAN, today + ENDING, now)
    return [PlanLine(**dict(row)) for row in rows]


def need(row: Record) -> NeedOut:
    """A row of the statement with its standing in one word."""
    values: dict[str, Any] = {name: row[name] for name in NeedOut.model_fields if name != "standing"}
    word = standing(row["valid"], row["valid_to"], row["ended_on"], row["due_on"], row["day"])
    return NeedOut(**values, standing=word)


def lacking(needs: Iterable[NeedOut]) -> list[NeedOut]:
    """What is to be done something about, the most pressing first."""
    pressing = (Standing.EXPIRED, Standing.MISSING, Standing.JOINING, Standing.ENDING)
    return sorted(
        (each for each in needs if each.standing in pressing),
        key=lambda each: (pressing.index(each.standing) // 2, each.valid_to or each.due_on, each.name, each.course),
    )
