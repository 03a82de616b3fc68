"""Keep drafts of applications to those who write them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T02:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep drafts of applications to those who write them."

# What hangs on an application, its steps and its documents, follows: their policies look at what one sees of it.
SQL = r"""
alter policy network on application using (state <> 'draft') with check (state <> 'draft');
alter policy scope on application
    using (state <> 'draft' and region = any ((select my_regions())::integer[]))
    with check (state <> 'draft' and region = any ((select my_regions())::integer[]));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
