"""The five clocks of many orders in one statement, inside the running transaction: the SQL, and its rows as sums."""

from decimal import ROUND_HALF_UP, Decimal

from network.foundation.database import Record
from network.repairs.rules.clocks import CLOCKS
from network.repairs.schemas.clocks import ClockOut, OrderClocksOut, SumsOut

_SECONDS_OF_AN_HOUR = Decimal(3600)
_KEPT = Decimal("0.000001")

# In a statement: the clock's column. `site` is the number of the order's site.
COLUMNS = {clock: "site_time" if clock == "site" else clock for clock in CLOCKS}


def _seconds(multirange: str, unless_missing: str) -> str:
    """The length of a multirange; most orders were never away nor on hold, and are spared the arithmetic."""
    return (
        f"case when {unless_missing} is null then 0 else "
        f"(select coalesce(sum(extract(epoch from upper(x) - lower(x))), 0) from unnest({multirange}) x) end"
    )


# To stand after `with chosen as (...)`, a relation with these columns of repair_order. Every clock as it stands at $1,
# in seconds. It says what `rules.clocks.clocks` says, and a test compares them: multiranges make plain set arithmetic
# of "every instant has one keeper". Materialized, or each length would be worked out anew wherever it is named.
CHOSEN = (
    "o.id, o.site, o.order_no, o.received_at, o.diagnosed_at, o.ready_at, o.notified_at, o.cancelled_at, o.hold_hours"
)
MEASURED = f"""
course as (
    select c.*, tstzmultirange(tstzrange(c.received_at, c.ends)) as whole
    from (
        select *, greatest(received_at, least($1::timestamptz, cancelled_at,
            case when ready_at is not null then greatest(ready_at, notified_at) end)) as ends
        from chosen
    ) c
), away as (
    select c.id, range_agg(t.away) as away, range_agg(t.away * t.hq) filter (where t.hq is not null) as hq
    from chosen c
    join hq_return r on r.site = c.site and r.order_no = c.order_no
    cross join lateral (
        select tstzrange(r.shipped_at, greatest(r.shipped_at, least(r.back_at, c.ready_at, 'infinity'))) as away,
               case when r.received_at is not null then tstzrange(r.received_at,
                   greatest(r.received_at, coalesce(r.dispatched_at, 'infinity'))) end as hq
    ) t
    group by c.id
), paused as (
    select c.id, range_agg(tstzrange(h.from_at, greatest(h.from_at, coalesce(h.to_at, 'infinity')))) as paused
    from chosen c join order_hold h on h."order" = c.id
    group by c.id
), split as materialized (
    select c.*, extract(epoch from c.ends - c.received_at) as customer,
           {_seconds("c.whole * a.away", "a.id")} as away,
           {_seconds("c.whole * a.hq", "a.hq")} as hq,
           {_seconds("c.whole * p.paused - coalesce(a.away, '{}')", "p.id")} as held,
           case when p.id is null then c.hold_hours * 3600 else 0 end as unplaced
    from course c
    left join away a on a.id = c.id
    left join paused p on p.id = c.id
), measured as materialized (
    select t.id, t.site, t.order_no, t.received_at, t.ready_at, t.customer, t.hq, t.away - t.hq as logistics,
           least(t.held + t.unplaced, t.customer - t.away) as hold,
           greatest(t.customer - t.away - t.held - t.unplaced, 0) as site_time,
           case when t.diagnosed_at is not null then
               greatest(extract(epoch from least(t.diagnosed_at, t.ends) - t.received_at), 0) end as diagnosis
    from split t
)"""

# Aggregates over `measured`: of each clock how often, the sum, and median and nine in ten by nearest rank.
SUMS = "count(*) as orders, " + ", ".join(
    f"count({column}) as {column}_n, sum({column}) as {column}_sum, "
    f"percentile_disc(array[0.5, 0.9]) within group (order by {column}) as {column}_ranks"
    for column in COLUMNS.values()
)


def sums_out(row: Record | None) -> SumsOut:
    """A row of `SUMS`, in hours."""
    if row is None:
        return SumsOut(orders=0, clocks={})
    return SumsOut(orders=row["orders"], clocks={clock: _clock(row, column) for clock, column in COLUMNS.items()})


def order_clocks_out(row: Record) -> OrderClocksOut:
    """A row of `measured`."""
    found = {clock: None if row[column] is None else hours(row[column]) for clock, column in COLUMNS.items()}
    return OrderClocksOut(hours=found, **{name: row[name] for name in OrderClocksOut.model_fields if name != "hours"})


def hours(seconds: Decimal) -> Decimal:
    """To the millionth of an hour, which is under four milliseconds."""
    return (seconds / _SECONDS_OF_AN_HOUR).quantize(_KEPT, ROUND_HALF_UP)


def maybe_hours(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else hours(seconds)


def _clock(row: Record, column: str) -> ClockOut:
    count, total, customers = row[f"{column}_n"], row[f"{column}_sum"] or Decimal(0), row["customer_sum"]
    median, nine_tenths = row[f"{column}_ranks"] or (None, None)
    return ClockOut(
        orders=count,
        total_h=hours(total),
        mean_h=hours(total / count) if count else None,
        median_h=maybe_hours(median),
        p90_h=maybe_hours(nine_tenths),
        share=total / customers if customers else None,
    )
