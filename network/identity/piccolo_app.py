from pathlib import Path

from piccolo.conf.apps import AppConfig

from network.identity.tables import Account, LoginThrottle, Membership, MembershipRegion, MembershipSite, Session

APP_CONFIG = AppConfig(
    app_name="identity",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Account, Membership, MembershipRegion, MembershipSite, Session, LoginThrottle],
    migration_dependencies=["network.sites.piccolo_app"],
)
