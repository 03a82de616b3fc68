"""What scoring answers: every number of a card, none of them rounded but the overall score and the percentiles."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from network.foundation.wilson import Interval, wilson
from network.scorecards.rules.curve import Segment
from network.scorecards.rules.measurement import Kind, Pool
from network.scorecards.rules.scheme import LocalText


class State(StrEnum):
    """Why a criterion has points or has none; the reasons are never merged into one "missing"."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    INSUFFICIENT_SAMPLE = "insufficient_sample"
    NOT_REPORTED = "not_reported"
    HELD = "held"


# The states whose weight stays in the total.
WEIGHING = frozenset({State.SCORED, State.NOT_REPORTED})


class Unrated(StrEnum):
    """Why a site has no standing."""

    LOW_COVERAGE = "low_coverage"
    GATE = "gate"


class CriterionResult(NamedTuple):
    """One line of the card. Figures are given in every state that has data; points only where the weight stays.

    raw, adjusted  the metric's value before and after shrinkage; None without data
    pool           the network's rate; None for a metric that is no rate, and for a network without data
    segment        the piece of the curve used; None unless scored
    contribution   weight * points / weights that stay: these add up to the score before it is rounded
    """

    criterion: str
    metric: str
    state: State
    weight: int
    numerator: Decimal
    denominator: Decimal
    sample_size: int
    raw: Decimal | None
    pool: Pool | None
    adjusted: Decimal | None
    segment: Segment | None
    points: Decimal | None
    contribution: Decimal | None

    @property
    def interval(self) -> Interval | None:
        """Where the true rate lies with 95% confidence; None for a metric that is no rate, and without data."""
        return None if self.raw is None or self.pool is None else wilson(self.numerator, self.denominator)


class FiredGate(NamedTuple):
    """A gate whose condition holds. `observed` is the value compared, None for a gate that compares none.

    `lowers`: the score alone would have given more than `cap` (a standing, or "unrated").
    """

    gate: str
    metric: str | None
    observed: Decimal | None
    cap: str
    reason: LocalText
    lowers: bool


class Rank(NamedTuple):
    """Standard competition ranking (1, 2, 2, 4) among `of` sites.

    `percentile`: how many of the other ranked sites score lower, 0..100 with one decimal; None for a site alone.
    """

    position: int
    of: int
    percentile: Decimal | None


class RankRange(NamedTuple):
    """Ranks, the best and the worst, that chance alone could give; the rank itself lies between them."""

    best: int
    worst: int


class ScoreRange(NamedTuple):
    """Where the overall score lies with 95% confidence, 0..100."""

    low: Decimal
    high: Decimal


class Ranges(NamedTuple):
    """What chance leaves open: of the score, of the rank in the network, of that in the peer group (`rank_range`)."""

    score: ScoreRange
    network: RankRange
    peers: RankRange


@dataclass(frozen=True, slots=True)
class SiteScore:
    """One site's card.

    overall      0..100, two decimals, also for an unrated site; None when no weight stays
    coverage     weights that stay / all weights, 0..1
    band         the standing that `overall` alone would give; None without one
    standing     after coverage and gates; None when unrated, and then `unrated` says why
    kept_weight  the weights that stay, in basis points
    network_rank, peer_rank, ranges  None unless a rated franchised site
    """

    site: Hashable
    kind: Kind
    peer_group: str
    criteria: tuple[CriterionResult, ...]
    overall: Decimal | None
    coverage: Decimal
    kept_weight: int
    band: str | None
    standing: str | None
    unrated: Unrated | None
    provisional: bool
    gates: tuple[FiredGate, ...]
    network_rank: Rank | None = None
    peer_rank: Rank | None = None
    ranges: Ranges | None = None


@dataclass(frozen=True, slots=True)
class NetworkScores:
    """All cards of a run in the order of the inputs; the pooled rates by metric key, none for a rate without data."""

    sites: Mapping[Hashable, SiteScore]
    pools: Mapping[str, Pool]
