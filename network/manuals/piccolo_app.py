from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="manuals",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [f"network.manuals.tables.{noun}" for noun in ("standards", "manuals", "acknowledgements")],
        exclude_imported=True,
    ),
    migration_dependencies=["network.sites.piccolo_app", "network.identity.piccolo_app"],
)
