from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.explain import Explanation, Lift, NextStanding, cheapest_first, explain
from network.scorecards.rules.measurement import Measurement, Pool, SiteInput
from network.scorecards.rules.results import SiteScore, State
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    NO_FAULT_CURVE,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    curve,
    gate,
    level,
    plain_scheme,
    rate,
    scheme,
    site,
)
from tests.scorecards.rules.test_model import KEYS, SCHEME


def explained(
    judging: Scheme, numbers: Mapping[str, Measurement], pooled: dict[str, Pool] | None = None
) -> Explanation:
    return explain(judging, CATALOGUE, scored(judging, numbers, pooled))


def scored(judging: Scheme, numbers: Mapping[str, Measurement], pooled: dict[str, Pool] | None = None) -> SiteScore:
    return score_network(judging, CATALOGUE, [site("a", dict(numbers))], pooled).sites["a"]


def following(explanation: Explanation) -> NextStanding:
    assert explanation.next_standing is not None
    return explanation.next_standing


class TestTheArithmetic:
    SCHEME = scheme(
        criterion("audit_score", 4_000),
        criterion("satisfaction_index", 3_000),
        criterion("fix_rate", 3_000, curve=WITHIN_CURVE),
        min_coverage=Decimal("0.5"),
    )

    def test_points_lost_and_contributions_add_up_to_one_hundred(self) -> None:
        lines = explained(self.SCHEME, {"audit_score": level(80), "satisfaction_index": level(45)}).lines
        audit, satisfaction, fix = lines
        assert [line.result.criterion for line in lines] == ["audit_score", "satisfaction_index", "fix_rate"]
        lost = [audit.points_lost or Decimal(0), satisfaction.points_lost or Decimal(0)]
        gained = [audit.result.contribution or Decimal(0), satisfaction.result.contribution or Decimal(0)]
        assert sum(lost + gained, Decimal(0)).quantize(Decimal("1E-20")) == 100
        assert lost[0].quantize(Decimal("0.0001")) == Decimal("11.4286")
        assert fix.points_lost is None

    def test_what_was_not_reported_lost_its_whole_weight(self) -> None:
        numbers = {"audit_score": level(80), "satisfaction_index": level(45)}
        silent = site("a", numbers, missing_reports=True, quarters_certified=3)
        card = score_network(self.SCHEME, CATALOGUE, [silent]).sites["a"]
        line = explain(self.SCHEME, CATALOGUE, card).lines[2]
        assert line.result.state is State.NOT_REPORTED
        assert line.points_lost == Decimal(30)


class TestTheNextStanding:
    TWO = scheme(criterion("audit_score", 5_000), criterion("satisfaction_index", 5_000))

    def test_it_names_the_points_missing_and_the_smallest_change_of_each_metric(self) -> None:
        following_ = following(explained(self.TWO, {"audit_score": level("88.40"), "satisfaction_index": level(75)}))
        assert (following_.standing, following_.from_score, following_.blocked_by) == ("four_star", Decimal(90), ())
        assert following_.points_missing == Decimal("8.30")
        # 88.40 + 75 = 163.40; a mean that rounds to 90.00 takes 179.99, and no audit has more than 100 points.
        assert following_.lifts == (
            Lift("audit_score", None, None, None, None, ()),
            Lift("satisfaction_index", Decimal("91.59"), Decimal("16.59"), None, Decimal("0.6636"), ()),
        )

    def test_the_rounded_score_is_what_counts(self) -> None:
        lift = following(explained(plain_scheme(), {"audit_score": level("89.98")})).lifts[0]
        assert lift.value == Decimal("90.00")
        finer = scheme(criterion("turnaround_median_h", curve=curve((0, 100), (100, 0))))
        lift = following(explained(finer, {"turnaround_median_h(clock=elapsed)": level("11.3")})).lifts[0]
        assert (lift.value, lift.change) == (Decimal("10.00"), Decimal("-1.30"))

    def test_a_criterion_that_cannot_do_it_alone_says_so(self) -> None:
        lifts = following(explained(self.TWO, {"audit_score": level(30), "satisfaction_index": level(10)})).lifts
        assert [lift.value for lift in lifts] == [None, None]

    def test_a_rate_is_told_in_whole_records(self) -> None:
        """18 of 20, pulled to 80% by 20 of 70%: 60 points. 70 points take 83.75% (less half a hundredth)."""
        judging = scheme(criterion("repair_within_target", curve=WITHIN_CURVE, shrink=20))
        pooled = {WITHIN: Pool(Decimal(70), Decimal(100))}
        lift = following(explained(judging, {WITHIN: rate(18, 20)}, pooled)).lifts[0]
        assert (lift.records, lift.value, lift.change) == (2, Decimal(1), Decimal("0.1"))

    def test_a_lower_rate_is_told_in_faulty_records_less(self) -> None:
        judging = scheme(criterion("no_fault_return_rate", curve=NO_FAULT_CURVE))
        lift = following(explained(judging, {"no_fault_return_rate": rate(20, 100)})).lifts[0]
        # 70 points at 16.25%: 16 of 100 is the first whole number below.
        assert (lift.records, lift.value, lift.change) == (4, Decimal("0.16"), Decimal("-0.04"))

    def test_a_site_at_the_top_has_no_next_standing(self) -> None:
        assert explained(plain_scheme(), {"audit_score": level(95)}).next_standing is None

    def test_an_unrated_site_has_no_next_standing(self) -> None:
        assert explained(self.TWO, {"audit_score": level(80)}).next_standing is None

    def test_only_scored_criteria_are_tried(self) -> None:
        judging = scheme(criterion("audit_score", 7_000), criterion("fix_rate", 3_000, min_sample=5))
        lifts = following(explained(judging, {"audit_score": level(85), "fix_rate": rate(1, 4)})).lifts
        assert [lift.criterion for lift in lifts] == ["audit_score"]


class TestTheCheapestFirst:
    TWO = scheme(
        criterion("repair_within_target", 5_000, curve=WITHIN_CURVE),
        criterion("fix_rate", 5_000, curve=WITHIN_CURVE),
    )

    def test_a_record_of_many_is_cheaper_than_one_of_few(self) -> None:
        found = following(explained(self.TWO, {WITHIN: rate(120, 160), "fix_rate": rate(6, 8)}))
        lifts = cheapest_first(found)
        # 29 of 160 are a smaller share of the work than 2 of 8.
        assert [(lift.criterion, lift.records) for lift in lifts] == [("repair_within_target", 29), ("fix_rate", 2)]
        assert [lift.effort for lift in lifts] == [Decimal("0.18125"), Decimal("0.25")]

    def test_what_is_impossible_alone_is_left_out(self) -> None:
        found = following(explained(self.TWO, {WITHIN: rate(60, 160), "fix_rate": rate(3, 8)}))
        assert cheapest_first(found) == []
        assert len(found.lifts) == 2


class TestGatesInTheWay:
    OVERCHARGING = gate("overcharging_cases", ">=", "1", "three_star")
    JUDGED = scheme(
        criterion("audit_score", 9_000),
        criterion("no_fault_return_rate", 1_000, curve=NO_FAULT_CURVE),
        gates=(OVERCHARGING, gate("no_fault_return_rate", ">=", "0.38", "three_star", use="adjusted")),
    )

    def test_a_cap_stays_whatever_the_score_and_says_which_gate_blocks(self) -> None:
        judging = plain_scheme(gates=(self.OVERCHARGING,))
        found = following(explained(judging, {"audit_score": level(85), "overcharging_cases": level(2)}))
        assert (found.standing, found.blocked_by) == ("four_star", ("overcharging_cases-three_star",))
        [lift] = found.lifts
        assert (lift.value, lift.blocked_by) == (Decimal("90.00"), ("overcharging_cases-three_star",))

    def test_a_score_that_suffices_needs_no_change_but_an_end_of_the_cap(self) -> None:
        judging = plain_scheme(gates=(self.OVERCHARGING,))
        found = following(explained(judging, {"audit_score": level(97), "overcharging_cases": level(1)}))
        assert (found.standing, found.points_missing) == ("four_star", Decimal(0))
        assert found.lifts == (Lift("audit_score", None, None, None, None, ("overcharging_cases-three_star",)),)

    def test_a_gate_on_the_criterion_itself_is_freed_by_its_change(self) -> None:
        numbers = {"audit_score": level(100), "no_fault_return_rate": rate(45, 100)}
        found = following(explained(self.JUDGED, numbers))
        assert found.blocked_by == ("no_fault_return_rate-three_star",)
        audit, no_fault = found.lifts
        assert (audit.value, audit.blocked_by) == (None, ("no_fault_return_rate-three_star",))
        assert (no_fault.records, no_fault.value, no_fault.blocked_by) == (8, Decimal("0.37"), ())

    def test_a_gate_that_allows_the_next_standing_does_not_block_it(self) -> None:
        judging = plain_scheme(gates=(self.OVERCHARGING,))
        found = following(explained(judging, {"audit_score": level(75), "overcharging_cases": level(1)}))
        assert (found.standing, found.blocked_by) == ("three_star", ())

    def test_a_count_gate_without_a_maximum_is_left_above_its_value(self) -> None:
        judging = scheme(
            criterion("complaint_rate", curve=curve((0, 100), (10, 0))),
            gates=(gate("complaint_rate", ">", "0.5", "pass"),),
        )
        [lift] = following(explained(judging, {"complaint_rate": level("1.5", 40)})).lifts
        assert lift.value == Decimal("0.50")


def test_a_metric_without_a_maximum_need_not_go_beyond_its_curve_and_gates() -> None:
    catalogue = {"visits": MetricFacts("visits", "count", "higher", is_rate=False)}
    judging = scheme(criterion("visits", curve=curve((0, 60), (10, 80))), gates=(gate("visits", "<", "12", "fail"),))
    few, many = (
        following(
            explain(
                judging, catalogue, score_network(judging, catalogue, [site("a", {"visits": level(count)})]).sites["a"]
            )
        )
        for count in (3, 12)
    )
    assert (few.standing, few.lifts[0].value, few.lifts[0].change) == ("pass", Decimal(12), Decimal(9))
    assert (many.standing, many.lifts[0].value) == ("four_star", None)


def rates(least_good: int, most_good: int) -> st.SearchStrategy[Measurement]:
    """Rates of five to forty records, with a share of good ones between these per cent."""
    return st.builds(
        lambda records, share: rate(records * share // 100, records),
        st.integers(5, 40),
        st.integers(least_good, most_good),
    )


# Sites that can reach the next standing by one criterion alone, some of them under the gate.
PROMISING = st.lists(
    st.tuples(rates(75, 100), rates(0, 50), rates(30, 100), st.integers(60, 100).map(lambda points: level(points, 2))),
    min_size=1,
    max_size=3,
).map(lambda sites: [site(number, dict(zip(KEYS, one, strict=True))) for number, one in enumerate(sites)])


def bettered(one: SiteInput, key: str, lift: Lift, less: int) -> SiteInput:
    """The site's records after what the lift asks for, less so many steps of it."""
    measured = one.measurements[key]
    if lift.records is None:
        after = measured._replace(value=(lift.value or Decimal(0)) - less * Decimal("0.01"))
    else:
        sign = -1 if key == "no_fault_return_rate" else 1
        after = measured._replace(numerator=measured.numerator + sign * (lift.records - less))
    return replace(one, measurements={**one.measurements, key: after})


@settings(max_examples=100, deadline=None)
@given(PROMISING, st.sampled_from([None, {WITHIN: Pool(Decimal(7), Decimal(10))}]))
def test_scoring_again_confirms_every_promise_and_that_less_is_not_enough(
    network: list[SiteInput], pooled: dict[str, Pool] | None
) -> None:
    one = network[0]
    card = score_network(SCHEME, CATALOGUE, network, pooled).sites[one.site]
    found = explain(SCHEME, CATALOGUE, card).next_standing
    for lift in found.lifts if found else ():
        event(f"{lift.criterion}: {'possible' if lift.value is not None else 'impossible'}")
        if found is None or lift.value is None:
            continue
        key = KEYS[[one.code for one in SCHEME.criteria].index(lift.criterion)]
        for less in (0, 1):
            after = score_network(SCHEME, CATALOGUE, [bettered(one, key, lift, less), *network[1:]], pooled)
            standing = after.sites[one.site].standing
            assert standing is not None
            reached = SCHEME.place(standing) <= SCHEME.place(found.standing)
            assert reached is (less == 0 and not lift.blocked_by)


@pytest.mark.parametrize("own_only", [True, False])
def test_the_sites_own_records_move_the_networks_rate(own_only: bool) -> None:
    """Alone in the network a site is not pulled anywhere, so what it takes is what the raw rate takes."""
    judging = scheme(criterion("repair_within_target", curve=WITHIN_CURVE, shrink=1_000))
    pooled = None if own_only else {WITHIN: Pool(Decimal(80), Decimal(100))}
    lift = following(explained(judging, {WITHIN: rate(80, 100)}, pooled)).lifts[0]
    assert lift.records == (4 if own_only else None)
