from pathlib import Path

from piccolo.conf.apps import AppConfig

from network.foundation.trail.tables import TrailEvent, TrailHead

APP_CONFIG = AppConfig(
    app_name="trail",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[TrailEvent, TrailHead],
)
