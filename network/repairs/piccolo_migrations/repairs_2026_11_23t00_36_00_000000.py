"""Let executives sum up what customers paid, as they count orders."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let executives sum up what customers paid, as they count orders."

SQL = "grant select (ready_at, charge, currency) on repair_order to servicemark_reader;"


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
