"""What a course or an edition did to a metric, as pages and programs read it. Rates are fractions 0 to 1."""

from decimal import Decimal

from network.manuals.schemas.standards import Frozen
from network.scorecards.rules.effect import Doubt
from network.sites.rules.criteria import LocalText


class TreatmentOut(Frozen):
    """`of`: `course:<key>` or `edition:<manual>/<number>`."""

    of: str
    title: LocalText
    edition: int | None


class EstimateOut(Frozen):
    change: Decimal
    low: Decimal
    high: Decimal
    sites: int


class ControlOut(Frozen):
    site: str
    level: Decimal


class MatchOut(Frozen):
    """A treated site, the month of its treatment, its rate in the months of matching, and whom it is compared with."""

    site: str
    month: str
    level: Decimal
    controls: list[ControlOut]


class EffectOut(Frozen):
    """`months`: +1, +2 and +3; `overall`: the three together. `doubts`: why nothing can be concluded; empty when it
    can. `left_out`: treated sites without records enough, or without a match."""

    treatment: TreatmentOut
    metric: str
    months: list[EstimateOut | None]
    overall: EstimateOut | None
    placebo: EstimateOut | None
    matches: list[MatchOut]
    controls: int
    left_out: int
    doubts: list[Doubt]
