from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="feedback",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [f"network.feedback.tables.{noun}" for noun in ("complaints", "overcharges")], exclude_imported=True
    ),
    migration_dependencies=["network.sites.piccolo_app"],
)
