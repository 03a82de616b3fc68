"""Let `my_conflicts` read what it tells auditors of themselves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let my_conflicts read what it tells auditors of themselves."

SQL = "create policy owner_reads on auditor_conflict for select to servicemark_owner using (true);"


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
