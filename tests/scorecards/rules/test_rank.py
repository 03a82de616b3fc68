from decimal import Decimal

import pytest

from network.scorecards.rules.rank import competition_ranks
from network.scorecards.rules.results import Rank
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import CATALOGUE, plain_scheme, scored_sites, site


def positions(scores: list[str]) -> list[int]:
    sites = scored_sites(enumerate(scores))
    cards = score_network(plain_scheme(), CATALOGUE, sites).sites
    return [card.network_rank.position for card in cards.values() if card.network_rank]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (["90", "80", "80", "70"], [1, 2, 2, 4]),
        (["70", "80", "80", "90"], [4, 2, 2, 1]),
        (["80", "80", "80"], [1, 1, 1]),
        (["100", "0"], [1, 2]),
        (["55"], [1]),
    ],
)
def test_equal_scores_share_a_rank_and_the_next_is_as_many_lower(scores: list[str], expected: list[int]) -> None:
    assert positions(scores) == expected


def test_ranks_use_the_rounded_score() -> None:
    assert positions(["80.004", "80.0049", "79.995", "79.994"]) == [1, 1, 1, 4]


def test_the_percentile_is_the_share_of_the_others_that_score_lower() -> None:
    ranks = competition_ranks([Decimal(90), Decimal(80), Decimal(80), Decimal(70)])
    assert [(str(overall), rank.percentile) for overall, rank in ranks.items()] == [
        ("70", Decimal("0.0")),
        ("80", Decimal("33.3")),
        ("90", Decimal("100.0")),
    ]


def test_a_site_alone_is_first_of_one_without_a_percentile() -> None:
    assert competition_ranks([Decimal(80)]) == {Decimal(80): Rank(1, 1, None)}


def test_a_site_is_ranked_in_the_network_and_among_its_peers() -> None:
    large = scored_sites([("a", "90"), ("b", "70")], peer_group="tier 1")
    small = scored_sites([("c", "80"), ("d", "60")], peer_group="tier 2")
    cards = score_network(plain_scheme(), CATALOGUE, large + small).sites
    assert [(card.network_rank, card.peer_rank) for card in cards.values()] == [
        (Rank(1, 4, Decimal("100.0")), Rank(1, 2, Decimal("100.0"))),
        (Rank(3, 4, Decimal("33.3")), Rank(2, 2, Decimal("0.0"))),
        (Rank(2, 4, Decimal("66.7")), Rank(1, 2, Decimal("100.0"))),
        (Rank(4, 4, Decimal("0.0")), Rank(2, 2, Decimal("0.0"))),
    ]


def test_a_self_operated_site_is_scored_but_never_ranked() -> None:
    own = scored_sites([("own", "99")], kind="self_operated")
    cards = score_network(plain_scheme(), CATALOGUE, own + scored_sites([("a", "80"), ("b", "70")])).sites
    assert cards["own"].overall == Decimal("99.00")
    assert cards["own"].standing == "five_star"
    assert cards["own"].network_rank is None
    assert cards["own"].peer_rank is None
    assert cards["a"].network_rank == Rank(1, 2, Decimal("100.0"))


def test_an_unrated_site_is_not_ranked() -> None:
    cards = score_network(plain_scheme(), CATALOGUE, [*scored_sites([("a", "80")]), site("silent")]).sites
    assert cards["silent"].network_rank is None
    assert cards["a"].network_rank == Rank(1, 1, None)
