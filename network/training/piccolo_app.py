from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="training",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [f"network.training.tables.{noun}" for noun in ("courses", "sessions", "records", "assessments")],
        exclude_imported=True,
    ),
    migration_dependencies=["network.sites.piccolo_app", "network.identity.piccolo_app", "network.manuals.piccolo_app"],
)
