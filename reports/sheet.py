"""What a scorecard and a league table show: plain, frozen, picklable values in which everything is already computed.

Rates, weights, coverage and percentiles are fractions 0..1; hours are decimal hours; points and scores are 0..100.
None means "not known", and is drawn as a dash; it is never 0. Labels and reasons are already in the reader's language.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from reports.annex_sheet import BookedLine, BookedSum, ConsequenceLine, VisitLine

State = Literal["scored", "not_applicable", "insufficient_sample", "not_reported", "held"]
Unit = Literal["fraction", "hours", "score", "count"]
Better = Literal["higher", "lower"]
Tone = Literal["good", "warn", "bad", "info", "neutral"]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter; `number` is 1..4."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Who is judged. `name` is in the sheet's language, `other_name` in the other one ("" when there is none)."""

    code: str
    name: str
    other_name: str = ""
    region: str | None = None
    city: str | None = None
    kind: str | None = None
    operator: str | None = None
    opened_on: date | None = None
    repair_orders: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A standing: reached from `floor` points on. `stars` is 0 for standings without stars."""

    code: str
    label: str
    floor: Decimal
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Rank:
    """Place `position` of `of` rated sites; `percentile` is the share of them that this site is ahead of."""

    position: int
    of: int
    percentile: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FiredGate:
    """A gate that capped the standing: why, and at which standing."""

    reason: str
    cap: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome. `bands` are ordered lowest first; `standing` is a band's code, None when unrated."""

    bands: tuple[Band, ...]
    score: Decimal | None
    coverage: Decimal | None = None
    standing: str | None = None
    unrated_reason: str = ""
    provisional: bool = False
    previous_score: Decimal | None = None
    previous_quarter: Quarter | None = None
    network_rank: Rank | None = None
    peer_rank: Rank | None = None
    peer_group: str | None = None
    gates: tuple[FiredGate, ...] = ()

    @property
    def band(self) -> Band | None:
        """The band of the standing; None when unrated."""
        return next((band for band in self.bands if band.code == self.standing), None)


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95% Wilson interval of a raw rate, and the points its two ends would earn (`low_points` belongs to `low`)."""

    low: Decimal
    high: Decimal
    low_points: Decimal
    high_points: Decimal


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion, from records to contribution.

    `curve` is the scheme's (value, points) breakpoints; `contribution` and `lost` are points of the overall score;
    `trend` holds this criterion's points in the last six quarters, oldest first, the sheet's own quarter last.
    """

    label: str
    definition: str
    weight: Decimal
    unit: Unit
    better: Better
    state: State
    curve: tuple[tuple[Decimal, Decimal], ...]
    sample_size: int | None = None
    min_sample: int | None = None
    raw: Decimal | None = None
    adjusted: Decimal | None = None
    interval: Interval | None = None
    network_value: Decimal | None = None
    network_points: Decimal | None = None
    full_value: Decimal | None = None
    pass_value: Decimal | None = None
    points: Decimal | None = None
    contribution: Decimal | None = None
    lost: Decimal | None = None
    trend: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class LiftStep:
    """What one criterion alone would need. `needed` is None when no value of it lifts the standing by itself."""

    label: str
    unit: Unit
    better: Better
    now: Decimal | None
    needed: Decimal | None


@dataclass(frozen=True, slots=True)
class Lift:
    """The way up. `next_standing` is None at the top or while unrated; `note` then says why."""

    next_standing: str | None
    next_floor: Decimal | None = None
    points_missing: Decimal | None = None
    steps: tuple[LiftStep, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TurnaroundMonth:
    """Median turnaround in hours of one month; `in_quarter` marks the months of the sheet's own quarter."""

    year: int
    month: int
    site: Decimal | None
    network: Decimal | None
    in_quarter: bool = False


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Median turnaround by month, oldest first, and the target it is held against."""

    months: tuple[TurnaroundMonth, ...]
    target_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """The overall score of one quarter; None where the site was not scored. `network` is the mean of rated sites."""

    quarter: Quarter
    score: Decimal | None
    network: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the sheet can be traced. `status` is shown when it is not final; `revision` counts from 1.

    `verify_url` is where the QR code of an issued document leads, `code` what it is known by there.
    """

    document_number: str
    revision: int
    scheme: str
    scheme_version: str
    fingerprint: str
    generated_at: datetime
    published_at: datetime | None = None
    status: str = ""
    is_final: bool = True
    revision_reason: str = ""
    code: str = ""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A word or two in the colour of what they mean."""

    label: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A finding of an audit or of headquarters."""

    found_on: date
    grade: Tag
    title: str
    state: Tag


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What the site does about a finding. `owner` is "" while nobody is named."""

    title: str
    owner: str
    due_on: date
    state: Tag


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was found, what is done about it and what follows, as it stood on a day; the visits of the quarter and what
    was booked in it, with a sum for each unit."""

    as_of: date
    findings: tuple[FoundLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    consequences: tuple[ConsequenceLine, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    booked: tuple[BookedLine, ...] = ()
    sums: tuple[BookedSum, ...] = ()


@dataclass(frozen=True, slots=True)
class ScorecardSheet:
    """All that a site's quarterly scorecard shows. The period is `first_day` to `last_day`, both included.

    `follow_up` is None while the quarter is not published.
    """

    network_name: str
    quarter: Quarter
    first_day: date
    last_day: date
    site: SiteIdentity
    judgement: Judgement
    criteria: tuple[CriterionLine, ...]
    lift: Lift
    turnaround: Turnaround
    history: tuple[HistoryPoint, ...]
    provenance: Provenance
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class LeagueCell:
    """One criterion of one site in the league table."""

    value: Decimal | None
    points: Decimal | None
    state: State


@dataclass(frozen=True, slots=True)
class LeagueCriterion:
    """A column pair of the league table."""

    label: str
    unit: Unit
    weight: Decimal


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One site. `standing` is a band's code, None when unrated; `cells` follow the sheet's criteria. `rank_range`: the
    best and the worst rank that chance alone leaves open."""

    site_code: str
    site_name: str
    region: str | None
    kind: str | None
    peer_group: str | None
    overall: Decimal | None
    standing: str | None
    coverage: Decimal | None
    cells: tuple[LeagueCell, ...]
    rank: int | None = None
    peer_rank: int | None = None
    percentile: Decimal | None = None
    provisional: bool = False
    unrated_reason: str = ""
    rank_range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LeagueSheet:
    """The league table of one quarter, rows already in the order to be shown."""

    network_name: str
    quarter: Quarter
    bands: tuple[Band, ...]
    criteria: tuple[LeagueCriterion, ...]
    rows: tuple[LeagueRow, ...]
    provenance: Provenance
