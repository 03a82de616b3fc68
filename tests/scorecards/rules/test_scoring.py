from decimal import Decimal
from typing import Any

import pytest

from network.foundation.precision import half_up
from network.scorecards.rules.document import load_scheme
from network.scorecards.rules.measurement import Measurement, Pool, SiteInput
from network.scorecards.rules.results import SiteScore, State, Unrated
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    NO_FAULT_CURVE,
    SCHEMES,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    curve,
    level,
    plain_scheme,
    rate,
    scheme,
    scored_sites,
    site,
)


def score(scheme: Scheme, one: SiteInput, *others: SiteInput, pooled: dict[str, Pool] | None = None) -> SiteScore:
    return score_network(scheme, CATALOGUE, [one, *others], pooled).sites[one.site]


class TestTheWorkedExample:
    """A site with 18 of 20 in time and 1 of 5 without fault, in a network of 70% and 38%."""

    SCHEME = scheme(
        criterion("repair_within_target", 2_000, curve=WITHIN_CURVE, shrink=20, min_sample=5),
        criterion("no_fault_return_rate", 1_500, curve=NO_FAULT_CURVE, shrink=10, min_sample=3),
        criterion("local_resolution_rate", 6_500, curve=WITHIN_CURVE),
    )
    SITE = site("site", {WITHIN: rate(18, 20), "no_fault_return_rate": rate(1, 5)})
    # With the site's own records the network comes to 70 of 100 and 38 of 100.
    REST = site("rest", {WITHIN: rate(52, 80), "no_fault_return_rate": rate(37, 95)})

    def test_the_arithmetic_is_that_of_the_page(self) -> None:
        card = score(self.SCHEME, self.SITE, self.REST)
        within, no_fault, local = card.criteria
        assert (within.pool, within.raw, within.adjusted, within.points) == (
            Pool(Decimal(70), Decimal(100)),
            Decimal("0.9"),
            Decimal("0.8"),
            Decimal(60),
        )
        assert (no_fault.pool, no_fault.raw, no_fault.adjusted) == (
            Pool(Decimal(38), Decimal(100)),
            Decimal("0.2"),
            Decimal("0.32"),
        )
        assert no_fault.points == Decimal(20)
        assert local.state is State.NOT_APPLICABLE
        assert card.overall == Decimal("42.86")

    def test_the_band_is_fail_but_coverage_of_35_percent_leaves_the_site_unrated(self) -> None:
        card = score(self.SCHEME, self.SITE, self.REST)
        assert (card.band, card.coverage) == ("fail", Decimal("0.35"))
        assert (card.standing, card.unrated, card.network_rank) == (None, Unrated.LOW_COVERAGE, None)

    def test_the_contributions_add_up_to_the_score(self) -> None:
        card = score(self.SCHEME, self.SITE, self.REST)
        contributions = [result.contribution for result in card.criteria]
        assert contributions[2] is None
        assert abs(sum(filter(None, contributions)) - Decimal(1500) / Decimal(35)) < Decimal("1E-25")


@pytest.mark.parametrize(
    ("value", "overall", "standing"),
    [
        ("0", "0.00", "fail"),
        ("69.99", "69.99", "fail"),
        ("69.995", "70.00", "pass"),
        ("70", "70.00", "pass"),
        ("79.9949", "79.99", "pass"),
        ("80", "80.00", "three_star"),
        ("90", "90.00", "four_star"),
        ("94.99", "94.99", "four_star"),
        ("94.994999", "94.99", "four_star"),
        ("94.995", "95.00", "five_star"),
        ("95", "95.00", "five_star"),
        ("99.995", "100.00", "five_star"),
        ("100", "100.00", "five_star"),
    ],
)
def test_the_score_is_rounded_half_up_and_the_rounded_score_has_a_standing(
    value: str, overall: str, standing: str
) -> None:
    card = score(plain_scheme(), *scored_sites([("a", value)]))
    assert str(card.overall) == overall
    assert (card.band, card.standing) == (standing, standing)


def test_a_true_tie_made_of_ninths_is_rounded_half_up_too() -> None:
    """2/9 and 7/9 of 33.33 points are no decimals; their mean is exactly 16.665, not 16.66499..."""
    ninths = curve((0, 0), (9, "33.33"))
    judging = scheme(
        criterion("audit_score", 5_000, curve=ninths), criterion("satisfaction_index", 5_000, curve=ninths)
    )
    card = score(judging, site("a", {"audit_score": level(2), "satisfaction_index": level(7)}))
    assert card.overall == Decimal("16.67")


class TestStates:
    WORK = criterion("fix_rate", 5_000, curve=WITHIN_CURVE, min_sample=5)
    AUDIT = criterion("audit_score", 5_000)

    def card(self, measured: Measurement | None = None, duty: bool = True, **fields: Any) -> SiteScore:
        """The card of a site with an audit of 80 points and, if measured, a fix rate; reports feed the fix rate."""
        numbers = {"audit_score": level(80)} | ({"fix_rate": measured} if measured else {})
        judging = scheme(self.WORK, self.AUDIT, reporting_duty=duty, min_coverage=Decimal("0.5"))
        return score(judging, site("a", numbers, **fields))

    def test_enough_records_are_scored(self) -> None:
        card = self.card(rate(4, 5))
        assert card.criteria[0].state is State.SCORED
        assert (card.overall, card.coverage) == (Decimal("70.00"), Decimal(1))

    @pytest.mark.parametrize("measured", [None, rate(0, 0)])
    def test_no_work_is_not_applicable_and_leaves_the_total(self, measured: Measurement | None) -> None:
        card = self.card(measured, quarters_certified=4)
        assert card.criteria[0].state is State.NOT_APPLICABLE
        assert (card.overall, card.coverage) == (Decimal("80.00"), Decimal("0.5"))

    def test_a_small_sample_is_shown_with_its_interval_but_not_scored(self) -> None:
        card = self.card(rate(1, 4))
        result = card.criteria[0]
        assert result.state is State.INSUFFICIENT_SAMPLE
        assert (result.raw, result.sample_size, result.points, result.contribution) == (Decimal("0.25"), 4, None, None)
        assert result.interval is not None
        assert result.interval.low < Decimal("0.25") < result.interval.high
        assert card.overall == Decimal("80.00")

    def test_one_bad_record_of_a_tiny_site_is_no_zero_and_one_good_one_no_hundred(self) -> None:
        assert self.card(rate(0, 1)).overall == self.card(rate(1, 1)).overall == Decimal("80.00")

    def test_silence_about_ones_own_duty_is_zero_points_and_the_weight_stays(self) -> None:
        card = self.card(missing_reports=True, quarters_certified=4)
        result = card.criteria[0]
        assert (result.state, result.points, result.contribution) == (State.NOT_REPORTED, Decimal(0), Decimal(0))
        assert (card.overall, card.coverage) == (Decimal("40.00"), Decimal(1))

    def test_a_missing_report_does_not_touch_what_has_data(self) -> None:
        card = self.card(rate(5, 5), missing_reports=True, quarters_certified=4)
        assert [result.state for result in card.criteria] == [State.SCORED, State.SCORED]

    def test_a_missing_report_does_not_touch_what_reports_do_not_feed(self) -> None:
        judging = scheme(criterion("local_resolution_rate", 5_000), self.AUDIT, min_coverage=Decimal("0.5"))
        silent = site("a", {"audit_score": level(80)}, missing_reports=True, quarters_certified=4)
        assert score(judging, silent).criteria[0].state is State.NOT_APPLICABLE

    @pytest.mark.parametrize("certified", [None, -1])
    def test_a_site_that_is_only_listed_owes_no_reports(self, certified: int | None) -> None:
        card = self.card(missing_reports=True, quarters_certified=certified)
        assert card.criteria[0].state is State.NOT_APPLICABLE

    def test_the_duty_starts_in_the_quarter_of_the_certification(self) -> None:
        assert self.card(missing_reports=True, quarters_certified=0).criteria[0].state is State.NOT_REPORTED

    def test_a_scheme_without_the_duty_never_says_not_reported(self) -> None:
        card = self.card(missing_reports=True, quarters_certified=4, duty=False)
        assert card.criteria[0].state is State.NOT_APPLICABLE

    def test_a_criterion_that_is_the_duty_itself_is_not_reported_when_absent(self) -> None:
        judging = scheme(
            criterion("report_timeliness", 5_000, absent="not_reported"), self.AUDIT, min_coverage=Decimal("0.5")
        )
        numbers = {"audit_score": level(80)}
        certified = score(judging, site("a", numbers, quarters_certified=4))
        listed = score(judging, site("a", numbers))
        assert certified.criteria[0].state is State.NOT_REPORTED
        assert listed.criteria[0].state is State.NOT_APPLICABLE

    def test_what_is_held_leaves_the_total_but_is_still_shown(self) -> None:
        card = self.card(rate(0, 20), held=frozenset({"fix_rate"}))
        assert (card.criteria[0].state, card.criteria[0].raw) == (State.HELD, Decimal(0))
        assert (card.overall, card.coverage) == (Decimal("80.00"), Decimal("0.5"))

    def test_a_delay_of_headquarters_excuses_a_missing_report(self) -> None:
        card = self.card(missing_reports=True, quarters_certified=4, held=frozenset({"fix_rate"}))
        assert card.criteria[0].state is State.HELD

    def test_work_the_site_is_not_authorised_for_is_not_applicable_whatever_was_measured(self) -> None:
        everything = frozenset({"fix_rate"})
        card = self.card(rate(0, 20), not_applicable=everything, held=everything, missing_reports=True)
        assert card.criteria[0].state is State.NOT_APPLICABLE
        assert card.overall == Decimal("80.00")

    def test_a_site_without_any_weight_left_has_no_score(self) -> None:
        card = score(plain_scheme(), site("a"))
        assert (card.overall, card.coverage, card.band, card.standing) == (None, Decimal(0), None, None)
        assert card.unrated is Unrated.LOW_COVERAGE

    def test_a_site_that_reports_nothing_at_all_scores_zero(self) -> None:
        silent = site("a", missing_reports=True, quarters_certified=4)
        card = score(scheme(criterion("fix_rate")), silent)
        assert (card.overall, card.standing) == (Decimal("0.00"), "fail")


class TestPooledRates:
    SHRUNK = scheme(criterion("repair_within_target", curve=WITHIN_CURVE, shrink=20))

    def test_the_pool_sums_over_all_sites_also_self_operated_held_and_tiny_ones(self) -> None:
        sites = [
            site("a", {WITHIN: rate(8, 10)}),
            site("own", {WITHIN: rate(9, 10)}, kind="self_operated"),
            site("held", {WITHIN: rate(1, 19)}, held=frozenset({"repair_within_target"})),
            site("tiny", {WITHIN: rate(0, 1)}),
            site("idle"),
        ]
        assert score_network(self.SHRUNK, CATALOGUE, sites).pools == {WITHIN: Pool(Decimal(18), Decimal(40))}

    def test_in_a_network_of_one_site_the_adjusted_rate_is_its_own(self) -> None:
        result = score(self.SHRUNK, site("a", {WITHIN: rate(2, 7)})).criteria[0]
        assert result.adjusted == result.raw

    def test_a_metric_whose_network_has_no_data_has_no_pool_and_leaves_every_total(self) -> None:
        judging = scheme(criterion("repair_within_target", 3_000, shrink=20), criterion("audit_score", 7_000))
        sites = [site(name, {"audit_score": level(80), WITHIN: rate(0, 0)}) for name in "ab"]
        scores = score_network(judging, CATALOGUE, sites)
        assert scores.pools == {}
        for card in scores.sites.values():
            assert (card.criteria[0].state, card.criteria[0].pool) == (State.NOT_APPLICABLE, None)
            assert (card.overall, card.standing) == (Decimal("80.00"), "three_star")

    def test_a_pool_given_from_outside_replaces_the_networks_own(self) -> None:
        card = score(self.SHRUNK, site("a", {WITHIN: rate(18, 20)}), pooled={WITHIN: Pool(Decimal(7), Decimal(10))})
        assert card.criteria[0].adjusted == Decimal("0.8")

    def test_a_small_site_is_pulled_further_than_a_large_one(self) -> None:
        pooled = {WITHIN: Pool(Decimal(1), Decimal(2))}
        small, large = site("small", {WITHIN: rate(5, 5)}), site("large", {WITHIN: rate(500, 500)})
        adjusted = [score(self.SHRUNK, one, pooled=pooled).criteria[0].adjusted for one in (small, large)]
        assert adjusted[0] == Decimal("0.6")
        assert half_up(adjusted[1] or Decimal(0)) == Decimal("0.98")

    def test_shrinkage_of_zero_leaves_the_rate_alone(self) -> None:
        judging = scheme(criterion("repair_within_target"))
        result = score(judging, site("a", {WITHIN: rate(9, 10)}), site("b", {WITHIN: rate(0, 90)})).criteria[0]
        assert result.adjusted == result.raw == Decimal("0.9")

    def test_a_pool_of_thirds_leaves_no_trace_of_rounding(self) -> None:
        """p = 1/3 and m = 3 add exactly one good record; 3 * 0.333... would not."""
        judging = scheme(criterion("repair_within_target", shrink=3))
        card = score(judging, site("a", {WITHIN: rate(0, 7)}), pooled={WITHIN: Pool(Decimal(1), Decimal(3))})
        assert card.criteria[0].adjusted == Decimal("0.1")
        assert card.criteria[0].pool is not None
        assert card.criteria[0].pool.rate == Decimal(1) / Decimal(3)

    def test_digits_that_the_database_dropped_from_a_rate_are_not_missed(self) -> None:
        dropped = Measurement(Decimal(5), Decimal(8), Decimal("0.6"), 8)
        card = score(scheme(criterion("repair_within_target")), site("a", {WITHIN: dropped}))
        assert card.criteria[0].raw == Decimal("0.625")


@pytest.mark.parametrize(
    ("quarters", "provisional"), [(None, False), (-1, False), (0, True), (1, True), (2, False), (40, False)]
)
def test_the_standing_of_the_first_two_quarters_is_provisional(quarters: int | None, provisional: bool) -> None:
    card = score(plain_scheme(), *scored_sites([("a", "80")], quarters_certified=quarters))
    assert card.provisional is provisional


def test_an_unrated_site_has_no_standing_that_could_be_provisional() -> None:
    assert score(plain_scheme(), site("a", quarters_certified=0)).provisional is False


@pytest.mark.parametrize(("weight", "standing"), [(6_000, "three_star"), (5_999, None)])
def test_coverage_of_exactly_the_minimum_is_enough(weight: int, standing: str | None) -> None:
    judging = scheme(criterion("audit_score", weight), criterion("satisfaction_index", 10_000 - weight))
    assert score(judging, *scored_sites([("a", "80")])).standing == standing


def test_a_value_without_a_single_record_is_no_data() -> None:
    card = score(plain_scheme(), site("a", {"audit_score": level(0, sample_size=0)}))
    assert card.criteria[0].state is State.NOT_APPLICABLE


def test_a_site_comes_once_in_a_run() -> None:
    with pytest.raises(ValueError, match="comes twice"):
        score_network(plain_scheme(), CATALOGUE, scored_sites([("a", "1"), ("a", "2")]))


def test_a_float_in_a_measurement_is_an_error_not_a_score() -> None:
    slipped: Any = 0.9
    with pytest.raises(TypeError):
        score(plain_scheme(), site("a", {"audit_score": Measurement(Decimal(1), Decimal(1), slipped, 1)}))


def test_the_shipped_scheme_rates_a_site_on_its_repairs_alone() -> None:
    """Only two of the four criteria have data, as in records without serial numbers and without returns to HQ."""
    repairs = load_scheme((SCHEMES / "repairs-only.yaml").read_text("utf-8"))
    numbers = {WITHIN: rate(19, 20), "local_resolution_rate": rate(19, 20)}
    card = score(repairs, site("a", numbers))
    assert (card.overall, card.coverage, card.standing) == (Decimal("100.00"), Decimal("0.5"), "five_star")
