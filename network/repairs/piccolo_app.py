from pathlib import Path

from piccolo.conf.apps import AppConfig

from network.repairs.tables import HqReturn, RepairOrder

APP_CONFIG = AppConfig(
    app_name="repairs",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[RepairOrder, HqReturn],
    migration_dependencies=["network.sites.piccolo_app"],
)
