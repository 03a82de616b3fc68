"""Let the second sources of a month's report be counted from indexes alone: orders, what was shipped, what came back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T03:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Count the second sources of a month's report from indexes alone."

SQL = """
drop index repair_order_open;
create index repair_order_open on repair_order
    (site, coalesce(least(ready_at, cancelled_at), 'infinity'), received_at) include (ready_at, cancelled_at);
create index hq_return_shipped on hq_return (site, shipped_at) include (shipment, received_at, inspected_at);
create index hq_return_back on hq_return (site, back_at) where back_at is not null;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
