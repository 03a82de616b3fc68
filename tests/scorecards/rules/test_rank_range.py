"""Ranks that chance alone could give."""

import time
from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings

from network.scorecards.rules.measurement import SiteInput
from network.scorecards.rules.rank_range import rank_ranges, score_errors
from network.scorecards.rules.results import NetworkScores, RankRange
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    plain_scheme,
    rate,
    scheme,
    scored_sites,
    site,
)
from tests.scorecards.rules.test_model import SCHEME, networks

RATED = scheme(criterion("repair_within_target", curve=WITHIN_CURVE, shrink=20))


def judged(*measured: tuple[int, int], **fields: str) -> NetworkScores:
    sites = [site(number, {WITHIN: rate(*each)}, **fields) for number, each in enumerate(measured)]
    return score_network(RATED, CATALOGUE, sites)


def network_ranges(scores: NetworkScores) -> dict[Hashable, RankRange]:
    return {each: found.network for each, found in rank_ranges(RATED, scores.sites.values()).items()}


def test_who_is_measured_by_no_rate_has_its_rank_and_no_range() -> None:
    scores = score_network(plain_scheme(), CATALOGUE, scored_sites([("a", "90"), ("b", "80"), ("c", "80")]))
    found = rank_ranges(plain_scheme(), scores.sites.values())
    assert [found[each].network for each in "abc"] == [RankRange(1, 1), RankRange(2, 3), RankRange(2, 3)]
    assert (found["a"].score.low, found["a"].score.high) == (Decimal("90.0"), Decimal("90.0"))


def test_a_few_records_leave_the_rank_open_and_many_do_not() -> None:
    few = network_ranges(judged((7, 10), (8, 10), (9, 10)))
    assert set(few.values()) == {RankRange(1, 3)}
    many = network_ranges(judged((7_000, 10_000), (8_000, 10_000), (9_000, 10_000)))
    assert [many[each] for each in range(3)] == [RankRange(3, 3), RankRange(2, 2), RankRange(1, 1)]


def test_a_perfect_record_of_a_few_is_not_certain() -> None:
    scores = judged((5, 5), (400, 500))
    errors = score_errors(RATED, scores.sites.values())
    assert errors[0] > errors[1] > 0


def test_only_who_is_ranked_has_a_range() -> None:
    scores = judged((7, 10), (8, 10), kind="self_operated")
    assert rank_ranges(RATED, scores.sites.values()) == {}


def test_peers_are_compared_among_themselves() -> None:
    sites = [
        site(number, {WITHIN: rate(good, 10_000)}, peer_group=group)
        for number, (good, group) in enumerate([(7_000, "a"), (8_000, "b"), (9_000, "a")])
    ]
    found = rank_ranges(RATED, score_network(RATED, CATALOGUE, sites).sites.values())
    assert [found[each].peers for each in range(3)] == [RankRange(2, 2), RankRange(1, 1), RankRange(1, 1)]


@settings(max_examples=80, deadline=None)
@given(networks())
def test_the_rank_lies_in_its_range_and_the_score_in_its_own(network: list[SiteInput]) -> None:
    scores = score_network(SCHEME, CATALOGUE, network)
    found = rank_ranges(SCHEME, scores.sites.values())
    for name, card in scores.sites.items():
        if card.network_rank is None or card.peer_rank is None:
            assert name not in found
            continue
        ranges = found[name]
        assert 1 <= ranges.network.best <= card.network_rank.position <= ranges.network.worst <= card.network_rank.of
        assert ranges.peers.best <= card.peer_rank.position <= ranges.peers.worst <= card.peer_rank.of
        assert ranges.score.low - Decimal("0.05") <= (card.overall or 0) <= ranges.score.high + Decimal("0.05")


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_order_of_the_sites_never_matters(network: list[SiteInput]) -> None:
    scores = score_network(SCHEME, CATALOGUE, network)
    turned = score_network(SCHEME, CATALOGUE, network[::-1])
    assert rank_ranges(SCHEME, scores.sites.values()) == rank_ranges(SCHEME, turned.sites.values())


def test_ten_thousand_sites_take_no_more_than_a_few_seconds() -> None:
    random = Random(7)
    cards = list(judged(*((random.randrange(30, 41), 40) for _each in range(200))).sites.values())
    many = [replace(card, site=(turn, card.site)) for turn in range(50) for card in cards]
    begun = time.process_time()
    found = rank_ranges(RATED, many)
    assert len(found) == 10_000
    assert time.process_time() - begun < 3
