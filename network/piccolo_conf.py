"""Where Piccolo looks for the engine and the domains' tables."""

from piccolo.conf.apps import AppRegistry

from network.foundation.database import ENGINE as DB

APP_REGISTRY = AppRegistry(
    apps=[
        "network.foundation.trail.piccolo_app",
        "network.foundation.jobs.piccolo_app",
        "network.sites.piccolo_app",
        "network.identity.piccolo_app",
        "network.repairs.piccolo_app",
        "network.manuals.piccolo_app",
        "network.improvement.piccolo_app",
        "network.ledger.piccolo_app",
        "network.audits.piccolo_app",
        "network.training.piccolo_app",
        "network.feedback.piccolo_app",
        "network.scorecards.piccolo_app",
    ]
)

__all__ = ["APP_REGISTRY", "DB"]
