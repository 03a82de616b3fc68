"""From marks to a verdict: pure, decimal. A knock-out prevails over any total."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from network.foundation.precision import half_up, scoring_arithmetic
from network.sites.rules.criteria import WHOLE_WEIGHT, CriteriaDocument, Criterion, Group

# Totals further apart than this, or two minds about a knock-out, call a third assessor.
WIDEST = Decimal(15)

# Criterion -> number of the level, 1 being the worst.
Marks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Score:
    """What the marks of one assessor come to. Points are 0 to 100; `weighted` ones add up to the total.

    `knock_outs`: the criteria that knock out, in the order of the document.
    """

    total: Decimal
    groups: Mapping[str, Decimal]
    weighted: Mapping[str, Decimal]
    knock_outs: tuple[str, ...]

    @property
    def knocked_out(self) -> bool:
        return bool(self.knock_outs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all assessors together come to: of two the means, of three the medians.

    `knock_outs`: criterion -> how many assessors it knocked out for; `knocked_out`: for more than half of them.
    `short`: the groups below their minimum; `low`: the total is below that of the set.
    """

    total: Decimal
    groups: Mapping[str, Decimal]
    weighted: Mapping[str, Decimal]
    knock_outs: Mapping[str, int]
    knocked_out: bool
    short: tuple[str, ...]
    low: bool

    @property
    def passed(self) -> bool:
        return not (self.knocked_out or self.short or self.low)


def score(document: CriteriaDocument, marks: Marks) -> Score:
    """The score of one assessor. Every criterion must be marked: KeyError names one that is not."""
    with scoring_arithmetic():
        weighted = {each.key: each.points(marks[each.key]) * each.weight / WHOLE_WEIGHT for each in document.criteria}
        return Score(
            total=half_up(sum(weighted.values(), Decimal(0))),
            groups={group.key: half_up(_mean(group, weighted)) for group in document.groups},
            weighted=weighted,
            knock_outs=tuple(each.key for each in document.criteria if each.knocks_out(marks[each.key])),
        )


def _mean(group: Group, weighted: Mapping[str, Decimal]) -> Decimal:
    """0 to 100: the points of a group's criteria by their weights."""
    return WHOLE_WEIGHT * sum((weighted[each.key] for each in group.criteria), Decimal(0)) / group.weight


def combine(document: CriteriaDocument, scores: Sequence[Score]) -> Outcome:
    """One outcome of all scores; the order of the assessors does not matter. At least one score."""
    with scoring_arithmetic():
        total = half_up(median(score.total for score in scores))
        groups = {key: half_up(median(score.groups[key] for score in scores)) for key in scores[0].groups}
        weighted = {key: median(score.weighted[key] for score in scores) for key in scores[0].weighted}
    named = Counter(key for score in scores for key in score.knock_outs)
    return Outcome(
        total=total,
        groups=groups,
        weighted=weighted,
        knock_outs={key: named[key] for key in document.keys if key in named},
        knocked_out=2 * sum(score.knocked_out for score in scores) > len(scores),
        short=tuple(group.key for group in document.groups if groups[group.key] < group.minimum),
        low=total < document.minimum,
    )


def third_needed(scores: Iterable[Score]) -> bool:
    """Whether two assessors are so far apart that a third must judge."""
    totals, knocked = zip(*((score.total, score.knocked_out) for score in scores), strict=True)
    return max(totals) - min(totals) > WIDEST or len(set(knocked)) > 1


class Verdict(StrEnum):
    """What a set says of an application that was marked under another one. `open`: the marks do not tell."""

    PASSES = "passes"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Trial:
    """An application judged anew by other criteria.

    What was not marked may be anything: `least` takes it for the worst level, `most` for the best. `third`: the marks
    of the two assessors would have called for another, so they do not settle it.
    """

    least: Outcome
    most: Outcome
    unmarked: tuple[str, ...]
    third: bool

    @property
    def verdict(self) -> Verdict:
        if not self.most.passed and not self.third:
            return Verdict.FAILS
        return Verdict.PASSES if self.least.passed and not self.third else Verdict.OPEN


def try_on(document: CriteriaDocument, marked_by: CriteriaDocument, assessments: Sequence[Marks]) -> Trial:
    """Judge marks that were given under one set (`marked_by`) by another."""
    carried = [carry(document, marked_by, marks) for marks in assessments]
    least = [score(document, {each.key: marks.get(each.key, 1) for each in document.criteria}) for marks in carried]
    most = [
        score(document, {each.key: marks.get(each.key, len(each.levels)) for each in document.criteria})
        for marks in carried
    ]
    return Trial(
        least=combine(document, least),
        most=combine(document, most),
        unmarked=tuple(key for key in document.keys if any(key not in marks for marks in carried)),
        third=len(assessments) == 2 and (third_needed(least) or third_needed(most)),
    )


def carry(document: CriteriaDocument, marked_by: CriteriaDocument, marks: Marks) -> dict[str, int]:
    """The marks that mean something under `document`: those of criteria that have as many levels there."""
    before = {criterion.key: criterion for criterion in marked_by.criteria}
    return {
        criterion.key: marks[criterion.key]
        for criterion in document.criteria
        if criterion.key in marks and _same_scale(criterion, before[criterion.key])
    }


def _same_scale(one: Criterion, other: Criterion) -> bool:
    return len(one.levels) == len(other.levels)
