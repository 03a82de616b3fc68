"""Let everyone read what they are told, and nobody else."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T03:45:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let everyone read what they are told, and nobody else."

EVERYONE = (
    "servicemark_hq, servicemark_region, servicemark_site, servicemark_field, servicemark_reader, servicemark_applicant"
)

SQL = f"""
create unique index notice_once on notice (account, kind, key);
create index notice_newest on notice (account, created_at desc);
create index notice_to_mail on notice (created_at) where mailed_at is null;
alter table notice enable row level security;
alter table notice force row level security;
create policy own on notice to {EVERYONE} using (account = (select my_account())) with check (account = (select my_account()));
create policy owner_keeps on notice to servicemark_owner using (true) with check (true);
grant select, update (read_at) on notice to {EVERYONE};
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
