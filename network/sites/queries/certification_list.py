"""Headquarters' list of certifications. The standing of each is worked out in SQL, as `rules.certification` does it."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.foundation.i18n import current
from network.sites.queries.sites import contains
from network.sites.rules.certification import Change, Standing
from network.sites.schemas.certification import CertificationLine, CertificationLines
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with site and type, so pages never overlap.
SORTS = {
    "site": "line.site",
    "name": "lower(line.site_name)",
    "name_zh": "line.site_name_zh",
    "region": "line.region",
    "type": "line.type",
    "standing": "line.standing",
    "valid_from": "line.valid_from",
    "valid_to": "line.valid_to",
}
FILTERS = ("standing", "line", "region", "within", "waiting")

# For each thread the last change of each kind that lifts or sets one mark: see `rules.certification.Course`.
_COURSE = """
select c.certification,
       (array_agg(c.change order by c.effective_on desc, c.decided_at desc)
           filter (where c.change in ('granted', 'confirmed')))[1] as base,
       (array_agg(c.change order by c.effective_on desc, c.decided_at desc)
           filter (where c.change in ('granted', 'conditioned', 'relieved')))[1] as condition,
       (array_agg(c.change order by c.effective_on desc, c.decided_at desc)
           filter (where c.change in ('granted', 'suspended', 'reinstated')))[1] as suspension,
       (array_agg(c.change order by c.effective_on desc, c.decided_at desc)
           filter (where c.change in ('granted', 'withdrawn')))[1] as ending
from certification_change c where c.status = 'effective' and c.effective_on <= $1 group by c.certification
"""
# Of the certificates of each thread the one that holds, else the last that did, else the first to come.
_HELD = """
select distinct on (held.certification) held.certification, held.id, held.number, held.valid_from,
       least(held.valid_to, held.ended_on - 1) as valid_to,
       held.valid_from <= $1 and held.valid_to >= $1 and (held.ended_on is null or held.ended_on > $1) as holds,
       min(least(held.valid_to + 1, held.ended_on)) over thread <= $1 as some_ended,
       max(held.valid_to) filter (where held.ended_on is null) over thread as last_day
from certificate held
window thread as (partition by held.certification)
order by held.certification,
         held.valid_from <= $1 and held.valid_to >= $1 and (held.ended_on is null or held.ended_on > $1) desc,
         held.valid_from <= $1 desc, abs(held.valid_from - $1)
"""
LINES = f"""
with course as ({_COURSE}), held as ({_HELD}), line as (
    select s.id as site_id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, r.path as region,
           t.code as type, t.title, t.title_zh, l.code as line, held.number, held.valid_from, held.valid_to,
           held.id as certificate, thread.id as thread,
           case when course.base is null then 'none'
                when course.ending = 'withdrawn' then 'withdrawn'
                when not coalesce(held.holds, false) then case when held.some_ended then 'expired' else 'none' end
                when course.suspension = 'suspended' then 'suspended'
                when course.condition = 'conditioned' then 'conditional'
                when course.base = 'confirmed' then 'certified'
                else 'provisional' end as standing,
           case when course.ending is distinct from 'withdrawn' and held.last_day >= $1
                then held.last_day - $1::date end as days_left,
           waiting.change as waiting
    from certification thread
    join site s on s.id = thread.site
    join certificate_type t on t.id = thread.type
    join product_line l on l.id = t.product_line
    left join region r on r.id = s.region
    left join course on course.certification = thread.id
    left join held on held.certification = thread.id
    left join certification_change waiting on waiting.certification = thread.id and waiting.status = 'proposed'
)
"""
_WANTED = """
where ($2 = '' or line.site ilike $2 or line.site_name ilike $2 or line.site_name_zh ilike $2 or line.number ilike $2)
  and ($3 = '' or line.standing = $3)
  and ($4 = '' or line.line = $4)
  and ($5 = '' or line.region = $5 or starts_with(line.region, $5 || '/'))
  and ($6 = '' or line.days_left <= $6::integer)
  and ($7 = '' or line.waiting is not null)
"""
# The Chinese path is put together from the nodes, because only each node's own name is kept in both languages.
_COLUMNS = """
select line.*, count(*) over () as total,
       (select string_agg(up.name_zh, '/' order by length(up.path)) from region up
                where line.region = up.path or starts_with(line.region, up.path || '/')) as region_zh,
       (select min(made.days) from certificate_reminder made where made.certificate = line.certificate) as reminded
from line
"""


async def certification_lines(
    actor: Actor, state: ListState, today: date, *, limit: int | None = None
) -> CertificationLines:
    """A page of the certifications in reach. Searches sites and numbers; filters are `FILTERS`, keys are `SORTS`.

    `within`: days left. With `limit` the first so many instead of a page, for an export.
    """
    actor.require(Permission.READ_CERTIFICATIONS)
    filters = {name: state.filters.get(name, "") for name in FILTERS}
    if not (filters["within"].isascii() and filters["within"].isdigit() and len(filters["within"]) < 6):
        filters["within"] = ""
    wanted = (today, contains(state.q), *filters.values())
    async with transaction(actor, read_only=True):
        rows = await _page(state, wanted, limit)
        total = rows[0]["total"] if rows else 0
        if not rows and state.page > 1:
            # Past the end: the last page instead.
            total = await fetch_value(f"{LINES} select count(*) from line {_WANTED}", *wanted)
            rows = await _page(state.within(total), wanted, limit)
    shown = state.within(total)
    return CertificationLines(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def _page(state: ListState, wanted: tuple[object, ...], limit: int | None) -> list[Record]:
    key = "name_zh" if state.sort == "name" and current().code == "zh_CN" else state.sort
    direction = "desc nulls last" if state.descending else "asc nulls last"
    return await fetch(
        f"{LINES} {_COLUMNS} {_WANTED} order by {SORTS[key]} {direction}, line.site, line.type limit $8 offset $9",
        *wanted,
        limit or state.limit,
        0 if limit else state.offset,
    )


def _line(row: Record) -> CertificationLine:
    values = {name: row[name] for name in CertificationLine.model_fields if name not in ("standing", "waiting")}
    waiting = Change(row["waiting"]) if row["waiting"] else None
    return CertificationLine(**values, standing=Standing(row["standing"]), waiting=waiting)
