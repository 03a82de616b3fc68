"""Coverage: cities, the sites in them, their load, and how far it is to the next site where there is none."""

from datetime import date, datetime
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.foundation.i18n import current
from network.foundation.periods import Month
from network.scorecards.rules.coverage import last_full_months, orders_a_month, orders_a_site, sites_a_million
from network.scorecards.schemas.coverage import CoverageOut, CoveredCityOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

FILTERS = ("region", "tier", "covered")

# Sorting key of the list -> what the rows are sorted by. Every order ends with the name.
SORTS = {
    "city": "lower(k.name)",
    "city_zh": "k.name_zh",
    "region": "g.path",
    "tier": "k.tier",
    "population": "k.population",
    "sites": "k.sites",
    "orders_per_month": "k.orders",
    "orders_per_site": "k.orders / nullif(k.sites, 0)::numeric",
    "sites_per_million": "k.sites / nullif(k.population, 0)::numeric",
    "distance_km": "n.distance_km",
    "applications": "w.applications",
}

_NEWEST = """
select max(latest.received_at) from site s
cross join lateral (select max(o.received_at) as received_at from repair_order o where o.site = s.id) latest
"""

# $1 and $2: the first day of the months and the one after them, on each site's own clock. $3: the ids of the regions
# that whoever answers for some only reaches; cities elsewhere would look uncovered, because their sites are not seen.
# The distance is along the great circle, on a sphere of the Earth's mean radius.
_COVERAGE = """
with active as (
    select s.*, (
        select count(*) from repair_order o where o.site = s.id
        and o.received_at >= $1::timestamp at time zone s.time_zone
        and o.received_at < $2::timestamp at time zone s.time_zone) as orders
    from site s where s.status = 'active'
), served as (
    select lower(btrim(city)) as key, min(city) as name, min(city_zh) as name_zh, min(region) as region,
           min(city_tier) as tier, count(*) as sites, sum(orders)::bigint as orders
    from active where btrim(city) <> '' group by 1
), wanted as (
    select * from city where $3::int[] is null or region = any ($3)
), known as (
    select coalesce(c.name, p.name) as name, coalesce(nullif(c.name_zh, ''), nullif(p.name_zh, ''), c.name, p.name)
               as name_zh, coalesce(c.region, p.region) as region, coalesce(c.tier, p.tier) as tier, c.population,
           coalesce(p.sites, 0) as sites, coalesce(p.orders, 0) as orders, c.latitude, c.longitude
    from wanted c full join served p on p.key = lower(c.name)
)
select k.*, g.path,
       (select string_agg(coalesce(nullif(up.name_zh, ''), up.name), '/' order by length(up.path)) from region up
        where g.path = up.path or starts_with(g.path, up.path || '/')) as path_zh,
       n.code as nearest, n.site_name, n.site_name_zh, round(n.distance_km::numeric) as distance_km, w.applications
from known k left join region g on g.id = k.region
left join lateral (
    select a.code, a.name as site_name, a.name_zh as site_name_zh, 12742.0176 * asin(least(1, sqrt(
        power(sind((a.latitude - k.latitude)::float8 / 2), 2) + cosd(k.latitude::float8) * cosd(a.latitude::float8)
        * power(sind((a.longitude - k.longitude)::float8 / 2), 2)))) as distance_km
    from active a where k.sites = 0 and a.latitude is not null and k.latitude is not null order by 4, 1 limit 1
) n on true
left join lateral ({applications}) w on true
where ($4 = '' or k.name ilike $4 or k.name_zh ilike $4)
  and ($5 = '' or g.path = $5 or starts_with(g.path, $5 || '/'))
  and ($6 = '' or k.tier::text = $6)
  and ($7 = '' or (k.sites > 0) = ($7 = 'yes'))
order by {order} nulls last, k.name
"""
_APPLICATIONS = """
select count(*) as applications from application a where lower(btrim(a.city)) = lower(k.name)
and a.state not in ('draft', 'rejected', 'withdrawn', 'certified')
"""
# Who may not read applications is told nothing of them, not that there are none.
_NOT_TOLD = "select null::bigint as applications"


async def coverage(actor: Actor, state: ListState, now: datetime, *, whole: bool = False) -> CoverageOut:
    """A page of the cities that are served or meant to be, or with `whole` all of them. Filters are `FILTERS`."""
    actor.require(Permission.COMPARE_SITES)
    told = _APPLICATIONS if actor.may(Permission.READ_APPLICATIONS) else _NOT_TOLD
    async with transaction(actor, read_only=True):
        newest: datetime | None = await fetch_value(_NEWEST)
        months = last_full_months(now.date(), newest.date() if newest else None)
        rows = await fetch(
            _COVERAGE.format(applications=told, order=_order(state)),
            *(_midnight(months[0].first), _midnight(months[-1].end)),
            None if actor.sites is None else sorted(actor.regions),
            contains(state.q),
            *(state.filters.get(name, "") for name in FILTERS),
        )
    shown = state.within(len(rows))
    page = rows if whole else rows[shown.offset : shown.offset + shown.limit]
    return _answer(rows, page, months, shown)


def _order(state: ListState) -> str:
    spoken = state.sort == "city" and current().code == "zh_CN"
    return f"{SORTS['city_zh' if spoken else state.sort]} {'desc' if state.descending else 'asc'}"


def _midnight(day: date) -> datetime:
    """On whatever clock: PostgreSQL reads it on that of each site."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def _answer(rows: list[Record], page: list[Record], months: tuple[Month, ...], shown: ListState) -> CoverageOut:
    bare = [row for row in rows if not row["sites"]]
    return CoverageOut(
        items=[_city(row) for row in page],
        total=len(rows),
        page=shown.page,
        size=shown.size,
        months=[str(month) for month in months],
        covered=len(rows) - len(bare),
        sites=sum(row["sites"] for row in rows),
        orders_per_month=orders_a_month(sum(row["orders"] for row in rows)),
        uncovered_population=sum(row["population"] or 0 for row in bare),
    )


def _city(row: Record) -> CoveredCityOut:
    return CoveredCityOut(
        city=row["name"],
        city_zh=row["name_zh"],
        region=row["path"],
        region_zh=row["path_zh"],
        tier=row["tier"],
        population=row["population"],
        sites=row["sites"],
        orders_per_month=orders_a_month(row["orders"]),
        orders_per_site=orders_a_site(row["orders"], row["sites"]),
        sites_per_million=sites_a_million(row["sites"], row["population"]),
        nearest=row["nearest"],
        nearest_name=row["site_name"],
        nearest_name_zh=row["site_name_zh"],
        distance_km=None if row["distance_km"] is None else Decimal(row["distance_km"]),
        applications=row["applications"],
    )
