"""Count every change of a record in its version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T22:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Count every change of a record in its version."

SQL = r"""
-- The fingerprint of the evidence is made of ids and versions: no change may leave the version as it was.
create function next_version() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end $$;
create trigger repair_order_version before update on repair_order for each row execute function next_version();
alter table repair_order enable always trigger repair_order_version;
create trigger hq_return_version before update on hq_return for each row execute function next_version();
alter table hq_return enable always trigger hq_return_version;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
