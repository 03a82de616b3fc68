"""A card supposed with other records is the card that these records would have given."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.scorecards.rules.explain import explain
from network.scorecards.rules.measurement import SiteInput
from network.scorecards.rules.results import State
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network
from network.scorecards.rules.what_if import Supposed, supposed
from tests.scorecards.rules.cases import CATALOGUE, WITHIN, WITHIN_CURVE, criterion, gate, level, rate, scheme, site
from tests.scorecards.rules.test_model import CODES, KEYS, SCHEME, networks

TWO = scheme(
    criterion("repair_within_target", 6_000, curve=WITHIN_CURVE, shrink=20),
    criterion("audit_score", 4_000),
    gates=(
        gate("repair_within_target", "<", "0.70", "pass"),
        gate("overcharging_cases", ">=", "1", "three_star"),
    ),
)


def suppose(judging: Scheme, inputs: list[SiteInput], better: Mapping[str, int]) -> Supposed:
    return supposed(judging, CATALOGUE, score_network(judging, CATALOGUE, inputs).sites[inputs[0].site], better)


def test_three_more_in_time_are_scored_as_if_they_had_been() -> None:
    rest = {"audit_score": level(80)}
    found = suppose(TWO, [site("a", {WITHIN: rate(30, 41), **rest}), site("b", {WITHIN: rate(9, 10)})], {CODES[0]: 3})
    true = score_network(TWO, CATALOGUE, [site("a", {WITHIN: rate(33, 41), **rest}), site("b", {WITHIN: rate(9, 10)})])
    assert found.card.overall == true.sites["a"].overall
    assert found.card.criteria == true.sites["a"].criteria
    assert found.changed == ("repair_within_target",)


@pytest.mark.parametrize(("better", "numerator"), [(99, 41), (-99, 0), (0, 30)])
def test_no_more_can_change_than_there_is(better: int, numerator: int) -> None:
    found = suppose(TWO, [site("a", {WITHIN: rate(30, 41)})], {"repair_within_target": better})
    assert found.card.criteria[0].numerator == numerator
    assert found.changed == (() if numerator == 30 else ("repair_within_target",))


def test_fewer_are_better_where_less_is() -> None:
    judging = scheme(criterion("no_fault_return_rate", curve=SCHEME.criteria[1].curve))
    found = suppose(judging, [site("a", {"no_fault_return_rate": rate(8, 20)})], {"no_fault_return_rate": 3})
    assert found.card.criteria[0].numerator == 5


def test_a_gate_on_what_is_supposed_is_asked_anew_and_another_stays() -> None:
    numbers = {WITHIN: rate(60, 100), "audit_score": level(99), "overcharging_cases": level(1)}
    before = score_network(TWO, CATALOGUE, [site("a", numbers)]).sites["a"]
    found = supposed(TWO, CATALOGUE, before, {"repair_within_target": 39}).card
    assert [each.gate for each in before.gates] == ["repair_within_target-pass", "overcharging_cases-three_star"]
    assert [(each.gate, each.lowers) for each in found.gates] == [("overcharging_cases-three_star", True)]
    assert (found.band, found.standing) == ("five_star", "three_star")


def test_worse_records_may_fire_a_gate() -> None:
    found = suppose(TWO, [site("a", {WITHIN: rate(90, 100), "audit_score": level(90)})], {"repair_within_target": -30})
    assert [each.gate for each in found.card.gates] == ["repair_within_target-pass"]


def test_what_is_no_rate_or_not_scored_or_unknown_is_passed_over() -> None:
    found = suppose(TWO, [site("a", {"audit_score": level(80)})], {"audit_score": 5, "repair_within_target": 2, "x": 1})
    assert found.changed == ()


@settings(max_examples=80, deadline=None)
@given(networks(), st.sampled_from(CODES), st.integers(-5, 5))
def test_it_is_what_scoring_gives(network: list[SiteInput], code: str, better: int) -> None:
    cards = score_network(SCHEME, CATALOGUE, network).sites
    found = supposed(SCHEME, CATALOGUE, cards[0], {code: better})
    facts, key = CATALOGUE[code], KEYS[CODES.index(code)]
    if code not in found.changed:
        assert replace(found.card, network_rank=None) == replace(
            cards[0], network_rank=None, peer_rank=None, ranges=None
        )
        return
    old = network[0].measurements[key]
    moved = better if facts.direction == "higher" else -better
    numerator = min(max(old.numerator + moved, Decimal(0)), old.denominator)
    turned = replace(network[0], measurements={**network[0].measurements, key: old._replace(numerator=numerator)})
    true = score_network(SCHEME, CATALOGUE, [turned, *network[1:]]).sites[0]
    for name in ("overall", "band", "standing", "unrated", "provisional", "coverage", "kept_weight"):
        assert getattr(found.card, name) == getattr(true, name)
    assert [each.gate for each in found.card.gates] == [each.gate for each in true.gates]


@settings(max_examples=80, deadline=None)
@given(networks())
def test_the_lift_that_is_told_lifts_the_standing_when_it_is_supposed(network: list[SiteInput]) -> None:
    card = score_network(SCHEME, CATALOGUE, network).sites[0]
    following = explain(SCHEME, CATALOGUE, card).next_standing
    for lift in following.lifts if following else ():
        if lift.records is not None and not lift.blocked_by:
            found = supposed(SCHEME, CATALOGUE, card, {lift.criterion: lift.records}).card
            assert found.standing is not None
            assert following is not None
            assert SCHEME.place(found.standing) <= SCHEME.place(following.standing)
            assert all(each.state is State.SCORED or each.points in (None, 0) for each in found.criteria)
