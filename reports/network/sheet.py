"""What the report about a network shows: plain, frozen, picklable values in which everything is already computed.

Points and scores are 0..100, weights are fractions; None means "not known" and is drawn as a dash. Labels, reasons and
amounts of money are already in the reader's language.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.charts import Class, Counts, HeatRow, Scores
from reports.sheet import Band, Better, Provenance, Quarter, Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure; `note` stands below it. An empty value is drawn as a dash."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean score of the rated sites of a quarter."""

    quarter: Quarter
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class RegionRow:
    name: str
    sites: int
    rated: int
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Move:
    """A site that is rated in this quarter and in the one before. `standing` and `before` are codes of bands."""

    code: str
    name: str
    score: Decimal
    change: Decimal
    standing: str
    before: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A site whose score fell twice in a row; `revenue` is an estimate, in words, empty when unknown."""

    code: str
    name: str
    standing: str
    scores: tuple[Decimal, ...]
    revenue: str

    @property
    def lost(self) -> Decimal:
        return self.scores[0] - self.scores[-1]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of the scheme, and how the rated sites do on it. `under`: how many of `sites` have less than 60."""

    label: str
    definition: str
    weight: Decimal
    unit: Unit
    better: Better
    curve: tuple[tuple[Decimal, Decimal], ...]
    min_sample: int
    mean: Decimal | None
    network: Decimal | None
    sites: int
    under: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A line of the league table; `points` follow the criteria. `note`: why it has no rank, where it has none."""

    rank: int | None
    code: str
    name: str
    region: str
    standing: str | None
    provisional: bool
    score: Decimal | None
    change: Decimal | None
    points: tuple[Decimal | None, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GradeCount:
    """The corrective actions of a grade that are not verified yet. `owed` by a site, of them `overdue`; `answered`
    and waiting for headquarters; `oldest`: the first day on which one was due."""

    grade: str
    owed: int
    overdue: int
    answered: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class NetworkSheet:
    """`scope`: what part of the network, in words. `compared`: whether the quarter before is published, so that movers
    are known; `falling_known`: whether the two before are. `gates`: the scheme's caps, each as a sentence."""

    network_name: str
    scope: str
    quarter: Quarter
    first_day: date
    last_day: date
    bands: tuple[Band, ...]
    classes: tuple[Class, ...]
    quarters: tuple[Counts, ...]
    scores: Scores
    figures: tuple[Figure, ...]
    means: tuple[Mean, ...]
    regions: tuple[RegionRow, ...]
    heat: tuple[HeatRow, ...]
    compared: bool
    risen: tuple[Move, ...]
    fallen: tuple[Move, ...]
    falling_known: bool
    at_risk: tuple[Risk, ...]
    criteria: tuple[CriterionRow, ...]
    rows: tuple[SiteRow, ...]
    actions: tuple[GradeCount, ...]
    actions_on: date
    gates: tuple[str, ...]
    min_coverage: Decimal
    provenance: Provenance

    @property
    def rated(self) -> int:
        return sum(self.scores.sites)
