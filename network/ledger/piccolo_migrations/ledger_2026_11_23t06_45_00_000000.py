"""Show a settlement only to whom it settles something."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T06:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Show a settlement only to whom it settles something."

# When the whole network was settled, and how many entries that were, is not for each of its sites to know.
SQL = """
drop policy reads on settlement;
create policy reads on settlement for select to servicemark_region, servicemark_site
    using (exists (select from settlement_line l where l.settlement = settlement.id));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "ledger", DESCRIPTION, SQL)
