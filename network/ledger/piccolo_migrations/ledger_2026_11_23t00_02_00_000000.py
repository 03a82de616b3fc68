"""Let executives read when what was booked, which balances of past days ask for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let executives read when what was booked, which balances of past days ask for."

SQL = """
-- Neither the reason nor the facts, nor who booked it.
create policy reads on ledger_posting for select to servicemark_reader using (true);
grant select (id, number, site, kind, posted_at, effective_on, reversal_of) on ledger_posting to servicemark_reader;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "ledger", DESCRIPTION, SQL)
