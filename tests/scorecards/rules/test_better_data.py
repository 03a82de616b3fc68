"""What better data does to a score, over networks drawn by lot, each with its own scheme.

True without exception: a record that turns from bad to good never lowers the score or the standing of its site, whether
the network's rate is fixed or moves with it; nor does it lower the score of any other site. With fixed rates no site's
records touch another one's score at all. A further good record never lowers its criterion. It can lower the whole in
one way only, which the last test shows: it makes the sample large enough for a criterion, or for a gate, to count.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from network.scorecards.rules.measurement import Measurement, Pool, SiteInput
from network.scorecards.rules.results import NetworkScores, SiteScore, State
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import pooled_rates, score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    NO_FAULT_CURVE,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    gate,
    level,
    rate,
    scheme,
    site,
)
from tests.scorecards.rules.random_networks import network

NETWORKS = range(150)
Better = Callable[[Measurement, bool], Measurement | None]


def turned(measured: Measurement, higher: bool) -> Measurement | None:
    """One bad record of a rate turns good."""
    numerator = measured.numerator + (1 if higher else -1)
    return measured._replace(numerator=numerator) if 0 <= numerator <= measured.denominator else None


def added(measured: Measurement, higher: bool) -> Measurement | None:
    """One more record of a rate, a good one."""
    if measured.sample_size == 0:
        return None
    numerator = measured.numerator + (1 if higher else 0)
    return Measurement(numerator, measured.denominator + 1, None, measured.sample_size + 1)


def improved(one: SiteInput, key: str, better: Better) -> SiteInput | None:
    facts = CATALOGUE[key.partition("(")[0]]
    measured = one.measurements[key]
    if facts.is_rate:
        changed = better(measured, facts.direction == "higher")
    elif measured.value is None or better is added:
        return None
    else:
        step = Decimal("0.37") if facts.direction == "higher" else Decimal("-0.37")
        value = max(measured.value + step, Decimal(0))
        changed = measured._replace(value=min(value, Decimal(100)) if facts.unit == "points" else value)
    return changed and replace(one, measurements={**one.measurements, key: changed})


def improvements(better: Better) -> Iterator[tuple[Scheme, list[SiteInput], int, str, SiteInput]]:
    """For each network one site that is improved in one criterion."""
    for number in NETWORKS:
        lot = Random(number)
        judged, sites = network(number)
        place = lot.randrange(len(sites))
        for one in judged.criteria:
            key = CATALOGUE[one.metric].key(one.params)
            other = improved(sites[place], key, better) if key in sites[place].measurements else None
            if other is not None:
                yield judged, sites, place, key, other


def with_other(sites: list[SiteInput], place: int, other: SiteInput) -> list[SiteInput]:
    return [*sites[:place], other, *sites[place + 1 :]]


def compared(
    judged: Scheme, sites: list[SiteInput], after: list[SiteInput], *, fixed: bool
) -> tuple[NetworkScores, NetworkScores]:
    pools: dict[str, Pool] | None = pooled_rates(judged, CATALOGUE, sites) if fixed else None
    return score_network(judged, CATALOGUE, sites, pools), score_network(judged, CATALOGUE, after, pools)


def depth(judged: Scheme, card: SiteScore) -> int:
    return len(judged.standings) if card.standing is None else judged.place(card.standing)


@pytest.mark.parametrize("fixed", [True, False])
def test_a_record_that_turns_good_lowers_nobodys_score_and_not_the_sites_standing(fixed: bool) -> None:
    tried = 0
    for judged, sites, place, key, other in improvements(turned):
        before, after = compared(judged, sites, with_other(sites, place, other), fixed=fixed)
        for one in sites:
            was, now = before.sites[one.site], after.sites[one.site]
            assert (was.overall is None) == (now.overall is None)
            assert was.overall is None or (now.overall or 0) >= was.overall
            if fixed and one is not sites[place]:
                assert replace(was, network_rank=None, peer_rank=None, ranges=None) == replace(
                    now, network_rank=None, peer_rank=None, ranges=None
                )
        mine = sites[place].site
        assert depth(judged, after.sites[mine]) <= depth(judged, before.sites[mine])
        points = [
            next(each.points for each in scores.sites[mine].criteria if each.metric == key)
            for scores in (before, after)
        ]
        assert points[0] is points[1] is None or (points[1] or 0) >= (points[0] or 0)
        tried += 1
    assert tried > 300


@pytest.mark.parametrize("fixed", [True, False])
def test_a_further_good_record_never_lowers_its_criterion_nor_a_score_of_the_same_criteria(fixed: bool) -> None:
    tried = 0
    for judged, sites, place, key, other in improvements(added):
        before, after = compared(judged, sites, with_other(sites, place, other), fixed=fixed)
        was, now = before.sites[sites[place].site], after.sites[sites[place].site]
        for old, new in zip(was.criteria, now.criteria, strict=True):
            if old.metric == key and old.points is not None:
                assert new.points is not None
                assert new.points >= old.points
        if [each.state for each in was.criteria] == [each.state for each in now.criteria] and was.overall is not None:
            assert now.overall is not None
            assert now.overall >= was.overall
            tried += 1
    assert tried > 200


def test_the_order_in_which_sites_come_changes_no_number() -> None:
    for number in NETWORKS:
        judged, sites = network(number)
        shuffled = Random(number).sample(sites, len(sites))
        one, other = score_network(judged, CATALOGUE, sites), score_network(judged, CATALOGUE, shuffled)
        assert one.pools == other.pools
        assert one.sites == other.sites


def test_a_good_record_may_lower_the_whole_only_by_making_a_sample_large_enough() -> None:
    """Two late repairs were too few to count; with a third one, in time, they do. A gate begins to look likewise."""
    judged = scheme(
        criterion("repair_within_target", 5_000, curve=WITHIN_CURVE, min_sample=3),
        criterion("no_fault_return_rate", 1_000, curve=NO_FAULT_CURVE),
        criterion("audit_score", 4_000),
        gates=(gate("no_fault_return_rate", ">=", "0.38", "fail", min_sample=10),),
        min_coverage=Decimal("0.4"),
    )
    few, enough = (
        score_network(judged, CATALOGUE, [site("a", {WITHIN: rate(good, records), "audit_score": level(80)})]).sites[
            "a"
        ]
        for good, records in ((0, 2), (1, 3))
    )
    assert [card.criteria[0].state for card in (few, enough)] == [State.INSUFFICIENT_SAMPLE, State.SCORED]
    assert (few.overall, enough.overall) == (Decimal("80.00"), Decimal("35.56"))
    nine, ten = (
        score_network(judged, CATALOGUE, [site("a", {"no_fault_return_rate": rate(8, n), "audit_score": level(95)})])
        for n in (9, 10)
    )
    assert [bool(scores.sites["a"].gates) for scores in (nine, ten)] == [False, True]
