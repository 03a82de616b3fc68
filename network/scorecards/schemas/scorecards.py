"""What comes in and what goes out of the scorecards. Numbers that are exact leave as text, never as floating point."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

QUARTER = r"^[0-9]{4}Q[1-4]$"


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ComputeIn(BaseModel):
    """Which scheme to judge the quarter by; `version`: the newest in force then when it is not given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheme: str = Field(min_length=1, max_length=60)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ComputedOut(Frozen):
    """`changed`: how many scorecards differ from the computation before; null for the first one."""

    quarter: str
    sites: int
    rated: int
    changed: int | None


class PublishedOut(Frozen):
    """`fingerprint`: SHA-256 over all cards, in hexadecimal."""

    quarter: str
    fingerprint: str


class QuarterOut(Frozen):
    """A quarter as it was judged. `mean`: of the rated sites; `fingerprint`: null before publication."""

    quarter: str
    revision: int
    state: str
    scheme: str
    scheme_version: int
    computed_at: datetime
    computed_by: str
    published_at: datetime | None
    published_by: str | None
    rated: int
    mean: Decimal | None
    fingerprint: str | None


class QuartersOut(Frozen):
    quarters: list[QuarterOut]


class PointsOut(Frozen):
    """One criterion of one site: the measured value, and its points unless the weight left the total."""

    criterion: str
    state: str
    value: Decimal | None
    points: Decimal | None


class LeagueRowOut(Frozen):
    """One site. `change`: the score less that of the quarter before, where the site was rated in both."""

    site: str
    name: str
    region: str | None
    kind: str
    rank: int | None
    peer_group: str
    peer_rank: int | None
    percentile: Decimal | None
    overall: Decimal | None
    change: Decimal | None
    standing: str | None
    provisional: bool
    coverage: Decimal | None
    unrated_reason: str | None
    criteria: list[PointsOut]


class LeagueOut(Frozen):
    """A page of the league table; `spread` counts the sites by standing, whatever standing is asked for."""

    quarter: str
    state: str
    scheme: str
    scheme_version: int
    total: int
    spread: dict[str, int]
    rows: list[LeagueRowOut]


class RankOut(Frozen):
    """`percentile`: how many of the other ranked sites score lower, 0 to 100."""

    position: int
    of: int
    percentile: Decimal | None


class IntervalOut(Frozen):
    """The 95% Wilson interval of a rate."""

    low: Decimal
    high: Decimal


class BreakpointOut(Frozen):
    value: Decimal
    points: Decimal


class SegmentOut(Frozen):
    """The piece of the curve that was used; an end is null where the curve is flat beyond it."""

    lower: BreakpointOut | None
    upper: BreakpointOut | None


class CriterionOut(Frozen):
    """The arithmetic of one criterion. `weight` and `contribution` are of the whole; `lost`: points that it cost."""

    criterion: str
    metric: str
    label: str
    state: str
    weight: Decimal
    numerator: Decimal
    denominator: Decimal
    sample_size: int
    min_sample: int
    value: Decimal | None
    interval: IntervalOut | None
    pooled: Decimal | None
    shrink: int
    adjusted: Decimal | None
    segment: SegmentOut | None
    points: Decimal | None
    contribution: Decimal | None
    lost: Decimal | None


class GateOut(Frozen):
    """A condition that holds. `lowers`: the score alone would have given more than `cap`."""

    gate: str
    metric: str | None
    observed: Decimal | None
    cap: str
    reason: str
    lowers: bool


class LiftOut(Frozen):
    """The smallest change of one criterion that reaches the next standing by itself; null where none does.

    `records`: of a rate, how many more of the same records must be good.
    """

    criterion: str
    value: Decimal | None
    change: Decimal | None
    records: int | None
    blocked_by: list[str]


class NextStandingOut(Frozen):
    standing: str
    from_score: Decimal
    points_missing: Decimal
    blocked_by: list[str]
    lifts: list[LiftOut]


class CardRevisionOut(Frozen):
    """`reason`: why it took the place of the one before; null for the first."""

    revision: int
    published_at: datetime
    reason: str | None


class ScorecardOut(Frozen):
    """One site's scorecard with its explanation. `revisions`: those that were published, the newest first."""

    quarter: str
    site: str
    name: str
    state: str
    revision: int
    scheme: str
    scheme_version: int
    first_day: date
    last_day: date
    overall: Decimal | None
    coverage: Decimal
    band: str | None
    standing: str | None
    provisional: bool
    unrated: str | None
    unrated_reason: str
    peer_group: str
    network_rank: RankOut | None
    peer_rank: RankOut | None
    criteria: list[CriterionOut]
    gates: list[GateOut]
    next_standing: NextStandingOut | None
    fingerprint: str | None
    revisions: list[CardRevisionOut]


class FigureOut(Frozen):
    """One metric as it was measured. Numerator and denominator are those of a share; else null."""

    metric: str
    label: str
    definition: str
    unit: str
    better: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    sample_size: int
    interval: IntervalOut | None


class FiguresOut(Frozen):
    quarter: str
    site: str
    metrics: list[FigureOut]


class EvidenceRecordOut(Frozen):
    """A record behind a figure. `counts`: whether it is in the numerator; `values` depend on the metric.

    `number`: of an order or a return; of a report its month. `row`: null for what was read from no file.
    """

    id: UUID
    number: str
    counts: bool
    values: dict[str, Any]
    file: str | None
    row: int | None


class EvidenceOut(Frozen):
    """A page of the records behind a figure, what makes it worse first.

    `record`: repair_order, hq_return, report_due or report_reconciled. `unchanged`: whether they still give the
    published fingerprint; null before publication.
    """

    quarter: str
    site: str
    time_zone: str
    figure: FigureOut
    record: str
    unchanged: bool | None
    total: int
    offset: int
    records: list[EvidenceRecordOut]


class SchemeOut(Frozen):
    """A version of a scheme. `document` is what was added, numbers as text; `sha256` is taken over it."""

    code: str
    version: int
    name: str
    added_at: datetime
    sha256: str
    document: dict[str, Any]


class SchemesOut(Frozen):
    schemes: list[SchemeOut]
