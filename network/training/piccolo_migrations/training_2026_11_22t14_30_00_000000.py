"""Let files of training records be kept like those of other imports."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let files of training records be kept like those of other imports."

SQL = """
alter table import_file drop constraint import_file_kind_known;
alter table import_file add constraint import_file_kind_known
    check (kind in ('sites', 'orders', 'hq_returns', 'cities', 'parts', 'training'));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
