"""Let `finding_told_at` read when a file was imported."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:09:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let `finding_told_at` read when a file was imported."

SQL = "create policy owner_reads on import_file for select to servicemark_owner using (true);"


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
