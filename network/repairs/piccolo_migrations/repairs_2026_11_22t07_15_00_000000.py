"""Link only the serial numbers that have something to link."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Link only the serial numbers that have something to link."

SQL = r"""
-- As before, but most units come once: a file of 100,000 orders is asked about 100,000 serial numbers, of which few are
-- on a second record, or on one that is linked still to a record that has another serial number now. Each is looked up
-- by index, however many records there are. A serial number that is asked about twice is linked once.
create or replace function link_serials(serials text[]) returns void language sql security definer
set search_path = public, pg_temp as $$
    with met as materialized (
        select serial_no from (select distinct unnest(serials) as serial_no) asked
        where (select count(*) > 1 or bool_or(o.came_back_at is not null) from repair_order o
               where o.serial_no = asked.serial_no)
    )
    update repair_order o
    set came_back_at = next.received_at, version = o.version + 1
    from (
        select a.id, (
            select min(b.received_at) from repair_order b
            where b.serial_no = a.serial_no and b.received_at > a.ready_at and b.id <> a.id
        ) as received_at
        from met join repair_order a on a.serial_no = met.serial_no
        where a.ready_at is not null
    ) next
    where o.id = next.id and o.came_back_at is distinct from next.received_at;

    with met as materialized (
        select serial_no from (select distinct unnest(serials) as serial_no) asked
        where (select count(*) > 1 or bool_or(r.reversed_at is not null) from hq_return r
               where r.serial_no = asked.serial_no)
    )
    update hq_return r
    set reversed_at = next.inspected_at, version = r.version + 1
    from (
        select a.id, (
            select min(b.inspected_at) from hq_return b
            where b.serial_no = a.serial_no and b.id <> a.id and b.finding = 'fault_confirmed'
                and coalesce(b.received_at, b.shipped_at) > a.inspected_at
                and coalesce(b.received_at, b.shipped_at) <= a.inspected_at + interval '720 hours'
        ) as inspected_at
        from met join hq_return a on a.serial_no = met.serial_no
        where a.finding in ('no_fault_found', 'user_education')
    ) next
    where r.id = next.id and r.reversed_at is distinct from next.inspected_at;
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
