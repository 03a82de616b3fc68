"""Reading recurring faults, and the patterns that HQ has marked."""

from collections.abc import Mapping, Sequence
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
from network.web.listing import ListState

LINES = 12
AFFECTED = 200

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

# $1, $2 the first day and the day after the last, on the calendar of each site; $3 a product, or empty for all. The
# bounds in UTC are wider by a day. Days are compared, not moments that are reckoned for each site: seen through those
# the planner takes few orders to be left, and goes for them one by one.
_SEEN = """
select o.site, o.product, o.fault_code, o.came_back_at, o.ready_at, o.pattern,
       case when o.activated_on is not null then
           greatest((o.received_at at time zone s.time_zone)::date - o.activated_on, 0) end as age
from repair_order o join site s on s.id = o.site
where o.received_at >= $1::date::timestamp at time zone 'UTC' - interval '1 day'
    and o.received_at < $2::date::timestamp at time zone 'UTC' + interval '1 day'
    and (o.received_at at time zone s.time_zone)::date between $1::date and $2::date - 1
    and ($3 = '' or o.product = $3)
"""
_FAULTS = f"""
with by_site as (
    select o.product, o.fault_code, o.site, count(*) as orders, count(*) filter (where {_CAME_BACK}) as repeats,
           count(*) filter (where o.age < {FIRST_DAYS}) as early, count(o.age) as dated, count(o.pattern) as marked
    from ({_SEEN}) o group by o.product, o.fault_code, o.site
), counted as (
    select product, fault_code, sum(orders) as orders, count(*) as sites, 0 as no_fault, sum(repeats) as repeats,
           sum(early) as early, sum(dated) as dated, sum(marked) as marked
    from by_site group by product, fault_code
    union all
    select coalesce(r.product, o.product), o.fault_code, 0, 0, count(*), 0, 0, 0, 0
    from hq_return r join site s on s.id = r.site
    left join repair_order o on o.site = r.site and o.order_no = r.order_no
    where r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null
        and (r.inspected_at at time zone s.time_zone)::date between $1::date and $2::date - 1
        and ($3 = '' or coalesce(r.product, o.product) = $3)
    group by 1, 2
)
select product, fault_code, sum(orders)::int as orders, sum(sites)::int as sites, sum(no_fault)::int as no_fault,
       sum(repeats)::int as repeats, sum(early)::int as early, sum(dated)::int as dated, sum(marked)::int as marked
from counted group by product, fault_code order by product, fault_code
"""
# LEAST passes over nulls, so an age that is not known must be kept out of it.
_BUCKETS = f"""
select case when o.age is not null then least(o.age / {BUCKET_DAYS}, {BUCKETS}) end as bucket, count(*) as orders
from ({_SEEN}) o group by 1
"""
_PATTERNS = """
select p.*, coalesce(held.orders, 0)::int as orders, coalesce(held.sites, 0)::int as sites
from product_pattern p
left join (
    select pattern, count(*) as orders, count(distinct site) as sites from repair_order
    where pattern is not null group by pattern
) held on held.pattern = p.id
"""


async def read_faults(actor: Actor, first: date, end: date, product: str = "") -> list[FaultOut]:
    """All faults of the days from `first` to the one before `end`, by product and fault code: one reading of the orders
    for whatever is shown of them."""
    actor.require(Permission.READ_PATTERNS)
    async with transaction(actor, read_only=True):
        return [_fault(row) for row in await fetch(_FAULTS, first, end, product)]


async def list_faults(actor: Actor, state: ListState, first: date, end: date) -> FaultsOut:
    """A page of the faults of the days from `first` to the one before `end`: see `listed`."""
    return listed(await read_faults(actor, first, end, state.filters.get("product", "")), state)


def listed(faults: Sequence[FaultOut], state: ListState, limit: int | None = None) -> FaultsOut:
    """A page of these faults, the last one for a page past the end. Searches product and fault code; sorts by any field
    of a fault, what is unknown last. With `limit` the first so many instead, for an export."""
    typed = state.q.casefold()
    found = [
        each for each in faults if any(typed in (name or "").casefold() for name in (each.product, each.fault_code))
    ]
    known = [each for each in found if getattr(each, state.sort) is not None]
    unknown = [each for each in found if getattr(each, state.sort) is None]
    ordered = sorted(known, key=lambda each: getattr(each, state.sort), reverse=state.descending) + unknown
    shown = state.within(len(found))
    start = 0 if limit else shown.offset
    return FaultsOut(
        items=ordered[start : start + (limit or shown.limit)], total=len(found), page=shown.page, size=state.size
    )


async def patterns_overview(
    actor: Actor, first: date, end: date, product: str = "", faults: Sequence[FaultOut] | None = None
) -> PatternsOverviewOut:
    """The days from `first` to the one before `end` at a glance: a Pareto of each count, and days since activation.
    `faults`: those of these days and this product, when they were read already."""
    actor.require(Permission.READ_PATTERNS)
    if faults is None:
        faults = await read_faults(actor, first, end, product)
    async with transaction(actor, read_only=True):
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


def _pareto(counted: Count, faults: Sequence[FaultOut]) -> ParetoOut:
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
