"""Find orders of a span of days across the network by where they lie, not by an index of every one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find orders of a span of days across the network by where they lie."

SQL = """
-- Faults of products are counted and marked over spans of days, by few people. Orders lie about as they came in, so that
-- a span is found from one entry for many pages; the index of all of them cost every import a fifteenth of its insert.
drop index repair_order_kind;
create index repair_order_span on repair_order using brin (received_at) with (autosummarize = on);
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
