"""Fence the sites and the files that records came from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T21:10:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence the sites and the files that records came from."

SQL = r"""
alter table site add constraint site_kind_known check (kind in ('franchised', 'self_operated'));
alter table site add constraint site_status_known check (status in ('listed', 'active', 'closed'));
alter table site add constraint site_code_written check (code <> '' and code = btrim(code));
alter table site add constraint site_closes_after_opening check (closed_on >= opened_on);
alter table site add constraint site_city_tier_range check (city_tier between 1 and 9);
alter table import_file add constraint import_file_kind_known check (kind in ('sites', 'orders', 'hq_returns'));
alter table import_file add constraint import_file_state_known check (state in ('previewed', 'imported', 'cancelled'));
create index import_file_bytes on import_file (sha256, kind);
create index import_file_recent on import_file (created_at desc);
create index site_region on site (region);

alter table site enable row level security;
alter table site force row level security;
create policy network on site to servicemark_hq using (true) with check (true);
create policy network_reads on site for select to servicemark_reader using (true);
create policy scope_reads on site for select to servicemark_region, servicemark_site using (id = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy owner_reads on site for select to servicemark_owner using (true);
grant select on site to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update on site to servicemark_hq;

-- Which legal entity runs which site is known to HQ alone; an operator sees those of its own sites through the join.
alter table operator enable row level security;
alter table operator force row level security;
create policy network on operator to servicemark_hq using (true) with check (true);
create policy network_reads on operator for select to servicemark_reader using (true);
create policy scope_reads on operator for select to servicemark_region, servicemark_site
    using (id in (select s.operator from site s));
grant select on operator to servicemark_region, servicemark_site, servicemark_reader;
grant select, insert, update on operator to servicemark_hq;

-- The region tree is plain geography, the same for everyone who is signed in.
grant select on region to servicemark_region, servicemark_site, servicemark_reader, servicemark_gate;
grant select, insert, update on region to servicemark_hq;

alter table import_file enable row level security;
alter table import_file force row level security;
create policy network on import_file to servicemark_hq using (true) with check (true);
create policy own on import_file to servicemark_region, servicemark_site
    using (account = nullif(current_setting('app.account', true), '')::uuid)
    with check (account = nullif(current_setting('app.account', true), '')::uuid);
grant select, insert, update on import_file to servicemark_hq, servicemark_region, servicemark_site;
grant usage on sequence site_id_seq, region_id_seq, operator_id_seq to servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
