"""Counting what may be odd in a month, for all sites at once; and the orders behind what was found."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.foundation.database import Record, fetch
from network.repairs.rules.anomalies import (
    BURST,
    DAYS_TO_FETCH,
    LAST_HOURS,
    LATE_EVENING,
    SMALL_FIGURE,
    MonthFacts,
    Oddity,
)
from network.repairs.rules.report_figures import FIGURES, ReportSection
from network.repairs.rules.reports import IN_FORCE

_STAFFING = ", ".join(f"'{key}'" for key, each in FIGURES.items() if each.section is ReportSection.STAFFING)
_STATES = ", ".join(f"'{state}'" for state in IN_FORCE)

# $1 first day of the month.
_CLOCK = """
clock as materialized (
    select id as site, time_zone as zone, $1::date::timestamp at time zone time_zone as since,
           ($1::date + interval '1 month')::timestamp at time zone time_zone as until
    from site
)"""

# Conditions on an order `o` with `local`, its ready moment on the site's clock, or with its cancellation.
_PROMISE = f"between {24 - LAST_HOURS} * 3600 and 24 * 3600"
_BEFORE_MIDNIGHT = f"local::time >= '{LATE_EVENING}'"
_BEFORE_DUE = f"o.turnaround_hours between {24 - LAST_HOURS} and 24"
_CANCELLED_BEFORE_DUE = f"extract(epoch from o.cancelled_at - o.promise_base_at) {_PROMISE}"
# Whether hand-overs are recorded at all is asked of the site; a unit that HQ has is not waiting to be fetched.
_SETTLED = f"not o.sent_to_hq and o.ready_at < c.until - interval '{DAYS_TO_FETCH} days'"
_DIGIT = "extract(minute from local)::int % 10"

_FACTS = f"""
with {_CLOCK},
ready as materialized (
    select o.site, o.ready_at, o.ready_at at time zone c.zone as local, o.turnaround_hours, o.handed_over_at,
           {_BEFORE_DUE} as before_due, {_SETTLED} as settled
    from clock c join repair_order o on o.site = c.site and o.ready_at >= c.since and o.ready_at < c.until
), counts as (
    select site, count(*) as ready, count(*) filter (where {_BEFORE_MIDNIGHT}) as before_midnight,
           count(*) filter (where before_due) as before_due, count(*) filter (where settled) as settled,
           case when count(handed_over_at) > 0 then count(*) filter (where settled and handed_over_at is null)
                else 0 end as kept
    from ready group by site
), minutes as (
    select site, count(*) as n from (
        select site, date_trunc('minute', ready_at) as minute from ready
        union all
        select o.site, date_trunc('minute', o.handed_over_at) from clock c
        join repair_order o on o.site = c.site and o.handed_over_at >= c.since and o.handed_over_at < c.until
    ) stamps group by site, minute
), bursts as (
    select site, sum(n) as stamps, coalesce(sum(n) filter (where n >= {BURST}), 0) as burst from minutes group by site
), digits as (
    select site, {_DIGIT} as digit, count(*) as n from ready group by site, digit
), heaps as (
    select site, (array_agg(digit order by n desc, digit))[1] as digit, max(n) as digit_most,
           round(10 * sum(n * n) / sum(n) - sum(n), 3) as chi_square
    from digits group by site
), turnarounds as (
    select site, turnaround_hours, count(*) as n from ready group by site, turnaround_hours
), sames as (
    select site, max(n) as same, (array_agg(turnaround_hours order by n desc, turnaround_hours))[1] as same_hours
    from turnarounds group by site
), cancellations as (
    select o.site, count(*) as cancelled, count(*) filter (where {_CANCELLED_BEFORE_DUE}) as cancelled_before_due
    from clock c join repair_order o on o.site = c.site and o.cancelled_at >= c.since and o.cancelled_at < c.until
    group by o.site
), reports as (
    select m.site, m.nil,
           (select count(*) from hq_return r
            where r.site = m.site and r.shipped_at >= c.since and r.shipped_at < c.until
                and coalesce(r.received_at, r.inspected_at) is not null) as shipped,
           case when m.figures - array[{_STAFFING}] = before.figures - array[{_STAFFING}]
                and (m.figures ->> 'received')::int <> (
                    select count(*) from repair_order o
                    where o.site = m.site and o.received_at >= c.since and o.received_at < c.until) then
               (select case when max(f.value::int) > {SMALL_FIGURE} then count(*) filter (where f.value <> '0') end
                from jsonb_each_text(m.figures - array[{_STAFFING}]) f)
           end as copied
    from monthly_report m join clock c on c.site = m.site
    left join monthly_report before on before.site = m.site and before.state in ({_STATES})
        and before.month = (m.month - interval '1 month')::date
    where m.month = $1 and m.state in ({_STATES})
)
select site, coalesce(stamps, 0)::int as stamps, coalesce(burst, 0)::int as burst, coalesce(ready, 0)::int as ready,
       coalesce(digit, 0) as digit, coalesce(digit_most, 0)::int as digit_most,
       coalesce(chi_square, 0) as chi_square, coalesce(same, 0)::int as same, coalesce(same_hours, 0) as same_hours,
       coalesce(before_midnight, 0)::int as before_midnight, coalesce(before_due, 0)::int as before_due,
       coalesce(cancelled, 0)::int as cancelled, coalesce(cancelled_before_due, 0)::int as cancelled_before_due,
       coalesce(settled, 0)::int as settled, coalesce(kept, 0)::int as kept,
       coalesce(nil, false) as nil, coalesce(shipped, 0)::int as shipped, coalesce(copied, 0)::int as copied
from bursts full join counts using (site) full join heaps using (site) full join sames using (site)
full join cancellations using (site) full join reports using (site)
order by site
"""

# What makes an order one of those behind a flag; `f` are the flag's facts.
_BEHIND: Mapping[Oddity, str] = MappingProxyType(
    {
        Oddity.BURST: f"""local is not null and {BURST} <= (
            select count(*) filter (where date_trunc('minute', x.ready_at) = date_trunc('minute', o.ready_at))
                 + count(*) filter (where date_trunc('minute', x.handed_over_at) = date_trunc('minute', o.ready_at))
            from repair_order x where x.site = o.site)""",
        Oddity.HEAPED_MINUTES: f"{_DIGIT} = (f ->> 'digit')::int",
        Oddity.SAME_TURNAROUND: "o.turnaround_hours = (f ->> 'hours')::numeric",
        Oddity.BEFORE_MIDNIGHT: _BEFORE_MIDNIGHT,
        Oddity.BEFORE_DUE: _BEFORE_DUE,
        Oddity.CANCELLED_BEFORE_DUE: f"local is null and {_CANCELLED_BEFORE_DUE}",
        Oddity.NEVER_HANDED_OVER: f"{_SETTLED} and o.handed_over_at is null",
    }
)

# $2 site, $3 facts, $4 limit. Of orders made ready or cancelled in the month.
_ORDERS = """
with {clock}
select o.id, o.order_no, o.received_at, o.ready_at, o.handed_over_at, o.cancelled_at, o.turnaround_hours
from clock c
join repair_order o on o.site = c.site
cross join lateral (select coalesce(o.ready_at, o.cancelled_at) as ended_at,
                           o.ready_at at time zone c.zone as local, $3::jsonb as f) t
where c.site = $2 and ended_at >= c.since and ended_at < c.until and {behind}
order by ended_at, o.order_no limit $4
"""

_RETURNS = f"""
with {_CLOCK}
select r.id, r.return_no, r.shipped_at, coalesce(r.received_at, r.inspected_at) as received_at
from clock c join hq_return r on r.site = c.site and r.shipped_at >= c.since and r.shipped_at < c.until
where c.site = $2 and coalesce(r.received_at, r.inspected_at) is not null
order by r.shipped_at, r.return_no limit $3
"""


async def facts_of_month(month: date) -> list[MonthFacts]:
    """Inside a transaction: what was counted in a month, of each site in reach that has anything in it."""
    return [MonthFacts(**dict(row)) for row in await fetch(_FACTS, month)]


async def orders_behind(kind: Oddity, site: int, month: date, facts: str, limit: int) -> list[Record]:
    """Inside a transaction: the first orders behind a flag; none for one about a report. `facts`: as JSON."""
    if kind not in _BEHIND:
        return []
    return await fetch(_ORDERS.format(clock=_CLOCK, behind=_BEHIND[kind]), month, site, facts, limit)


async def returns_behind(site: int, month: date, limit: int) -> list[dict[str, Any]]:
    """Inside a transaction: the units of a month that HQ has."""
    return [dict(row) for row in await fetch(_RETURNS, month, site, limit)]
