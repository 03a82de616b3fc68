"""Count a site's orders by the time of their receipt."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Count a site's orders by the time of their receipt."

SQL = r"""
create index repair_order_received on repair_order (site, received_at);

-- An executive counts orders: where and when they came in. What they are stays closed.
create policy network_counts on repair_order for select to servicemark_reader using (true);
grant select (site, received_at) on repair_order to servicemark_reader;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
