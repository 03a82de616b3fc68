"""Ten thousand networks drawn by lot, each with its own scheme, against the page said once more in fractions.

`make test` takes some hundreds of them, `make faults` (SERVICEMARK_FAULTS) all. Equal to the digit: the score,
coverage, standing, gates, ranks and percentile exactly; what keeps 34 digits to the last that can be trusted of them.
"""

import os
from decimal import Decimal
from fractions import Fraction

import pytest

from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.rules.results import CriterionResult, Rank, SiteScore
from network.scorecards.rules.scoring import score_network
from network.scorecards.rules.validation import validate_scheme
from tests.scorecards.rules.cases import CATALOGUE, plain_scheme, scored_sites
from tests.scorecards.rules.fraction_model import Card, Line, Place, cards, near_the_ends_of
from tests.scorecards.rules.random_networks import network

NETWORKS = 10_000 if "SERVICEMARK_FAULTS" in os.environ else 600
PARTS = 4
# Decimals keep 34 digits, and points go up to 100.
LAST_DIGIT = Fraction(1, 10**30)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_number_of_every_card_is_that_of_the_model(part: int) -> None:
    for number in range(part, NETWORKS, PARTS):
        scheme, sites = network(number)
        assert not validate_scheme(scheme, CATALOGUE), number
        scored, expected = score_network(scheme, CATALOGUE, sites).sites, cards(scheme, sites)
        for one in sites:
            try:
                same_card(scored[one.site], expected[one.site])
            except AssertionError as error:
                raise AssertionError(f"network {number}, site {one.site}: {error}") from error


def same_card(card: SiteScore, wanted: Card) -> None:
    assert (None if card.overall is None else Fraction(card.overall)) == wanted.overall
    assert Fraction(card.coverage) == wanted.coverage
    assert (card.band, card.standing, card.unrated) == (wanted.band, wanted.standing, wanted.unrated)
    assert card.provisional is wanted.provisional
    assert tuple((gate.gate.rsplit("-", 1)[0], gate.lowers) for gate in card.gates) == tuple(
        (code.rsplit("-", 1)[0], lowers) for code, lowers in wanted.gates
    )
    for result, line in zip(card.criteria, wanted.lines, strict=True):
        same_line(result, line)
    same_place(card.network_rank, wanted.network)
    same_place(card.peer_rank, wanted.peers)


def same_line(result: CriterionResult, line: Line) -> None:
    assert result.state == line.state
    same_number(result.raw, line.raw)
    same_number(result.adjusted, line.adjusted)
    same_number(result.points, line.points)
    same_number(result.contribution, line.contribution)
    assert (result.interval is None) == (line.rate_of is None)
    if result.interval is not None and line.rate_of is not None:
        low, high = map(Fraction, result.interval)
        assert near_the_ends_of(low, high, *line.rate_of, LAST_DIGIT)


def same_number(number: Decimal | None, exact: Fraction | None) -> None:
    assert (number is None) == (exact is None)
    if number is not None and exact is not None:
        assert abs(Fraction(number) - exact) <= LAST_DIGIT * (1 + abs(exact)), f"{number} is not {float(exact)}"


def same_place(rank: Rank | None, place: Place | None) -> None:
    assert (rank is None) == (place is None)
    if rank is not None and place is not None:
        assert (rank.position, rank.of) == (place.position, place.of)
        assert (None if rank.percentile is None else Fraction(rank.percentile)) == place.percentile


def test_the_networks_that_are_drawn_hold_every_state_and_every_outcome() -> None:
    """Otherwise agreement would say nothing."""
    states, outcomes, capped = set(), set(), 0
    for number in range(200):
        scheme, sites = network(number)
        for card in score_network(scheme, CATALOGUE, sites).sites.values():
            states |= {result.state.value for result in card.criteria}
            outcomes |= {card.standing, card.unrated}
            capped += any(gate.lowers for gate in card.gates)
    assert states == {"scored", "not_applicable", "insufficient_sample", "not_reported", "held"}
    assert {"five_star", "three_star", "fail", "low_coverage", "gate"} <= outcomes
    assert capped > 50


def test_the_catalogue_of_these_tests_has_the_units_and_directions_of_the_real_one() -> None:
    for code in CATALOGUE.keys() & FACTS.keys():
        told = [(each.unit, each.direction, each.is_rate, each.scored) for each in (CATALOGUE[code], FACTS[code])]
        assert told[0] == told[1], code


def test_a_network_of_ten_thousand_sites_is_ranked_like_a_small_one() -> None:
    """Half of them level with another one."""
    judged, sites = plain_scheme(), scored_sites([(n, str(n // 2 % 4_000 / Decimal(40))) for n in range(10_000)])
    scored = score_network(judged, CATALOGUE, sites).sites
    scores = sorted((card.overall for card in scored.values() if card.overall is not None), reverse=True)
    first = {score: scores.index(score) + 1 for score in set(scores)}
    for card in scored.values():
        assert card.overall is not None
        assert card.network_rank is not None
        assert card.network_rank[:2] == (first[card.overall], 10_000)


def test_a_network_without_sites_has_no_cards_and_no_rates() -> None:
    scores = score_network(plain_scheme(), CATALOGUE, [])
    assert (scores.sites, scores.pools) == ({}, {})
