"""Reading the five clocks of all sites in reach, and HQ's own beside them, by the same definitions."""

from datetime import datetime
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Period
from network.repairs.queries.clock_sums import CHOSEN, MEASURED, SUMS, hours, maybe_hours, sums_out
from network.repairs.schemas.clocks import HqTurnaroundOut, NetworkClocksOut, SiteSumsOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {
    "code": "s.code",
    "name": "lower(s.name)",
    "orders": "m.orders",
    "customer_median": "m.customer_ranks[1]",
    "customer_p90": "m.customer_ranks[2]",
    "site_mean": "m.site_time_sum / m.orders",
    "hq_mean": "m.hq_sum / m.orders",
    "logistics_mean": "m.logistics_sum / m.orders",
    "hold_mean": "m.hold_sum / m.orders",
    "site_share": "m.site_time_sum / nullif(m.customer_sum, 0)",
}

# $2, $3 the first day of the period and the day after the last, on the calendar of each site; $4 a pattern.
_CLOCK = """
with clock as materialized (
    select id as site, $2::date::timestamp at time zone time_zone as starts,
           $3::date::timestamp at time zone time_zone as ends
    from site
    where $4 = '' or code ilike $4 or name ilike $4 or name_zh ilike $4 or city ilike $4 or city_zh ilike $4
)"""
_CHOSEN = f"""
{_CLOCK}, chosen as materialized (
    select {CHOSEN}
    from clock c join repair_order o on o.site = c.site and o.ready_at >= c.starts and o.ready_at < c.ends
), {MEASURED}
"""

# HQ's clock of one unit runs from its receipt there to its dispatch, as the clock of its order does. Files often say no
# dispatch: a unit whose order is ready, or which has no order and was inspected, is not waiting at HQ any more.
_HQ = f"""
{_CLOCK}, sent as (
    select extract(epoch from r.dispatched_at - r.received_at) as hq,
           extract(epoch from r.received_at - r.shipped_at) as inbound,
           extract(epoch from r.back_at - r.dispatched_at) as outbound
    from clock c join hq_return r on r.site = c.site and r.dispatched_at >= c.starts and r.dispatched_at < c.ends
    where r.received_at is not null
), there as (
    select count(*) as waiting, max(extract(epoch from $1::timestamptz - r.received_at)) as longest
    from clock c join hq_return r on r.site = c.site
    left join repair_order o on o.site = r.site and o.order_no = r.order_no
    where r.received_at <= $1 and r.dispatched_at is null and r.back_at is null
        and coalesce(o.ready_at, o.cancelled_at) is null and (o.id is not null or r.inspected_at is null)
)
select count(sent.hq) as units, coalesce(sum(hq), 0) as total,
       percentile_disc(array[0.5, 0.9]) within group (order by hq) as ranks,
       percentile_disc(0.5) within group (order by inbound) as inbound,
       percentile_disc(0.5) within group (order by outbound) as outbound,
       max(there.waiting) as waiting, max(there.longest) as longest
from there left join sent on true
"""


async def network_clocks(
    actor: Actor, state: ListState, period: Period, now: datetime, *, limit: int | None = None
) -> NetworkClocksOut:
    """A page of the sites in reach that made orders ready in the period. Searches code, name and city; sorting keys
    are `SORTS`. HQ's own turnaround is that of the units of all sites in reach. With `limit` the first so many instead.
    """
    actor.require(Permission.READ_RECORDS)
    asked = (now, period.first, period.end)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            _sites(state),
            *asked,
            contains(state.q),
            limit or state.limit,
            0 if limit else state.offset,
        )
        hq = await fetch_row(_HQ, *asked, "")
    total = rows[0]["total"] if rows else 0
    return NetworkClocksOut(
        period=str(period),
        hq=_hq_out(hq),
        items=[_site_out(row) for row in rows],
        total=total,
        page=state.within(total).page,
        size=state.size,
    )


def _sites(state: ListState) -> str:
    """$5 rows from $6 on, or the last page when that is past the end."""
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, s.code"
    return f"""
{_CHOSEN}
select *
from (
    select m.*, s.code, s.name, s.name_zh, count(*) over () as total, row_number() over (order by {order}) as place
    from (select site, {SUMS} from measured group by site) m join site s on s.id = m.site
) found
cross join lateral (select least($6::bigint, (found.total - 1) / $5 * $5) as start) page
where found.place > page.start and found.place <= page.start + $5
order by found.place
"""


def _site_out(row: Record) -> SiteSumsOut:
    return SiteSumsOut(site=row["code"], name=row["name"], name_zh=row["name_zh"], **sums_out(row).model_dump())


def _hq_out(row: Record | None) -> HqTurnaroundOut:
    found = dict(row or {"units": 0, "total": Decimal(0), "waiting": 0})
    median, nine_tenths = found.get("ranks") or (None, None)
    units, total = found["units"], found["total"]
    return HqTurnaroundOut(
        units=units,
        total_h=hours(total),
        mean_h=hours(total / units) if units else None,
        median_h=maybe_hours(median),
        p90_h=maybe_hours(nine_tenths),
        inbound_median_h=maybe_hours(found.get("inbound")),
        outbound_median_h=maybe_hours(found.get("outbound")),
        waiting=found["waiting"],
        longest_waiting_h=maybe_hours(found.get("longest")),
    )
