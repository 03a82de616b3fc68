from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

MODULES = ["sites", "people", "site_files", "applications", "certification"]

APP_CONFIG = AppConfig(
    app_name="sites",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder([f"network.sites.tables.{module}" for module in MODULES], exclude_imported=True),
)
