from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Array
from piccolo.columns.column_types import UUID
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T17:15:04:851853"
VERSION = "1.38.0"
DESCRIPTION = "Keep all who wrote an edition."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="manuals", description=DESCRIPTION)

    manager.add_column(
        table_class_name="ManualEdition",
        tablename="manual_edition",
        column_name="writers",
        db_column_name="writers",
        column_class_name="Array",
        column_class=Array,
        params={
            "default": list,
            "base_column": UUID(
                default=UUID4(),
                null=False,
                primary_key=False,
                unique=False,
                index=False,
                index_method=IndexMethod.btree,
                choices=None,
                db_column_name=None,
                secret=False,
            ),
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
