from pathlib import Path

from piccolo.conf.apps import AppConfig

from network.sites.tables import ImportFile, Operator, Region, Site

APP_CONFIG = AppConfig(
    app_name="sites",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Region, Operator, Site, ImportFile],
)
