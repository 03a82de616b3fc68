"""Reading price lists: which there are, what they say, which holds at a site."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import headquarters_day
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.repairs.errors.prices import PriceListNotFound
from network.repairs.rules.prices import list_state
from network.repairs.schemas.prices import (
    PriceLineOut,
    PriceListLine,
    PriceListOut,
    PriceListsOut,
    SitePricesOut,
    UnlistedOut,
)
from network.sites.queries.sites import site_row

# Gaps of a list are looked for among the charges of so many days.
LOOKED_BACK = timedelta(days=90)
GAPS_SHOWN = 20

_LISTS = """
with begun as (
    select id, lead(from_on) over (partition by region order by from_on) as until
    from price_list where withdrawn_at is null
)
select l.*, begun.until, coalesce(r.path, '') as region_path, coalesce(r.name, '') as region_name,
       coalesce(r.name_zh, '') as region_name_zh,
       (select count(*)::int from price_line p where p.price_list = l.id) as lines
from price_list l
left join begun on begun.id = l.id
left join region r on r.id = l.region
"""

_IN_FORCE = """
select s.code as site, held.price_list
from site s
left join lateral (
    select l.price_list from site_price_list l
    cross join (select ($1::timestamptz at time zone s.time_zone)::date as day) today
    where l.site = s.id and l.from_on <= today.day and today.day < l.until order by l.up limit 1
) held on true
"""


async def list_price_lists(actor: Actor, now: datetime) -> PriceListsOut:
    """Every list, of the whole network first, the newest first."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_LISTS} order by l.from_on desc, region_path, l.uploaded_at desc")
    return PriceListsOut(price_lists=[PriceListLine(**_heading(row, headquarters_day(now))) for row in rows])


async def price_list(actor: Actor, list_id: UUID, now: datetime) -> PriceListOut:
    """One list with its lines, and what it does not speak of. PriceListNotFound."""
    actor.require(Permission.READ_RECORDS)
    today = headquarters_day(now)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_LISTS} where l.id = $1", list_id)
        if row is None:
            raise PriceListNotFound()
        prices = await fetch(
            "select product, service, highest from price_line where price_list = $1 order by service, product", list_id
        )
        gaps = await fetch(
            "select product, service, count(*)::int as charges from checked_charges($2, $3) "
            "where price_list = $1 and verdict = 'no_line' group by 1, 2 order by 3 desc, 1, 2 limit $4",
            *(list_id, today - LOOKED_BACK, today, GAPS_SHOWN),
        )
    return PriceListOut(
        **_heading(row, today),
        **{name: row[name] for name in ("note", "file_name", "withdrawn_at", "withdrawal")},
        uploader=None if actor.role is Role.SITE_OPERATOR else row["uploader"],
        prices=[PriceLineOut(**dict(each)) for each in prices],
        unlisted=[UnlistedOut(**dict(each)) for each in gaps],
    )


async def prices_at(actor: Actor, code: str, now: datetime) -> SitePricesOut:
    """Which list holds at a site on its own day of today. SiteNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        [row] = await fetch(f"{_IN_FORCE} where s.id = $2", now, site["id"])
    return SitePricesOut(**dict(row))


async def prices_at_own_sites(actor: Actor, now: datetime) -> list[SitePricesOut]:
    """The same for each site in reach that is not closed, by code; none for headquarters, which reaches too many."""
    actor.require(Permission.READ_RECORDS)
    if actor.role is not Role.SITE_OPERATOR:
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_IN_FORCE} where s.status <> 'closed' order by s.code", now)
    return [SitePricesOut(**dict(row)) for row in rows]


def _heading(row: Record, today: date) -> dict[str, Any]:
    names = ("id", "title", "region_name", "region_name_zh", "from_on", "until", "currency", "lines", "uploaded_at")
    state = list_state(row["from_on"], row["until"], withdrawn=row["withdrawn_at"] is not None, today=today)
    return {name: row[name] for name in names} | {"region": row["region_path"], "state": state}
