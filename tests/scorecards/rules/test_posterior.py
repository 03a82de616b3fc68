"""How sure it is that a site lies under the line: by hand, by limits, and over simulated networks."""

from decimal import Decimal
from random import Random
from statistics import NormalDist, fmean, pstdev

import pytest

from network.scorecards.rules.posterior import Spread, probability_under, through
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    WITHIN_CURVE,
    criterion,
    curve,
    level,
    plain_scheme,
    rate,
    scheme,
    site,
)

SCHEME = scheme(
    criterion("local_resolution_rate", 5_000, curve=WITHIN_CURVE, shrink=20),
    criterion("fix_rate", 5_000, curve=WITHIN_CURVE, shrink=20),
)
LINE = Decimal(70)


def test_what_is_no_rate_is_taken_as_it_was_measured() -> None:
    judged = score_network(plain_scheme(), CATALOGUE, [site(1, {"audit_score": level("69.99")})]).sites[1]
    assert probability_under(plain_scheme(), judged, LINE) == 1
    judged = score_network(plain_scheme(), CATALOGUE, [site(1, {"audit_score": level("70")})]).sites[1]
    assert probability_under(plain_scheme(), judged, LINE) == 0


def test_a_site_without_a_standing_has_no_probability() -> None:
    judged = score_network(plain_scheme(), CATALOGUE, [site(1, {})]).sites[1]
    assert probability_under(plain_scheme(), judged, LINE) is None


@pytest.mark.parametrize(("mean", "deviation"), [(0.5, 0.1), (0.8, 0.05), (0.95, 0.2), (0.3, 0.01), (0.99, 0.5)])
def test_the_moments_behind_a_curve_are_those_of_many_draws(mean: float, deviation: float) -> None:
    found = through(WITHIN_CURVE, Spread(mean, deviation**2))
    # The quantiles of the distribution in even steps, in place of draws by lot.
    rates = [NormalDist(mean, deviation).inv_cdf((step + 0.5) / 20_000) for step in range(20_000)]
    points = [min(100.0, max(0.0, _points(rate))) for rate in rates]
    assert found.mean == pytest.approx(fmean(points), abs=0.05)
    assert found.variance**0.5 == pytest.approx(pstdev(points), abs=0.1)


def _points(value: float) -> float:
    return (value - 0.6) / 0.2 * 60 if value < 0.8 else 60 + (value - 0.8) / 0.15 * 40


def test_more_records_of_the_same_rate_make_it_surer() -> None:
    probabilities = []
    for count in (10, 100, 1_000):
        cards = [site(number, {"local_resolution_rate": rate(9 * count // 10, count)}) for number in range(2, 9)]
        low = site(1, {"local_resolution_rate": rate(7 * count // 10, count)})
        judged_by = scheme(criterion("local_resolution_rate", curve=curve((0, 0), (1, 100)), shrink=20))
        found = score_network(judged_by, CATALOGUE, [low, *cards]).sites[1]
        probabilities.append(probability_under(judged_by, found, Decimal(80)))
    assert probabilities == sorted(probabilities)  # type: ignore[type-var]
    assert probabilities[0] < Decimal("0.6") < Decimal("0.99") < probabilities[-1]  # type: ignore[operator]


def test_false_alarms_are_rare_and_most_sites_far_under_the_line_are_seen() -> None:
    """4,000 sites of 60 records a criterion and quarter whose true rates are known; two quarters, 90% in each."""
    lot = Random(7)
    truths = {number: (lot.betavariate(24, 6), lot.betavariate(24, 6)) for number in range(4_000)}
    true_scores = {n: fmean(min(100.0, max(0.0, _points(rate))) for rate in rates) for n, rates in truths.items()}
    proposed = set(truths)
    for _quarter in range(2):
        cards = score_network(SCHEME, CATALOGUE, [_drawn(lot, number, truths[number]) for number in truths]).sites
        proposed &= {
            number for number in truths if (probability_under(SCHEME, cards[number], LINE) or 0) >= Decimal("0.90")
        }
    above = [number for number, score in true_scores.items() if score >= 70]
    far_under = [number for number, score in true_scores.items() if score < 40]
    assert len(above) > 500
    assert sum(number in proposed for number in above) / len(above) < 0.005
    assert sum(number in proposed for number in far_under) / len(far_under) > 0.7


def _drawn(lot: Random, number: int, truth: tuple[float, float]):  # type: ignore[no-untyped-def]
    good = [sum(lot.random() < chance for _record in range(60)) for chance in truth]
    return site(number, {"local_resolution_rate": rate(good[0], 60), "fix_rate": rate(good[1], 60)})
