"""Mark orders with a fault of the product, leave them out of metrics by index, and find a unit at other sites."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Mark orders with a fault of the product, leave them out of metrics by index, and find a unit elsewhere."

INDEXES = """
-- As before, with what metrics leave out: the metrics still read these indexes alone.
drop index repair_order_due, repair_order_ready;
create index repair_order_due on repair_order (site, promise_base_at)
    include (ready_at, cancelled_at, waiting_since, pattern);
create index repair_order_ready on repair_order (site, ready_at)
    include (turnaround_hours, sent_to_hq, outcome, came_back_at, serial_no, pattern) where ready_at is not null;
create index hq_return_dispatched on hq_return (dispatched_at) where dispatched_at is not null;
create index product_pattern_in_force on product_pattern (product, fault_code) where withdrawn_at is null;
"""

PATTERNS = """
-- Orders are written by many at a time, patterns are marked by one: an order that is being written while its pattern is
-- being marked would be seen by neither. Writers therefore share this lock, and whoever marks takes it alone
-- (`network.repairs.commands.patterns`). Taken before any row is touched.
create function share_pattern_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('product_pattern', 0));
    return null;
end $$;
create trigger repair_order_pattern_turn before insert or update of product, fault_code, received_at on repair_order
    for each statement execute function share_pattern_turn();
alter table repair_order enable always trigger repair_order_pattern_turn;

-- That an order belongs to a pattern is HQ's word, whoever writes the order: hence its own function. The day is the
-- site's.
create function belong_to_pattern() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.pattern := (
        select p.id from product_pattern p join site s on s.id = new.site
        where p.product = new.product and p.fault_code = new.fault_code and p.withdrawn_at is null
            and (new.received_at at time zone s.time_zone)::date between p.from_on and coalesce(p.to_on, 'infinity')
        order by p.marked_at, p.id limit 1);
    return new;
end $$;
revoke all on function belong_to_pattern() from public;
create trigger repair_order_belongs before insert or update of product, fault_code, received_at on repair_order
    for each row execute function belong_to_pattern();
alter table repair_order enable always trigger repair_order_belongs;
"""

SERIALS = """
-- The days on which a unit was taken in, or sent to HQ, by sites that the caller does not reach: never which site, never
-- the minute, and only of a unit that a site of the caller's has had. The day is that of the caller's site.
create function serial_elsewhere(wanted text) returns table (happened_on date, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    with own as (
        select s.time_zone from site s
        where s.id = any (my_sites())
            and (exists (select from repair_order o where o.serial_no = wanted and o.site = s.id)
                or exists (select from hq_return r where r.serial_no = wanted and r.site = s.id))
        order by s.id limit 1
    )
    select (seen.at at time zone own.time_zone)::date, seen.kind
    from own cross join (
        select o.received_at as at, 'order' as kind, o.site from repair_order o where o.serial_no = wanted
        union all
        select r.shipped_at, 'return', r.site from hq_return r where r.serial_no = wanted
    ) seen
    where seen.site <> all (my_sites())
$$;
revoke all on function serial_elsewhere(text) from public;
grant execute on function serial_elsewhere(text) to servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, INDEXES + PATTERNS + SERIALS)
