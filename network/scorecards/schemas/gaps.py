"""The five gaps of a site, control point by control point."""

from decimal import Decimal

from network.manuals.rules.standards import ControlPoint
from network.manuals.schemas.standards import ClauseOut, Frozen, StandardOut
from network.scorecards.schemas.standards import QuestionLink


class Complaints(Frozen):
    """What customers complained of in the last twelve months, as the site's monthly reports say; `months`: how many
    reports tell of it."""

    received: int
    solved: int
    months: int


class Perceived(Frozen):
    """What customers answered in the last twelve months about their orders: how many, the share that was satisfied with
    its 95% interval, and the loyalty index."""

    answers: int
    satisfied: Decimal
    low: Decimal
    high: Decimal
    loyalty: Decimal


class PromiseKept(Frozen):
    """Of the orders of the last twelve months that fell due: how many were ready within 24 and within 48 hours."""

    orders: int
    within_24: Decimal
    within_48: Decimal


class PointGapsOut(Frozen):
    """One control point. `standards` and their `clauses` in force; `delivered`: what published audits of the last year
    say of the questions behind them."""

    control_point: ControlPoint
    standards: list[StandardOut]
    clauses: list[ClauseOut]
    delivered: list[QuestionLink]


class FiveGapsOut(Frozen):
    """`promise`, `perceived` and `complaints` none: there is no data. What customers expect beyond what was promised to
    them, no survey asks."""

    site: str
    points: list[PointGapsOut]
    promise: PromiseKept | None
    perceived: Perceived | None
    complaints: Complaints | None
