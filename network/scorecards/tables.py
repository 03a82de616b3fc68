from piccolo.columns import (
    JSONB,
    UUID,
    Array,
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


class SchemeDraft(Table, tablename="scheme_draft"):
    """A scheme that people write: draft -> submitted -> approved or rejected. What is decided never changes."""

    id = UUID(primary_key=True, default=UUID4())
    code = Varchar(length=60)
    began_from = ForeignKey(SchemeVersion, null=True, default=None)
    state = Varchar(length=20)
    document = JSONB(default="{}")
    row_version = Integer(default=1)
    writers = Array(base_column=UUID(), default=list, help_text="All who wrote in it; the database adds to them.")
    written_by = UUID(null=True, default=None)
    writer = Text(default="")
    created_at = Timestamptz(default=TimestamptzNow())
    submitted_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    reason = Text(null=True, default=None, help_text="Why it was turned down.")
    became = ForeignKey(SchemeVersion, null=True, default=None)


class ScorecardRun(Table, tablename="scorecard_run"):
    """A quarter judged by a scheme: draft -> computed -> preview -> published -> restated."""

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
    computer = UUID(null=True, default=None, help_text="The account that computed it; none for a program.")
    restates = UUID(null=True, default=None, help_text="The run of which this is the next revision.")
    reason = Text(null=True, default=None, help_text="Why it restates.")
    inputs_fingerprint = Bytea(null=True, default=None, help_text="SHA-256 over what else was frozen beside the cards.")


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
    ranges = JSONB(null=True, default=None, help_text="What chance leaves open: of the score, and of both ranks.")
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


class ScorecardCircumstance(Table, tablename="scorecard_circumstance"):
    """What scoring was given of a site beside its figures. Frozen with them, so that it can be scored again."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    kind = Varchar(length=20)
    peer_group = Varchar(length=40)
    not_applicable = JSONB(default="[]", help_text="Codes of criteria.")
    held = JSONB(default="[]", help_text="Codes of criteria.")
    missing_reports = Boolean(default=False)
    quarters_certified = Integer(null=True, default=None)
    certification_valid = Boolean(null=True, default=None)
    derived = Boolean(default=False, help_text="Taken from the card afterwards: published before these were kept.")


class ScorecardPreview(Table, tablename="scorecard_preview"):
    """A card that its site may look at and challenge before the quarter is published."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    days = SmallInt(default=10, help_text="Working days of the window.")
    opened_at = Timestamptz(default=None)
    delivered_at = Timestamptz(null=True, default=None, help_text="When its site first opened it.")
    challenge_until = Timestamptz(null=True, default=None, help_text="The database says so.")


class ScorecardChallenge(Table, tablename="scorecard_challenge"):
    """A site's objection to one criterion of a previewed card."""

    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    criterion = Varchar(length=60)
    ground = Varchar(length=20, help_text="`factual`, `evidence`, `omitted` or `procedure`.")
    body = Text()
    state = Varchar(length=20, default="open", help_text="`open`, `accepted` or `rejected`.")
    outcome = Varchar(length=20, null=True, default=None, help_text="Accepted as `corrected` or `held`.")
    lodged_by = UUID(null=True, default=None)
    lodger = Text()
    lodged_at = Timestamptz(default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)
    version = Integer(default=1)


class ChallengeFile(Table, tablename="challenge_file"):
    """A photo or document that a site adds to a challenge."""

    id = UUID(primary_key=True, default=UUID4())
    challenge = ForeignKey(ScorecardChallenge)
    site = ForeignKey(Site)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    media_type = Varchar(length=100)
    sha256 = Varchar(length=64)
    thumbnail = Varchar(length=64, null=True, default=None)
    size = Integer()
    added_at = Timestamptz(default=TimestamptzNow())


class ScorecardRelease(Table, tablename="scorecard_release"):
    """From when on a site reads its published card."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    released_at = Timestamptz(default=None)
    released_by = Text()


class ScorecardDifference(Table, tablename="scorecard_difference"):
    """What became of a card when it was computed again in preview, or restated: field by field."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site)
    at = Timestamptz(default=None)
    fields = JSONB(default="[]", help_text="Of each: criterion (empty for the card), field, before, after.")


class ScorecardRestatement(Table, tablename="scorecard_restatement"):
    """One person proposes to restate a published run for some sites, another one decides."""

    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(ScorecardRun)
    sites = JSONB(default="[]", help_text="Numbers of the sites that are measured anew.")
    reason = Text()
    difference = JSONB(default="{}", help_text="By number of a site, what will become of its card.")
    state = Varchar(length=20, default="proposed", help_text="`proposed`, `approved` or `rejected`.")
    proposed_by = UUID(null=True, default=None)
    proposer = Text()
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)
    made = UUID(null=True, default=None, help_text="The run that came of it.")
