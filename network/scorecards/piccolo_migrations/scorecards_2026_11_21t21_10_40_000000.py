"""Freeze what is published, fence the results."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T21:10:40:000000"
VERSION = "1.38.0"
DESCRIPTION = "Freeze what is published, fence the results."

SQL = r"""
create unique index scheme_version_once on scheme_version (code, version);
create unique index scorecard_run_once on scorecard_run (period, revision);
create unique index metric_result_once on metric_result (run, site, metric);
create unique index scorecard_once on scorecard (run, site);
create unique index criterion_result_once on criterion_result (run, site, criterion);
create index scorecard_site on scorecard (site);
alter table scorecard_run add constraint scorecard_run_state_known check
    (state in ('draft', 'computed', 'preview', 'published', 'restated'));
alter table scorecard_run add constraint scorecard_run_period_written check (period ~ '^[0-9]{4}Q[1-4]$');
alter table scorecard add constraint scorecard_overall_range check (overall between 0 and 100);
alter table criterion_result add constraint criterion_result_points_range check (points between 0 and 100);
alter table criterion_result add constraint criterion_result_state_known check
    (state in ('scored', 'not_applicable', 'insufficient_sample', 'not_reported', 'held'));

create function refuse_published() returns trigger language plpgsql as $$
begin
    if exists (select from touched t join scorecard_run r on r.id = t.run
               where r.state in ('published', 'restated')) then
        raise exception 'the results of a published quarter are never changed' using errcode = 'SM001';
    end if;
    return null;
end $$;

create function refuse_published_run() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a quarter begins as a draft' using errcode = 'SM001';
        end if;
    elsif old.state in ('published', 'restated') then
        raise exception 'a published quarter is never changed' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger scheme_version_frozen before update or delete or truncate on scheme_version
    for each statement execute function refuse_change();
alter table scheme_version enable always trigger scheme_version_frozen;
create trigger scorecard_run_frozen before insert or update or delete on scorecard_run
    for each row execute function refuse_published_run();
alter table scorecard_run enable always trigger scorecard_run_frozen;
create trigger scorecard_run_frozen_truncate before truncate on scorecard_run
    for each statement execute function refuse_change();
alter table scorecard_run enable always trigger scorecard_run_frozen_truncate;

grant select on scheme_version to servicemark_region, servicemark_site, servicemark_reader, servicemark_hq;
grant insert on scheme_version to servicemark_hq;

alter table scorecard_run enable row level security;
alter table scorecard_run force row level security;
create policy network on scorecard_run to servicemark_hq using (true) with check (true);
create policy scope_reads on scorecard_run for select to servicemark_region using (true);
create policy published_reads on scorecard_run for select to servicemark_site, servicemark_reader
    using (state in ('published', 'restated'));
create policy owner on scorecard_run to servicemark_owner using (true) with check (true);
grant select on scorecard_run to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update, delete on scorecard_run to servicemark_hq;

alter table metric_result enable row level security;
alter table metric_result force row level security;
create policy network on metric_result to servicemark_hq using (true) with check (true);
create policy scope_reads on metric_result for select to servicemark_region using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy published_reads on metric_result for select to servicemark_site
    using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]) and run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy published_reads_all on metric_result for select to servicemark_reader
    using (run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy owner on metric_result to servicemark_owner using (true) with check (true);
grant select on metric_result to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update, delete on metric_result to servicemark_hq;
create trigger metric_result_frozen_insert after insert on metric_result referencing new table as touched
    for each statement execute function refuse_published();
create trigger metric_result_frozen_update after update on metric_result referencing old table as touched
    for each statement execute function refuse_published();
create trigger metric_result_frozen_move after update on metric_result referencing new table as touched
    for each statement execute function refuse_published();
create trigger metric_result_frozen_delete after delete on metric_result referencing old table as touched
    for each statement execute function refuse_published();
create trigger metric_result_frozen_truncate before truncate on metric_result for each statement execute function refuse_change();
alter table metric_result enable always trigger metric_result_frozen_insert;
alter table metric_result enable always trigger metric_result_frozen_update;
alter table metric_result enable always trigger metric_result_frozen_move;
alter table metric_result enable always trigger metric_result_frozen_delete;
alter table metric_result enable always trigger metric_result_frozen_truncate;

alter table scorecard enable row level security;
alter table scorecard force row level security;
create policy network on scorecard to servicemark_hq using (true) with check (true);
create policy scope_reads on scorecard for select to servicemark_region using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy published_reads on scorecard for select to servicemark_site
    using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]) and run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy published_reads_all on scorecard for select to servicemark_reader
    using (run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy owner on scorecard to servicemark_owner using (true) with check (true);
grant select on scorecard to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update, delete on scorecard to servicemark_hq;
create trigger scorecard_frozen_insert after insert on scorecard referencing new table as touched
    for each statement execute function refuse_published();
create trigger scorecard_frozen_update after update on scorecard referencing old table as touched
    for each statement execute function refuse_published();
create trigger scorecard_frozen_move after update on scorecard referencing new table as touched
    for each statement execute function refuse_published();
create trigger scorecard_frozen_delete after delete on scorecard referencing old table as touched
    for each statement execute function refuse_published();
create trigger scorecard_frozen_truncate before truncate on scorecard for each statement execute function refuse_change();
alter table scorecard enable always trigger scorecard_frozen_insert;
alter table scorecard enable always trigger scorecard_frozen_update;
alter table scorecard enable always trigger scorecard_frozen_move;
alter table scorecard enable always trigger scorecard_frozen_delete;
alter table scorecard enable always trigger scorecard_frozen_truncate;

alter table criterion_result enable row level security;
alter table criterion_result force row level security;
create policy network on criterion_result to servicemark_hq using (true) with check (true);
create policy scope_reads on criterion_result for select to servicemark_region using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy published_reads on criterion_result for select to servicemark_site
    using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]) and run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy published_reads_all on criterion_result for select to servicemark_reader
    using (run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy owner on criterion_result to servicemark_owner using (true) with check (true);
grant select on criterion_result to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update, delete on criterion_result to servicemark_hq;
create trigger criterion_result_frozen_insert after insert on criterion_result referencing new table as touched
    for each statement execute function refuse_published();
create trigger criterion_result_frozen_update after update on criterion_result referencing old table as touched
    for each statement execute function refuse_published();
create trigger criterion_result_frozen_move after update on criterion_result referencing new table as touched
    for each statement execute function refuse_published();
create trigger criterion_result_frozen_delete after delete on criterion_result referencing old table as touched
    for each statement execute function refuse_published();
create trigger criterion_result_frozen_truncate before truncate on criterion_result for each statement execute function refuse_change();
alter table criterion_result enable always trigger criterion_result_frozen_insert;
alter table criterion_result enable always trigger criterion_result_frozen_update;
alter table criterion_result enable always trigger criterion_result_frozen_move;
alter table criterion_result enable always trigger criterion_result_frozen_delete;
alter table criterion_result enable always trigger criterion_result_frozen_truncate;

grant usage on sequence metric_result_id_seq, criterion_result_id_seq to servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
