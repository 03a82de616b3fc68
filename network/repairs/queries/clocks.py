"""Reading the five clocks of one order, and of one site's month or quarter."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, transaction
from network.foundation.periods import Month, Period, bounds
from network.repairs.errors.records import OrderNotFound
from network.repairs.queries.clock_sums import CHOSEN, MEASURED, SUMS, order_clocks_out, sums_out
from network.repairs.rules.clocks import Course, Journey, Pause
from network.repairs.schemas.clocks import BalanceOut, MonthSumsOut, SiteClocksOut
from network.sites.queries.sites import site_row

MONTHS_OF_TREND = 12
SLOWEST = 10

# $2 the site, $3 and $4 its zone's first day of the period and the day after the last, $5 its zone.
_READY = f"""
with chosen as materialized (
    select {CHOSEN} from repair_order o
    where o.site = $2 and o.ready_at >= $3::date::timestamp at time zone $5
        and o.ready_at < $4::date::timestamp at time zone $5
), {MEASURED}
"""
_SUMS = f"{_READY} select {SUMS} from measured"
_TREND = f"""
{_READY}
select date_trunc('month', ready_at at time zone $5)::date as month, {SUMS} from measured group by month order by month
"""
_SLOWEST = f"{_READY} select * from measured order by customer desc, order_no limit {SLOWEST}"

# Closed where its index has it: the first of ready and cancelled.
_CLOSED = "coalesce(least(o.ready_at, o.cancelled_at), 'infinity')"
# $1 the site, $2 and $3 the instants at which the period starts and ends.
BALANCE = f"""
select count(*) filter (where o.received_at < $2) as opening,
       count(*) filter (where o.received_at >= $2) as received,
       count(*) filter (where {_CLOSED} < $3) as closed,
       count(*) filter (where {_CLOSED} >= $3) as closing
from repair_order o where o.site = $1 and {_CLOSED} >= $2 and o.received_at < $3
"""


async def order_course(actor: Actor, site_code: str, order_id: UUID) -> Course:
    """What happened to one order, as its clocks are read from. SiteNotFound, OrderNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(
            "select order_no, received_at, diagnosed_at, ready_at, notified_at, cancelled_at, hold_hours "
            "from repair_order where site = $1 and id = $2",
            site["id"],
            order_id,
        )
        if row is None:
            raise OrderNotFound()
        facts = dict(row)
        journeys = await fetch(
            "select shipped_at, received_at, dispatched_at, back_at from hq_return "
            "where site = $1 and order_no = $2 order by shipped_at",
            site["id"],
            facts.pop("order_no"),
        )
        pauses = await fetch('select from_at, to_at from order_hold where "order" = $1 order by place', order_id)
    return Course(
        journeys=[Journey(**dict(each)) for each in journeys], pauses=[Pause(**dict(each)) for each in pauses], **facts
    )


async def site_clocks(actor: Actor, site_code: str, period: Period, now: datetime) -> SiteClocksOut:
    """The clocks of the orders that a site made ready in a period of its own calendar. SiteNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        zone = site["time_zone"]
        asked = (now, site["id"], period.first, period.end, zone)
        found = await fetch_row(_SUMS, *asked)
        trend = await fetch(_TREND, now, site["id"], _first_of_trend(period), period.end, zone)
        slowest = await fetch(_SLOWEST, *asked)
        starts, ends = bounds(period, ZoneInfo(zone))
        balance = await fetch_row(BALANCE, site["id"], starts, max(starts, min(ends, now)))
    return SiteClocksOut(
        site=site_code,
        period=str(period),
        sums=sums_out(found),
        balance=BalanceOut.model_validate(dict(balance or {})),
        trend=[MonthSumsOut(month=row["month"], **sums_out(row).model_dump()) for row in trend],
        slowest=[order_clocks_out(row) for row in slowest],
    )


def _first_of_trend(period: Period) -> date:
    """The first day of the twelve months that end with the period."""
    last = period.end - timedelta(days=1)
    return Month(last.year, last.month).shift(1 - MONTHS_OF_TREND).first
