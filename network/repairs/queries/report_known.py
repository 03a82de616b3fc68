"""What the records know of a month: the figures that a report is filled in with and is compared to.

One statement for each source, over one site or many, on each site's own clock. What a site does not record at all is
left out rather than told as 0: a site that never imported an order may well have had some.
"""

from collections.abc import Sequence
from datetime import date

from network.foundation.database import fetch
from network.sites.rules.staff import StaffRole

# $1: first day of the month, $2: the sites, null for all in reach. On each site's clock, half open.
_MONTH = """
with wanted as (
    select id, opening_hours, holidays, make_up_days, $1::date as first,
           ($1::date + interval '1 month')::date as next,
           $1::date::timestamp at time zone time_zone as since,
           ($1::date + interval '1 month')::timestamp at time zone time_zone as until
    from site where $2::int[] is null or id = any ($2)
)
"""

# An order is closed when it is ready or cancelled, whichever came first; so what is open balances by itself.
_CLOSED = "coalesce(least(o.ready_at, o.cancelled_at), 'infinity')"
_MADE_READY = f"o.ready_at = {_CLOSED} and o.ready_at < w.until"
_ORDERS = f"""{_MONTH}
select w.id as site,
       count(o.id) filter (where o.received_at >= w.since) as received,
       count(o.id) filter (where {_CLOSED} < w.until) as closed,
       count(o.id) filter (where o.received_at < w.since) as wip_opening,
       count(o.id) filter (where {_CLOSED} >= w.until) as wip_closing,
       count(o.id) filter (where {_MADE_READY}) as ready,
       count(o.id) filter (where {_MADE_READY} and o.turnaround_hours <= 48) as ready_48h,
       count(o.id) filter (where {_MADE_READY} and o.turnaround_hours <= 24) as ready_24h
from wanted w
left join repair_order o on o.site = w.id and {_CLOSED} >= w.since and o.received_at < w.until
where exists (select from repair_order any_order where any_order.site = w.id)
group by w.id
"""

# When units came back, and so how many are away, is known only where that is written down.
_RETURNS = f"""{_MONTH}
select w.id as site,
       count(*) filter (where r.shipped_at >= w.since and r.shipped_at < w.until) as units_shipped,
       case when count(r.back_at) > 0 then
           count(*) filter (where r.back_at >= w.since and r.back_at < w.until) end as units_back,
       case when count(r.back_at) > 0 then
           count(*) filter (where r.shipped_at < w.until and coalesce(r.back_at, 'infinity') >= w.until)
       end as units_away
from wanted w join hq_return r on r.site = w.id
group by w.id
"""

_STAFF = f"""{_MONTH}
select w.id as site,
       count(*) filter (where there) as staff,
       count(*) filter (where there and m.role = '{StaffRole.TECHNICIAN}') as technicians
from wanted w
join staff_member m on m.site = w.id
cross join lateral (select m.from_on < w.next and coalesce(m.to_on, 'infinity') >= w.next - 1 as there) at_the_end
group by w.id
"""

_PARTS = f"""{_MONTH}
select w.id as site,
       coalesce(sum(p.quantity) filter (where p.shipped_at >= w.since and p.shipped_at < w.until), 0) as parts_received
from wanted w join part_shipment p on p.site = w.id
group by w.id
"""

_DAYS = f"""{_MONTH}
select w.id as site, count(*) filter (
    where (w.opening_hours -> extract(isodow from day)::text is not null and not w.holidays ? day::date::text)
       or w.make_up_days ? day::date::text) as days_open
from wanted w cross join lateral generate_series(w.first, w.next - 1, interval '1 day') day
where w.opening_hours <> '{{}}'
group by w.id
"""

_SOURCES = (_ORDERS, _RETURNS, _STAFF, _PARTS, _DAYS)


async def known_of_month(site: int, month: date) -> dict[str, int]:
    """Inside a transaction: the figures of a site's month that the records know, by key. `month`: its first day."""
    return (await known_of_months([site], month)).get(site, {})


async def known_of_months(sites: Sequence[int] | None, month: date) -> dict[int, dict[str, int]]:
    """Inside a transaction: the same for many sites, or for all in reach; a site of which nothing is known is left
    out."""
    found: dict[int, dict[str, int]] = {}
    for source in _SOURCES:
        for row in await fetch(source, month, sites):
            told = {key: int(value) for key, value in row.items() if key != "site" and value is not None}
            found.setdefault(row["site"], {}).update(told)
    return found
