"""Enforce the order of times, derive turnaround, fence the records."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T21:10:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Enforce the order of times, derive turnaround, fence the records."

SQL = r"""
alter table repair_order
    add column turnaround_hours numeric generated always as (
        case when ready_at is not null then
            greatest(round(extract(epoch from (ready_at - received_at)) / 3600 - hold_hours, 6), 0) end) stored,
    add column promise_base_at timestamptz not null generated always as (
        ((received_at at time zone 'UTC') + make_interval(secs => (hold_hours * 3600)::double precision))
        at time zone 'UTC') stored;
comment on column repair_order.turnaround_hours is 'ready - received - hold, never below 0; null while open';
comment on column repair_order.promise_base_at is 'received + hold: a promise of n hours falls due n hours after it';

alter table repair_order
    alter column received_at set not null,
    add constraint repair_order_no_written check (order_no <> ''),
    add constraint repair_order_hold_positive check (hold_hours >= 0),
    add constraint repair_order_charge_positive check (charge >= 0),
    add constraint repair_order_charge_in_currency check (charge is null or currency is not null),
    add constraint repair_order_outcome_known check
        (outcome in ('repaired', 'replaced', 'no_fault', 'unrepairable', 'declined')),
    add constraint repair_order_times_in_order check (
        received_at <= coalesce(diagnosed_at, ready_at, handed_over_at, received_at)
        and coalesce(diagnosed_at, received_at) <= coalesce(ready_at, handed_over_at, diagnosed_at, received_at)
        and coalesce(ready_at, received_at) <= coalesce(handed_over_at, ready_at, received_at)
        and received_at <= coalesce(cancelled_at, received_at)
        and (handed_over_at is null or ready_at is not null or cancelled_at is not null)),
    add constraint repair_order_came_back_after check (came_back_at > ready_at);

-- Read by the metrics through these indexes alone: keep each metric's columns covered.
create unique index repair_order_number on repair_order (site, order_no);
create index repair_order_due on repair_order (site, promise_base_at) include (ready_at, cancelled_at);
create index repair_order_ready on repair_order (site, ready_at)
    include (turnaround_hours, sent_to_hq, outcome, came_back_at, serial_no) where ready_at is not null;
create index repair_order_serial on repair_order (serial_no, received_at) include (site, ready_at)
    where serial_no is not null;
create index repair_order_open on repair_order
    (site, coalesce(least(ready_at, cancelled_at), 'infinity'), received_at);
create unique index repair_order_serial_open_once on repair_order (site, serial_no)
    where serial_no is not null and ready_at is null and cancelled_at is null;

alter table hq_return
    alter column shipped_at set not null,
    add constraint hq_return_no_written check (return_no <> ''),
    add constraint hq_return_times_in_order check (
        shipped_at <= coalesce(received_at, inspected_at, shipped_at)
        and coalesce(received_at, shipped_at) <= coalesce(inspected_at, received_at, shipped_at)),
    add constraint hq_return_finding_known check (finding in ('fault_confirmed', 'no_fault_found', 'user_education',
        'customer_damage', 'transit_damage', 'recall')),
    add constraint hq_return_finding_with_inspection check ((finding is null) = (inspected_at is null));
create unique index hq_return_number on hq_return (site, return_no);
create index hq_return_inspected on hq_return (site, inspected_at)
    include (finding, requested_by_hq, reversed_at) where inspected_at is not null;
create index hq_return_serial on hq_return (serial_no, inspected_at) where serial_no is not null;

alter table repair_order enable row level security;
alter table repair_order force row level security;
alter table hq_return enable row level security;
alter table hq_return force row level security;
create policy network on repair_order to servicemark_hq using (true) with check (true);
create policy scope on repair_order to servicemark_region, servicemark_site using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[])) with check (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy owner on repair_order to servicemark_owner using (true) with check (true);
create policy network on hq_return to servicemark_hq using (true) with check (true);
create policy scope on hq_return to servicemark_region, servicemark_site using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[])) with check (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy owner on hq_return to servicemark_owner using (true) with check (true);
grant select, insert, update on repair_order to servicemark_hq, servicemark_region, servicemark_site;
-- What HQ found is HQ's word: a site reads it.
grant select, insert, update on hq_return to servicemark_hq, servicemark_region;
grant select on hq_return to servicemark_site;

-- A repeat repair may come back at a rival's site, which the importing operator may not read. This function alone
-- looks across sites; it tells its caller nothing and changes only the two derived columns.
create function link_serials(serials text[]) returns void language sql security definer
set search_path = public, pg_temp as $$
    update repair_order o
    set came_back_at = next.received_at, version = o.version + 1
    from (
        select a.id, (
            select min(b.received_at) from repair_order b
            where b.serial_no = a.serial_no and b.received_at > a.ready_at and b.id <> a.id
        ) as received_at
        from repair_order a
        where a.serial_no = any (serials) and a.ready_at is not null
    ) next
    where o.id = next.id and o.came_back_at is distinct from next.received_at;

    update hq_return r
    set reversed_at = next.inspected_at, version = r.version + 1
    from (
        select a.id, (
            select min(b.inspected_at) from hq_return b
            where b.serial_no = a.serial_no and b.id <> a.id and b.finding = 'fault_confirmed'
                and coalesce(b.received_at, b.shipped_at) > a.inspected_at
                and coalesce(b.received_at, b.shipped_at) <= a.inspected_at + interval '720 hours'
        ) as inspected_at
        from hq_return a
        where a.serial_no = any (serials) and a.finding in ('no_fault_found', 'user_education')
    ) next
    where r.id = next.id and r.reversed_at is distinct from next.inspected_at;
$$;
revoke all on function link_serials(text[]) from public;
grant execute on function link_serials(text[]) to servicemark_hq, servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
