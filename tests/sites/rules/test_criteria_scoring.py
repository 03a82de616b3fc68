"""Marks to verdicts: by hand, and for any set and any marks."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import (
    WIDEST,
    Marks,
    Score,
    Verdict,
    carry,
    combine,
    score,
    third_needed,
    try_on,
)
from tests.sites.rules.sets import BEST, SET_AND_MARKS, SET_AND_PANEL, SMALL, criterion, document, group


def scored(**marks: int) -> Score:
    return score(SMALL, {**BEST, **marks})


def test_points_count_in_proportion_to_the_best_level_and_by_weight() -> None:
    found = scored(means=2, premises=3)
    assert found.weighted == {"means": Decimal(15), "staff": Decimal(20), "premises": Decimal(35)}
    assert found.total == Decimal("70.00")
    assert found.groups == {"operator": Decimal("70.00"), "place": Decimal("70.00")}


def test_a_total_is_rounded_half_up_once() -> None:
    thirds = document(group("g", criterion("a", 50, 0, 1, 3), criterion("b", 50, 0, 2, 3)))
    assert score(thirds, {"a": 2, "b": 2}).total == Decimal("50.00")
    assert score(thirds, {"a": 2, "b": 1}).total == Decimal("16.67")


def test_a_criterion_without_a_mark_is_named() -> None:
    with pytest.raises(KeyError, match="staff"):
        score(SMALL, {"means": 1, "premises": 1})


def test_a_knock_out_is_not_healed_by_high_marks() -> None:
    found = combine(document(*SMALL.groups, minimum=40), [scored(premises=1)] * 2)
    assert (found.total, found.low, found.short) == (Decimal("50.00"), False, ())
    assert (found.knocked_out, dict(found.knock_outs), found.passed) == (True, {"premises": 2}, False)


def test_a_knock_out_criterion_at_a_high_level_knocks_nobody_out() -> None:
    found = combine(SMALL, [scored(premises=2)] * 2)
    assert (found.knocked_out, found.passed) == (False, True)


def test_a_group_below_its_minimum_keeps_out_whatever_the_total() -> None:
    found = combine(SMALL, [scored(means=1)])
    assert (found.total, found.low, found.short, found.passed) == (Decimal("70.00"), False, ("operator",), False)


@pytest.mark.parametrize(("minimum", "low"), [(70, False), (71, True)])
def test_a_minimum_is_reached_by_as_many_points(minimum: int, low: bool) -> None:
    assert combine(document(*SMALL.groups, minimum=minimum), [scored(means=1)]).low is low


def test_of_two_the_mean_and_of_three_the_median_counts() -> None:
    high, middle, low = scored(), scored(means=2), scored(means=1, staff=1)
    assert combine(SMALL, [high, low]).total == Decimal("75.00")
    assert combine(SMALL, [high, low, middle]).total == Decimal("85.00")


@pytest.mark.parametrize(("premises", "knocked_out"), [((1, 1, 4), True), ((1, 4, 4), False), ((1, 1), True)])
def test_of_three_the_majority_knocks_out(premises: tuple[int, ...], knocked_out: bool) -> None:
    assert combine(SMALL, [scored(premises=level) for level in premises]).knocked_out is knocked_out


def test_a_third_is_called_beyond_fifteen_points_or_for_a_knock_out() -> None:
    assert WIDEST == 15
    assert not third_needed([scored(), scored(means=2)])
    assert third_needed([scored(), scored(means=2, staff=2)])
    assert third_needed([scored(premises=1), scored(premises=2, means=1)])


def test_a_trial_tells_what_the_marks_leave_open() -> None:
    stricter = document(
        group("operator", criterion("means", 40), criterion("staff", 40)), group("new", criterion("parking", 20))
    )
    tried = try_on(stricter, SMALL, [{**BEST, "staff": 2}] * 2)
    assert (tried.least.total, tried.most.total, tried.unmarked) == (Decimal(60), Decimal(80), ("parking",))
    assert tried.verdict is Verdict.PASSES
    assert try_on(stricter, SMALL, [{**BEST, "staff": 1}] * 2).verdict is Verdict.OPEN
    assert try_on(stricter, SMALL, [{**BEST, "staff": 1, "means": 1}] * 2).verdict is Verdict.FAILS


def test_marks_on_another_scale_say_nothing() -> None:
    finer = document(group("operator", criterion("means", 50, 0, 2, 5, 10), criterion("staff", 50)))
    assert carry(finer, SMALL, BEST) == {"staff": 3}
    assert try_on(finer, SMALL, [BEST] * 2).unmarked == ("means",)


def test_a_trial_in_which_a_third_would_have_been_called_settles_nothing() -> None:
    only_means = document(group("operator", criterion("means", 100)))
    tried = try_on(only_means, SMALL, [BEST, {**BEST, "means": 1}])
    assert (tried.third, tried.verdict) == (True, Verdict.OPEN)


@settings(max_examples=60, deadline=None)
@given(SET_AND_MARKS)
def test_totals_lie_between_0_and_100_and_are_the_sum_of_their_parts(case: tuple[CriteriaDocument, Marks]) -> None:
    found = score(*case)
    assert all(0 <= value <= 100 for value in (found.total, *found.groups.values()))
    assert abs(found.total - sum(found.weighted.values())) <= Decimal("0.005")


@settings(max_examples=60, deadline=None)
@given(SET_AND_MARKS, st.data())
def test_a_better_mark_never_makes_anything_worse(case: tuple[CriteriaDocument, Marks], data: st.DataObject) -> None:
    judged_by, marks = case
    raised = data.draw(st.sampled_from(list(judged_by.criteria)))
    better = {**marks, raised.key: min(marks[raised.key] + 1, len(raised.levels))}
    before, after = score(judged_by, marks), score(judged_by, better)
    assert after.total >= before.total
    assert all(after.groups[key] >= points for key, points in before.groups.items())
    assert combine(judged_by, [after]).passed >= combine(judged_by, [before]).passed


@settings(max_examples=60, deadline=None)
@given(SET_AND_PANEL)
def test_the_order_of_assessors_does_not_matter(case: tuple[CriteriaDocument, list[Marks]]) -> None:
    judged_by, panel = case
    outcomes = [combine(judged_by, [score(judged_by, marks) for marks in order]) for order in permutations(panel)]
    assert all(outcome == outcomes[0] for outcome in outcomes)


@settings(max_examples=60, deadline=None)
@given(SET_AND_PANEL)
def test_who_is_knocked_out_never_passes(case: tuple[CriteriaDocument, list[Marks]]) -> None:
    judged_by, panel = case
    scores = [score(judged_by, marks) for marks in panel]
    outcome = combine(judged_by, scores)
    assert not (outcome.knocked_out and outcome.passed)
    if all(each.knocked_out for each in scores):
        assert outcome.knocked_out


@settings(max_examples=60, deadline=None)
@given(SET_AND_PANEL, st.data())
def test_a_trial_holds_for_whatever_was_not_marked(
    case: tuple[CriteriaDocument, list[Marks]], data: st.DataObject
) -> None:
    judged_by, panel = case
    forgotten = data.draw(st.sets(st.sampled_from(judged_by.keys)))
    kept = [{key: level for key, level in marks.items() if key not in forgotten} for marks in panel]
    tried = try_on(judged_by, judged_by, kept)
    truth = combine(judged_by, [score(judged_by, marks) for marks in panel])
    assert tried.least.total <= truth.total <= tried.most.total
    if not tried.third:
        assert tried.verdict in (Verdict.OPEN, Verdict.PASSES if truth.passed else Verdict.FAILS)
