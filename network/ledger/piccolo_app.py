from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="ledger",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        ["network.ledger.tables.postings", "network.ledger.tables.settlements", "network.ledger.tables.proposals"],
        exclude_imported=True,
    ),
    migration_dependencies=["network.sites.piccolo_app"],
)
