from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="identity",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["network.identity.tables"], exclude_imported=True),
    migration_dependencies=["network.foundation.jobs.piccolo_app", "network.sites.piccolo_app"],
)
