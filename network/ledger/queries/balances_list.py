"""The list of sites with what they stand at."""

import json
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.ledger.schemas.balances import Balance, BalancesOut, SiteBalances
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {"site": "site", "points": "points", "demerits": "demerits", "last_posted_at": "last_posted_at"}
FILTERS = ("shows",)

# $1: now, which is a day on the calendar of each site, $2: what is searched for, $3: which of them.
_SITES = """
with unit as (
    select e.site, e.unit, sum(e.amount) as amount from ledger_entry e
    where e.account = 'site:' || e.site || ':balance' group by e.site, e.unit
), demerit as (
    select e.site, greatest(sum(e.amount), 0) as points
    from ledger_entry e join ledger_posting p on p.id = e.posting join site s on s.id = e.site
    cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date as today) d
    where e.account = 'network:penalties' and e.unit = 'points'
      and p.effective_on <= d.today and p.effective_on + interval '1 year' > d.today
    group by e.site
), line as (
    select s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.status,
           coalesce((select amount from unit u where u.site = s.id and u.unit = 'points'), 0) as points,
           coalesce(d.points, 0) as demerits, m.money, m.owed, m.claimed,
           (select max(p.posted_at) from ledger_posting p where p.site = s.id) as last_posted_at
    from site s
    left join demerit d on d.site = s.id
    left join lateral (
        select json_agg(json_build_object('unit', u.unit, 'amount', trim_scale(u.amount)::text)
                        order by u.unit) as money,
               bool_or(u.amount > 0) as owed, bool_or(u.amount < 0) as claimed
        from unit u where u.site = s.id and u.unit <> 'points' and u.amount <> 0
    ) m on true
    where ($2 = '' or s.code ilike $2 or s.name ilike $2 or s.name_zh ilike $2)
), wanted as (
    select * from line
    where case $3 when '' then last_posted_at is not null when 'owed' then owed when 'claimed' then claimed
                  when 'demerits' then demerits > 0 else true end
)
"""
_SUMS = """
select each ->> 'unit' as unit, trim_scale(sum((each ->> 'amount')::numeric)) as amount
from wanted, json_array_elements(money) each group by 1 having sum((each ->> 'amount')::numeric) <> 0 order by 1
"""


async def list_balances(actor: Actor, state: ListState, now: datetime, *, limit: int | None = None) -> BalancesOut:
    """A page of the sites in reach that anything was posted for, or all (`shows=all`). Searches sites; filters are
    `FILTERS`, sorting keys are `SORTS`. With `limit` the first so many instead of a page, for an export."""
    actor.require(Permission.READ_BALANCES)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, site"
    async with transaction(actor, read_only=True):
        wanted = (now, contains(state.q), state.filters.get("shows", ""))
        [[total]] = await fetch(f"{_SITES} select count(*)::int from wanted", *wanted)
        sums = await fetch(f"{_SITES} {_SUMS}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_SITES} select * from wanted order by {order} limit $4 offset $5",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [_line(row) for row in rows]
    return BalancesOut(
        items=items, sums=[Balance(**dict(row)) for row in sums], total=total, page=shown.page, size=shown.size
    )


def _line(row: Record) -> SiteBalances:
    values = {name: row[name] for name in SiteBalances.model_fields if name != "money"}
    return SiteBalances(**values, money=[Balance(**each) for each in json.loads(row["money"] or "[]")])
