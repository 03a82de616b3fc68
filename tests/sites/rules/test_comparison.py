"""Candidates side by side."""

from decimal import Decimal

from network.sites.rules.comparison import compare
from network.sites.rules.criteria_scoring import Outcome, combine, score
from tests.sites.rules.sets import BEST, SMALL, criterion, document, group


def judged(**levels: int) -> Outcome:
    return combine(SMALL, [score(SMALL, {**BEST, **levels})])


def test_the_best_of_each_line_are_marked_unless_all_are_alike() -> None:
    operator, place = compare(SMALL, [judged(), judged(means=2), judged(premises=1)]).groups
    means, staff = operator.criteria
    assert means.points == (Decimal(30), Decimal(15), Decimal(30))
    assert means.best == {0, 2}
    assert not staff.best
    assert operator.line.best == {0, 2}
    assert place.line.best == {0, 1}
    assert place.criteria[0].knock_outs == {2}


def test_what_a_candidates_own_version_does_not_judge_stays_empty() -> None:
    newer = document(group("operator", criterion("means", 60), criterion("rent", 40)))
    newest = combine(newer, [score(newer, {"means": 1, "rent": 3})])
    compared = compare(newer, [judged(), newest])
    means, rent = compared.groups[0].criteria
    assert means.points == (Decimal(30), Decimal(0))
    assert means.best == {0}
    assert rent.points == (None, Decimal(40))
    assert not rent.best
    assert compared.total.best == {0}
