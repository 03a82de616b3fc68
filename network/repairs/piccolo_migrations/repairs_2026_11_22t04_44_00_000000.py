"""Take files of HQ's parts ledger."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Take files of HQ's parts ledger."

KINDS = """
alter table import_file drop constraint import_file_kind_known;
alter table import_file add constraint import_file_kind_known
    check (kind in ('sites', 'orders', 'hq_returns', 'cities', 'parts'));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, KINDS)
