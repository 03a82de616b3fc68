"""Standards as they stand in the network: what states, teaches, checks and measures each."""

from decimal import Decimal

from network.manuals.schemas.standards import ClauseOut, Frozen, StandardOut
from network.sites.rules.criteria import LocalText


class CourseLink(Frozen):
    key: str
    title: LocalText


class QuestionLink(Frozen):
    """A question of a checklist in force; `checklist`: the id of its version, empty for a site. `mean`: of the
    published answers of the last year that are in reach, as a share of the points, 0 to 1; none without answers."""

    checklist: str
    kind: str
    key: str
    label: LocalText
    standard: str | None
    mean: Decimal | None
    answers: int


class QuarterMet(Frozen):
    """Of the sites with a figure in a published quarter: how many meet the target. `steps`: how many sites there are in
    each of ten equal steps from the `lowest` value to the `highest`."""

    quarter: str
    sites: int
    met: int
    share: Decimal
    lowest: Decimal
    highest: Decimal
    steps: list[int]


class OwnFigure(Frozen):
    """A site of the reader's own in a published quarter."""

    site: str
    quarter: str
    value: Decimal
    met: bool


class MeasuredOut(Frozen):
    """`metric`: its key with all parameters. `quarters`: the newest first; none below five sites."""

    metric: str
    quarters: list[QuarterMet]
    own: list[OwnFigure]


class StandingStandard(Frozen):
    """A standard and the four that make it real. None: not for this reader to see; empty: there is none."""

    standard: StandardOut
    stated: list[ClauseOut]
    taught: list[CourseLink] | None
    checked: list[QuestionLink] | None
    measured: MeasuredOut | None


class StandardsOut(Frozen):
    standards: list[StandingStandard]


class GapsOut(Frozen):
    """Keys of standards that lack one of the four, and scored questions in force that no standard backs."""

    unstated: list[str]
    untaught: list[str]
    unchecked: list[str]
    unmeasured: list[str]
    unbacked: list[QuestionLink]
