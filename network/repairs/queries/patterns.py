"""Reading recurring faults, and the patterns that HQ has marked."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.repairs.errors.patterns import PatternNotFound
from network.repairs.rules.patterns import (
    BUCKET_DAYS,
    BUCKETS,
    FIRST_DAYS,
    REPEAT_DAYS,
    Count,
    Fault,
    early_share,
    histogram,
    pareto,
)
from network.repairs.schemas.patterns import (
    AffectedSiteOut,
    BucketOut,
    FaultOut,
    FaultsOut,
    ParetoOut,
    PatternDetailOut,
    PatternEffectOut,
    PatternOut,
    PatternScopeIn,
    PatternsOverviewOut,
    RankedOut,
)
from network.sites.queries.sites import contains
from network.web.listing import ListState

LINES = 12
AFFECTED = 200

SORTS = {
    "product": "f.product",
    "fault_code": "f.fault_code",
    "orders": "f.orders",
    "sites": "f.sites",
    "no_fault": "f.no_fault",
    "repeats": "f.repeats",
    "early": "f.early",
    "marked": "f.marked",
}

# Orders `o` of a pattern at their sites `s`. $1 product, $2 fault code, $3 first day and $4 last day or null, on the
# calendar of each site; the bounds in UTC are wider by a day, for the index.
MATCHING = """
repair_order o join site s on s.id = o.site
where o.product = $1 and o.fault_code = $2
    and o.received_at >= $3::date::timestamp at time zone 'UTC' - interval '1 day'
    and ($4::date is null or o.received_at < $4::date::timestamp at time zone 'UTC' + interval '2 days')
    and (o.received_at at time zone s.time_zone)::date between $3::date and coalesce($4::date, 'infinity')
"""
_CAME_BACK = f"o.came_back_at <= o.ready_at + {REPEAT_DAYS} * interval '24 hours'"
_AFFECTED = f"""
with leaving as (
    select o.site, count(*) as orders, count(*) filter (where {_CAME_BACK}) as came_back,
           count(*) filter (where o.sent_to_hq) as sent_to_hq
    from {MATCHING} and {{which}}
    group by o.site
)
select s.code as site, s.name, s.name_zh, l.orders, l.came_back, l.sent_to_hq, (
        select count(*) from repair_order o
        where o.site = s.id and o.received_at >= $3::date::timestamp at time zone s.time_zone
            and ($4::date is null or o.received_at < ($4::date + 1)::timestamp at time zone s.time_zone)
    ) as received
from leaving l join site s on s.id = l.site
order by l.orders desc, s.code
"""

# $1, $2 the first day and the day after the last, on the calendar of each site; $3 a product, or empty for all.
_CLOCK = """
with clock as materialized (
    select id as site, time_zone, $1::date::timestamp at time zone time_zone as starts,
           $2::date::timestamp at time zone time_zone as ends
    from site
), seen as materialized (
    select o.site, o.product, o.fault_code, o.came_back_at, o.ready_at, o.pattern,
           case when o.activated_on is not null then
               greatest((o.received_at at time zone c.time_zone)::date - o.activated_on, 0) end as age
    from clock c join repair_order o on o.site = c.site and o.received_at >= c.starts and o.received_at < c.ends
    where $3 = '' or o.product = $3
)"""
_FAULTS = f"""
{_CLOCK}, counted as (
    select o.product, o.fault_code, count(*) as orders, count(distinct o.site) as sites, 0 as no_fault,
           count(*) filter (where {_CAME_BACK}) as repeats, count(*) filter (where o.age < {FIRST_DAYS}) as early,
           count(o.age) as dated, count(o.pattern) as marked
    from seen o group by 1, 2
    union all
    select coalesce(r.product, o.product) as product, o.fault_code, 0, 0, count(*), 0, 0, 0, 0
    from clock c
    join hq_return r on r.site = c.site and r.inspected_at >= c.starts and r.inspected_at < c.ends
    left join repair_order o on o.site = r.site and o.order_no = r.order_no
    where r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null
        and ($3 = '' or coalesce(r.product, o.product) = $3)
    group by 1, 2
), faults as (
    select product, fault_code, sum(orders)::int as orders, sum(sites)::int as sites, sum(no_fault)::int as no_fault,
           sum(repeats)::int as repeats, sum(early)::int as early, sum(dated)::int as dated, sum(marked)::int as marked
    from counted group by 1, 2
)"""
# LEAST passes over nulls, and an age that is not known is in no bucket.
_BUCKETS = f"""
{_CLOCK}
select case when age is not null then least(age / {BUCKET_DAYS}, {BUCKETS}) end as bucket, count(*) as orders
from seen group by 1
"""
_PATTERNS = """
select p.*, coalesce(held.orders, 0)::int as orders, coalesce(held.sites, 0)::int as sites
from product_pattern p
left join (
    select pattern, count(*) as orders, count(distinct site) as sites from repair_order
    where pattern is not null group by pattern
) held on held.pattern = p.id
"""


async def list_faults(actor: Actor, state: ListState, first: date, end: date, *, limit: int | None = None) -> FaultsOut:
    """A page of the faults of the days from `first` to the one before `end`. Searches product and fault code; filters
    by `product`; sorting keys are `SORTS`. With `limit` the first so many instead, for an export.
    """
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            _page(state),
            first,
            end,
            state.filters.get("product", ""),
            contains(state.q),
            limit or state.limit,
            0 if limit else state.offset,
        )
    total = rows[0]["total"] if rows else 0
    return FaultsOut(items=[_fault(row) for row in rows], total=total, page=state.within(total).page, size=state.size)


def _page(state: ListState) -> str:
    """$4 a pattern; $5 rows from $6 on, or the last page when that is past the end."""
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, f.product, f.fault_code"
    return f"""
{_FAULTS}
select *
from (
    select f.*, count(*) over () as total, row_number() over (order by {order}) as place
    from faults f where $4 = '' or f.product ilike $4 or f.fault_code ilike $4
) found
cross join lateral (select least($6::bigint, (found.total - 1) / $5 * $5) as start) page
where found.place > page.start and found.place <= page.start + $5
order by found.place
"""


async def patterns_overview(actor: Actor, first: date, end: date, product: str = "") -> PatternsOverviewOut:
    """The days from `first` to the one before `end` at a glance: a Pareto of each count, and days since activation."""
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        faults = [_fault(row) for row in await fetch(f"{_FAULTS} select * from faults", first, end, product)]
        found = {row["bucket"]: row["orders"] for row in await fetch(_BUCKETS, first, end, product)}
    undated = found.pop(None, 0)
    buckets = histogram(found)
    return PatternsOverviewOut(
        first=first,
        last=date.fromordinal(end.toordinal() - 1),
        paretos=[_pareto(counted, faults) for counted in Count],
        buckets=[BucketOut(first=each.first, end=each.end, count=each.count, early=each.early) for each in buckets],
        early_share=early_share(buckets),
        undated=undated,
    )


async def pattern_effect(actor: Actor, scope: PatternScopeIn) -> PatternEffectOut:
    """What marking would do: the orders that are not marked yet, and the sites whose figures move."""
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_AFFECTED.replace("{which}", "o.pattern is null"), *scope_values(scope))
    return PatternEffectOut(orders=sum(row["orders"] for row in rows), sites=[_affected(row) for row in rows])


async def list_patterns(actor: Actor) -> list[PatternOut]:
    """All patterns, those in force first, the newest first."""
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_PATTERNS} order by p.withdrawn_at is not null, p.marked_at desc, p.id")
    return [PatternOut.model_validate(_fields(row)) for row in rows]


async def pattern(actor: Actor, pattern_id: UUID) -> PatternDetailOut:
    """One pattern with the sites whose orders it holds. PatternNotFound."""
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_PATTERNS} where p.id = $1", pattern_id)
        if row is None:
            raise PatternNotFound()
        scope = (row["product"], row["fault_code"], row["from_on"], row["to_on"])
        affected = await fetch(_AFFECTED.replace("{which}", "o.pattern = $5"), *scope, pattern_id)
    return PatternDetailOut.model_validate({**_fields(row), "affected": [_affected(each) for each in affected]})


def scope_values(scope: PatternScopeIn) -> tuple[str, str, date, date | None]:
    """The values that `MATCHING` asks for."""
    return scope.product, scope.fault_code, scope.from_on, scope.to_on


def _fields(row: Record) -> dict[str, object]:
    return {name: row[name] for name in PatternOut.model_fields}


def _affected(row: Record) -> AffectedSiteOut:
    return AffectedSiteOut.model_validate(dict(row))


def _fault(row: Record) -> FaultOut:
    return FaultOut.model_validate({name: row[name] for name in FaultOut.model_fields})


def _pareto(counted: Count, faults: list[FaultOut]) -> ParetoOut:
    counts: Mapping[Fault, int] = {
        Fault(each.product, each.fault_code): getattr(each, counted.value) for each in faults
    }
    lines = pareto(counts)
    return ParetoOut(
        counted=counted,
        total=sum(each.count for each in lines),
        lines=[
            RankedOut(
                product=each.fault.product,
                fault_code=each.fault.fault_code,
                count=each.count,
                cumulative=each.cumulative,
            )
            for each in lines[:LINES]
        ],
    )
