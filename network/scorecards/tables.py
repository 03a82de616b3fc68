from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class SchemeVersion(Table, tablename="scheme_version"):
    """A scheme as a document. Once a published run has used it the database refuses any change."""

    id = UUID(primary_key=True, default=UUID4())
    code = Varchar(length=60)
    version = Integer(default=1)
    document = JSONB(default="{}")
    sha256 = Varchar(length=64)
    added_at = Timestamptz(default=TimestamptzNow())


class ScorecardRun(Table, tablename="scorecard_run"):
    """A quarter judged by a scheme: draft -> computed -> published."""

    id = UUID(primary_key=True, default=UUID4())
    period = Varchar(length=6)
    revision = Integer(default=1)
    scheme = ForeignKey(SchemeVersion)
    state = Varchar(length=20)
    computed_at = Timestamptz(null=True, default=None)
    computed_by = Text(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    published_by = Text(null=True, default=None)
    fingerprint = Bytea(null=True, default=None)
    network = JSONB(default="{}", help_text="Pooled figures of the network, by metric key and by month.")


class MetricResult(Table, tablename="metric_result"):
    """One metric of one site in one run."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    metric = Varchar(length=120, help_text="Code and parameters, such as `repair_within_target(target_hours=24)`.")
    numerator = Numeric()
    denominator = Numeric()
    value = Numeric(null=True, default=None)
    sample_size = Integer(default=0)
    fingerprint = Bytea(null=True, default=None, help_text="SHA-256 over the ordered evidence ids and row versions.")


class Scorecard(Table, tablename="scorecard"):
    """One site's result in one run."""

    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    overall = Numeric(digits=(5, 2), null=True, default=None)
    coverage = Numeric(digits=(7, 6))
    kept_weight = Integer(default=0, help_text="Basis points that stay in the total.")
    band = Varchar(length=40, null=True, default=None, help_text="The standing that the score alone would give.")
    standing = Varchar(length=40, null=True, default=None, help_text="After coverage and gates.")
    unrated_reason = Varchar(length=40, null=True, default=None)
    provisional = Boolean(default=False)
    rank = Integer(null=True, default=None)
    rank_of = Integer(null=True, default=None)
    percentile = Numeric(null=True, default=None)
    peer_group = Varchar(length=40)
    peer_rank = Integer(null=True, default=None)
    peer_rank_of = Integer(null=True, default=None)
    peer_percentile = Numeric(null=True, default=None)
    gates = JSONB(default="[]")
    months = JSONB(default="[]", help_text="Turnaround by month, as drawn on the scorecard.")
    fingerprint = Bytea(null=True, default=None, help_text="SHA-256 over the card's metrics and their evidence.")
    identity = JSONB(null=True, default=None, help_text="The site as it was at publication: names, place, operator.")


class CriterionResult(Table, tablename="criterion_result"):
    """One criterion of one scorecard: the arithmetic, step by step."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    position = SmallInt(default=0)
    criterion = Varchar(length=60)
    metric = Varchar(length=120)
    state = Varchar(length=30)
    numerator = Numeric()
    denominator = Numeric()
    value = Numeric(null=True, default=None, help_text="Before shrinkage.")
    sample_size = Integer(default=0)
    pooled = Numeric(null=True, default=None)
    adjusted = Numeric(null=True, default=None)
    low = Numeric(null=True, default=None)
    high = Numeric(null=True, default=None)
    points = Numeric(null=True, default=None)
    weight = Integer(default=0)
    contribution = Numeric(null=True, default=None)
