from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="feedback",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [f"network.feedback.tables.{noun}" for noun in ("complaints", "overcharges", "posters", "surveys")],
        exclude_imported=True,
    ),
    # Answers name repair orders; the siblings share the database, not their code.
    migration_dependencies=["network.sites.piccolo_app", "network.repairs.piccolo_app"],
)
