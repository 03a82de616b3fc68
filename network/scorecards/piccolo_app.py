from pathlib import Path

from piccolo.conf.apps import AppConfig

from network.scorecards.tables import (
    ChallengeFile,
    CriterionResult,
    MetricResult,
    SchemeDraft,
    SchemeVersion,
    Scorecard,
    ScorecardChallenge,
    ScorecardCircumstance,
    ScorecardDifference,
    ScorecardPreview,
    ScorecardRelease,
    ScorecardRestatement,
    ScorecardRun,
)
from network.scorecards.tables_issued import IssuedDocument, PrintBatch, PrintItem, RunRequest

APP_CONFIG = AppConfig(
    app_name="scorecards",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        SchemeVersion,
        SchemeDraft,
        ScorecardRun,
        MetricResult,
        Scorecard,
        CriterionResult,
        ScorecardCircumstance,
        ScorecardPreview,
        ScorecardChallenge,
        ChallengeFile,
        ScorecardRelease,
        ScorecardDifference,
        ScorecardRestatement,
        *(IssuedDocument, PrintBatch, PrintItem, RunRequest),
    ],
    migration_dependencies=["network.sites.piccolo_app"],
)
