"""A request for more time that is decided does not stay open."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T08:46:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "A request for more time that is decided does not stay open."

SQL = """
-- Whoever decides closes it.
alter policy decides on action_extension using (state = 'open')
    with check (state <> 'open' and decided_by is not distinct from (select my_account()));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "improvement", DESCRIPTION, SQL)
