"""Answer who holds what from an index alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Answer who holds what from an index alone."

# Coverage reads every record of the network, of which it wants four narrow columns.
SQL = """
create index training_record_held on training_record (person, course) include (valid_from, valid_to, id);
drop index training_record_person;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
