"""What goes out about why a card says what it says: the others, what changed, what would lift it, what if."""

from decimal import Decimal

from network.scorecards.schemas.scorecards import Frozen


class BenchmarkOut(Frozen):
    """Quartiles over `sites` sites of other operators, each the mean of the three sites around it; never of one."""

    sites: int
    lower: Decimal
    middle: Decimal
    upper: Decimal


class CriterionBenchmarksOut(Frozen):
    """Null where too few sites of too few operators stand behind it."""

    criterion: str
    peers: BenchmarkOut | None
    network: BenchmarkOut | None


class CheapestLiftOut(Frozen):
    """`effort`: the share of the records (of the way to the best value, for what is no rate) that must change."""

    criterion: str
    value: Decimal
    records: int | None
    effort: Decimal
    blocked_by: list[str]


class RangeOut(Frozen):
    """What chance alone could give: 95% of the score, and of the ranks that are told."""

    score_low: Decimal
    score_high: Decimal
    network_best: int | None
    network_worst: int | None
    peers_best: int | None
    peers_worst: int | None


class ExplanationOut(Frozen):
    """`lifts`: the cheapest first; `fix_first`: gates that keep the standing down whatever the score is."""

    quarter: str
    site: str
    next_standing: str | None
    fix_first: list[str]
    lifts: list[CheapestLiftOut]
    impossible: list[str]
    benchmarks: list[CriterionBenchmarksOut]
    ranges: RangeOut | None


class PartOut(Frozen):
    """What one criterion adds to the difference; `before`, `now`: whether it was scored then, and now."""

    criterion: str
    own: Decimal
    peers: Decimal
    scheme: Decimal
    total: Decimal
    before: bool
    now: bool


class ChangeOut(Frozen):
    """`own + peers + scheme` is `overall - overall_before` to the digit; all null without a score in both quarters."""

    quarter: str
    site: str
    compared_with: str | None
    overall_before: Decimal | None
    overall: Decimal | None
    own: Decimal | None
    peers: Decimal | None
    scheme: Decimal | None
    parts: list[PartOut]


class SupposedCriterionOut(Frozen):
    criterion: str
    value: Decimal | None
    points: Decimal | None


class SupposedOut(Frozen):
    """The card as it would be. `changed`: the criteria whose records were supposed otherwise."""

    quarter: str
    site: str
    overall: Decimal | None
    standing: str | None
    gates: list[str]
    changed: list[str]
    criteria: list[SupposedCriterionOut]
