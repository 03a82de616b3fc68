"""Let nobody without a name decide what a site contests."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let nobody without a name decide what a site contests."

SQL = r"""
alter policy decides on finding_contest using (state = 'open')
    with check (coalesce(decided_by = (select my_account()), false));
alter policy contests on finding_contest
    with check (state = 'open' and coalesce(contested_by = (select my_account()), false));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
