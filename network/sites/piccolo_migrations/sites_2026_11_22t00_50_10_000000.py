"""One default view a list; files of cities."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:50:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "One default view a list; files of cities."

SQL = r"""
create unique index saved_view_default_once on saved_view (account, list) where is_default;
alter table import_file drop constraint import_file_kind_known;
alter table import_file add constraint import_file_kind_known
    check (kind in ('sites', 'cities', 'orders', 'hq_returns'));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
