from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="improvement",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        ["network.improvement.tables.actions", "network.improvement.tables.falsifications"], exclude_imported=True
    ),
    migration_dependencies=["network.sites.piccolo_app"],
)
