from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz

ID = "2026-11-22T11:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Leave the end of the window open until an audit is delivered."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="audits", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Audit",
        tablename="audit",
        column_name="appeal_until",
        db_column_name="appeal_until",
        params={"null": True},
        old_params={"null": False},
        column_class=Timestamptz,
        old_column_class=Timestamptz,
        schema=None,
    )

    return manager
