"""What a score changed by, split into own work, peers and scheme: to the digit."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.scorecards.rules.change import Change, Quarterly, apportioned, change
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.scheme import Criterion, Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    curve,
    level,
    rate,
    scheme,
    scored_sites,
    site,
)
from tests.scorecards.rules.test_model import CODES, SCHEME, networks

ZERO = Decimal(0)
OTHER = SCHEME.model_copy(
    update={
        "criteria": (
            criterion("repair_within_target", 2_000, curve=curve(("0.5", 0), ("0.9", 100)), shrink=5, min_sample=1),
            SCHEME.criteria[1].model_copy(update={"weight": 3_000}),
            criterion("audit_score", 5_000),
        )
    }
)


def quarterly(judging: Scheme, sites: Sequence[SiteInput], whose: object = 0) -> Quarterly:
    return Quarterly(judging, score_network(judging, CATALOGUE, sites).sites[whose])


def changed(before: Quarterly, now: Quarterly) -> Change:
    found = change(before, now)
    assert found is not None
    return found


def one(measured: Measurement, judging: Criterion, *others: Measurement) -> Quarterly:
    """The first of several sites that are judged by a single criterion."""
    sites = [site(number, {WITHIN: each}) for number, each in enumerate((measured, *others))]
    return quarterly(scheme(judging), sites)


SHRUNKEN = criterion("repair_within_target", curve=WITHIN_CURVE, shrink=20)


class TestTheSplit:
    def test_better_work_under_the_same_scheme_is_all_its_own(self) -> None:
        found = changed(
            quarterly(scheme(criterion("audit_score")), scored_sites([(0, "60")])),
            quarterly(scheme(criterion("audit_score")), scored_sites([(0, "72.5")])),
        )
        assert (found.own, found.peers, found.scheme) == (Decimal("12.50"), ZERO, ZERO)

    def test_the_same_records_among_better_peers_gain_by_the_peers(self) -> None:
        found = changed(one(rate(14, 20), SHRUNKEN, rate(50, 100)), one(rate(14, 20), SHRUNKEN, rate(90, 100)))
        assert found.peers == found.now - found.before > 0
        assert (found.own, found.scheme) == (ZERO, ZERO)

    def test_a_site_alone_has_no_peers(self) -> None:
        found = changed(one(rate(14, 20), SHRUNKEN), one(rate(17, 20), SHRUNKEN))
        assert (found.own, found.peers, found.scheme) == (found.now - found.before, ZERO, ZERO)

    def test_another_curve_is_the_scheme(self) -> None:
        steeper = SHRUNKEN.model_copy(update={"curve": curve(("0.6", 0), ("0.9", 100))})
        found = changed(one(rate(14, 20), SHRUNKEN, rate(9, 10)), one(rate(14, 20), steeper, rate(9, 10)))
        assert (found.own, found.peers) == (ZERO, ZERO)
        assert found.scheme == found.now - found.before != 0

    def test_a_silence_is_the_site_s_own(self) -> None:
        judging = scheme(criterion("fix_rate", curve=WITHIN_CURVE))
        spoke = [site(0, {"fix_rate": rate(9, 10)}, quarters_certified=4)]
        silent = [site(0, {}, missing_reports=True, quarters_certified=5), site(1, {"fix_rate": rate(9, 10)})]
        found = changed(quarterly(judging, spoke), quarterly(judging, silent))
        assert (found.own, found.scheme) == (found.now - found.before, ZERO)

    def test_a_criterion_that_comes_in_costs_what_it_lies_below_the_rest(self) -> None:
        two = scheme(criterion("audit_score", 5_000), criterion("satisfaction_index", 5_000))
        alone = scheme(criterion("audit_score"))
        numbers = {"audit_score": level(80), "satisfaction_index": level(60)}
        found = changed(quarterly(alone, [site(0, numbers)]), quarterly(two, [site(0, numbers)]))
        assert (found.before, found.now, found.scheme) == (Decimal(80), Decimal(70), Decimal("-10.00"))
        audit, satisfaction = found.parts
        # The middle is 75: the audit is above it and counts half as much now, satisfaction is below it.
        assert (audit.scheme, satisfaction.scheme) == (Decimal("-2.50"), Decimal("-7.50"))
        assert (satisfaction.before, satisfaction.now) == (False, True)

    def test_a_criterion_that_goes_is_told_last(self) -> None:
        two = scheme(criterion("satisfaction_index", 5_000), criterion("audit_score", 5_000))
        alone = scheme(criterion("audit_score"))
        numbers = {"audit_score": level(80), "satisfaction_index": level(60)}
        found = changed(quarterly(two, [site(0, numbers)]), quarterly(alone, [site(0, numbers)]))
        assert [part.criterion for part in found.parts] == ["audit_score", "satisfaction_index"]
        assert (found.own, found.peers, found.scheme) == (ZERO, ZERO, Decimal("10.00"))

    def test_another_yardstick_of_the_same_criterion_is_the_scheme(self) -> None:
        slower = SHRUNKEN.model_copy(update={"params": {"target_hours": 48}})
        measured = {WITHIN: rate(10, 20), "repair_within_target(target_hours=48)": rate(19, 20)}
        found = changed(
            quarterly(scheme(SHRUNKEN), [site(0, measured)]), quarterly(scheme(slower), [site(0, measured)])
        )
        assert (found.own, found.peers) == (ZERO, ZERO)
        assert len(found.parts) == 1

    @pytest.mark.parametrize("quarter", ["before", "now"])
    def test_without_a_score_there_is_no_difference(self, quarter: str) -> None:
        some = quarterly(scheme(criterion("audit_score")), scored_sites([(0, "60")]))
        none = quarterly(scheme(criterion("audit_score")), [site(0)])
        assert change(*((none, some) if quarter == "before" else (some, none))) is None


class TestRounding:
    @pytest.mark.parametrize(
        ("exact", "total", "expected"),
        [
            (["0.333", "0.333", "0.334"], "1.00", ["0.33", "0.33", "0.34"]),
            (["0.005", "0.005"], "0.01", ["0.01", "0.00"]),
            (["-0.004", "0"], "0.00", ["0.00", "0"]),
            (["0.004"], "0.01", ["0.01"]),
            (["0.01", "0.004"], "0.02", ["0.01", "0.01"]),
            ([], "0", []),
        ],
    )
    def test_parts_add_up_and_stay_next_to_what_they_are(
        self, exact: list[str], total: str, expected: list[str]
    ) -> None:
        found = apportioned([Decimal(each) for each in exact], Decimal(total))
        assert found == [Decimal(each) for each in expected]
        assert sum(found) == Decimal(total)


@settings(max_examples=120, deadline=None)
@given(networks(), networks(), st.sampled_from([SCHEME, OTHER]), st.sampled_from([SCHEME, OTHER]))
def test_the_parts_are_the_difference_to_the_digit(
    earlier: list[SiteInput], later: list[SiteInput], first: Scheme, second: Scheme
) -> None:
    before, now = quarterly(first, earlier), quarterly(second, later)
    found = change(before, now)
    if before.card.overall is None or now.card.overall is None:
        assert found is None
        return
    assert found is not None
    assert found.own + found.peers + found.scheme == now.card.overall - before.card.overall
    for factor in ("own", "peers", "scheme"):
        assert sum(getattr(part, factor) for part in found.parts) == getattr(found, factor)
    assert all(part.total.as_tuple().exponent == -2 or part.total == 0 for part in found.parts)


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from([SCHEME, OTHER]))
def test_nothing_changed_gives_zeros(network: list[SiteInput], judging: Scheme) -> None:
    found = change(quarterly(judging, network), quarterly(judging, network))
    assert found is None or not any(part.own or part.peers or part.scheme for part in found.parts)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_when_only_the_scheme_changed_all_is_the_scheme(network: list[SiteInput]) -> None:
    found = change(quarterly(SCHEME, network), quarterly(OTHER, network))
    assert found is None or not any(part.own or part.peers for part in found.parts)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_there_and_back_are_the_same_but_for_the_sign_and_a_hundredth(network: list[SiteInput]) -> None:
    better = [replace(network[0], not_applicable=frozenset(CODES[:1])), *network[1:]]
    before, now = quarterly(SCHEME, network), quarterly(SCHEME, better)
    there, back = change(before, now), change(now, before)
    if there is None or back is None:
        return
    for name in ("own", "peers", "scheme"):
        assert abs(getattr(there, name) + getattr(back, name)) <= Decimal("0.01")


def test_the_shapley_value_of_all_three_at_once_is_that_of_fractions() -> None:
    """One criterion, everything different: against the mean over six orders, in fractions, by plain definition."""
    other = SHRUNKEN.model_copy(update={"curve": curve(("0.5", 0), ("1", 100)), "shrink": 5})
    before = one(rate(14, 20), SHRUNKEN, rate(60, 100))
    now = one(rate(18, 24), other, rate(70, 90))

    def worth(own: int, peers: int, judged: int) -> Fraction:
        (good, records), (others, all_) = ((14, 20), (18, 24))[own], ((60, 100), (70, 90))[peers]
        usual, pull = Fraction(good + others, records + all_), (20, 5)[judged]
        value = (good + pull * usual) / (records + pull)
        if judged:
            return (value - Fraction(1, 2)) / Fraction(1, 2) * 100
        return (value - Fraction(6, 10)) / Fraction(2, 10) * 60

    def pair(turn: int) -> Fraction:
        """The mean of what turning one adds: alone, after either of the others, after both."""
        marks = []
        for first, second, share in ((0, 0, 3), (1, 0, 6), (0, 1, 6), (1, 1, 3)):
            rest = [first, second]
            off, on = [*rest[:turn], 0, *rest[turn:]], [*rest[:turn], 1, *rest[turn:]]
            marks.append((worth(*on) - worth(*off)) / share)
        return sum(marks, Fraction(0))

    found = changed(before, now)
    for name, turn in (("own", 0), ("peers", 1), ("scheme", 2)):
        assert abs(Fraction(getattr(found, name)) - pair(turn)) < Fraction(1, 100)
