"""Let drafts of editions be discarded: what hangs on an edition refuses changes row by row."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let drafts of editions be discarded: what hangs on an edition refuses changes row by row."

# A draft that goes takes along what hangs on it, which is nothing; a trigger of the statement refused even that.
SQL = "".join(
    f"""
drop trigger {table}_frozen on {table};
create trigger {table}_frozen before update or delete on {table} for each row execute function refuse_change();
alter table {table} enable always trigger {table}_frozen;
"""
    for table in ("acknowledgement", "acknowledgement_sheet")
)


async def forwards() -> MigrationManager:
    return raw(ID, "manuals", DESCRIPTION, SQL)
