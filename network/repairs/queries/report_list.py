"""The list of monthly reports of all sites in reach, month by month."""

import json
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction
from network.foundation.i18n import current
from network.foundation.periods import Month
from network.repairs.queries.reports import MONTH_COLUMNS, MONTH_JOINS
from network.repairs.schemas.reports import CountsOut, ReportRowOut, ReportsOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {
    "site": "line.site",
    "name": "lower(line.site_name)",
    "name_zh": "line.site_name_zh",
    "region": "line.region",
    "state": "line.rank",
    "due_at": "line.due_at",
    "timed_at": "line.timed_at",
    "remarks": "line.remarks",
}
FILTERS = ("month", "state", "region")

# $1: the month, $2: now. `rank`: what waits for headquarters first. `remarks`: sentences and texts in what is in force.
_LINES = f"""
with line as materialized (
    select s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.time_zone, r.path as region,
           {MONTH_COLUMNS},
           (select count(*) from jsonb_each(f.explanations || f.words))::int as remarks,
           array_position(array['submitted', 'returned', 'draft', 'open', 'accepted'],
                          coalesce(f.state::text, case when draft.id is null then 'open' else 'draft' end)) as rank,
           f.id is null and d.due_at <= $2 as missing, d.timed_at >= d.due_at as late
    from report_due d
    join site s on s.id = d.site
    left join region r on r.id = s.region
    {MONTH_JOINS}
    where d.month = $1
      and ($3 = '' or s.code ilike $3 or s.name ilike $3 or s.name_zh ilike $3)
      and ($4 = '' or r.path = $4 or starts_with(r.path, $4 || '/'))
), found as (
    select * from line
    where case $5 when '' then true when 'missing' then missing when 'late' then late
                  when 'open' then state in ('open', 'draft') else state = $5 end
), shown as (
    select line.*, (select string_agg(coalesce(nullif(up.name_zh, ''), up.name), '/' order by length(up.path))
                    from region up
                    where line.region = up.path or starts_with(line.region, up.path || '/')) as region_zh
    from found line order by {{order}} limit $6
    offset least($7::bigint, greatest(0, ((select count(*) from found) - 1) / $6 * $6))
)
select (select count(*) from found)::int as total,
       (select coalesce(jsonb_agg(shown), '[]') from shown) as items,
       jsonb_build_object('due', count(*), 'filed', count(*) filter (where state not in ('open', 'draft')),
           'late', count(*) filter (where late), 'missing', count(*) filter (where missing),
           'waiting', count(*) filter (where state = 'submitted')) as counts
from line
"""


async def list_reports(
    actor: Actor, month: Month, state: ListState, now: datetime, *, limit: int | None = None
) -> ReportsOut:
    """A page of the reports of a month, owed by sites in reach. Searches sites; sorting keys are `SORTS`.

    Counts are of all states. With `limit` the first so many instead of a page, for an export.
    """
    actor.require(Permission.READ_REPORTS)
    key = "name_zh" if state.sort == "name" and current().code == "zh_CN" else state.sort
    order = f"{SORTS[key]} {'desc' if state.descending else 'asc'} nulls last, line.site"
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            _LINES.format(order=order),
            month.first,
            now,
            contains(state.q),
            state.filters.get("region", ""),
            state.filters.get("state", ""),
            limit or state.limit,
            0 if limit else state.offset,
        )
    items, counts, total = (json.loads(row["items"]), json.loads(row["counts"]), row["total"]) if row else ([], {}, 0)
    return ReportsOut(
        items=[ReportRowOut.model_validate({**each, "month": str(month)}) for each in items],
        total=total,
        page=state.within(total).page,
        size=state.size,
        counts=CountsOut.model_validate(counts),
    )
