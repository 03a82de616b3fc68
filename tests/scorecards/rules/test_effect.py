"""What the comparison of treated sites with their matches says, case by case."""

import pytest

from network.scorecards.rules.effect import Doubt, History, effect, student

LAST = 16


def _site(name: str, rates: list[float], treated: int | None = None, group: str = "a", out_of: int = 100) -> History:
    """A site with the rate of each month from 0 on."""
    return History(name, group, {month: (rate * out_of, out_of) for month, rate in enumerate(rates)}, treated)


def _level(rate: float, after: float = 0.0, month: int = 11) -> list[float]:
    return [rate + (after if number > month else 0.0) for number in range(LAST + 1)]


def _network(change: float, treated: int = 12, others: int = 40) -> list[History]:
    levels = [0.2 + 0.005 * number for number in range(max(treated, others))]
    return [_site(f"t{n:02}", _level(levels[n], change), 11) for n in range(treated)] + [
        _site(f"c{n:02}", _level(levels[n])) for n in range(others)
    ]


def test_a_change_that_only_treated_sites_see_is_the_effect() -> None:
    found = effect(_network(-0.05), LAST)
    assert found.doubts == ()
    assert found.overall is not None
    assert found.overall.change == pytest.approx(-0.05)
    assert [month.change for month in found.months if month] == pytest.approx([-0.05] * 3)


def test_what_all_sites_see_alike_is_no_effect() -> None:
    season = [0.02 * (month % 4) for month in range(LAST + 1)]
    sites = [
        History(s.site, s.peer_group, {m: (c + 100 * season[m], n) for m, (c, n) in s.counts.items()}, s.treated)
        for s in _network(0.0)
    ]
    found = effect(sites, LAST)
    assert found.overall is not None
    assert found.overall.change == pytest.approx(0, abs=1e-9)


def test_matches_are_the_closest_of_the_same_peer_group_before_the_baseline() -> None:
    sites = [
        _site("treated", _level(0.30), 11),
        *(_site(f"near{n}", _level(0.31 + n / 1000)) for n in range(3)),
        _site("far", _level(0.5)),
        _site("elsewhere", _level(0.30), group="b"),
    ]
    [match] = effect(sites, LAST).matches
    assert [each.site for each in match.controls] == ["near0", "near1", "near2"]


@pytest.mark.parametrize(("month", "serves"), [(14, False), (15, True)])
def test_a_site_serves_as_a_control_until_it_is_treated_itself(month: int, serves: bool) -> None:
    sites = [_site("treated", _level(0.3), 11), *(_site(f"c{n}", _level(0.35)) for n in range(2))]
    found = effect([*sites, _site("later", _level(0.31), month)], LAST)
    assert bool(found.matches) is serves


@pytest.mark.parametrize(
    ("sites", "doubt"),
    [
        (_network(-0.05, treated=9), Doubt.FEW_TREATED),
        (_network(-0.05, others=5), Doubt.FEW_CONTROLS),
        ([_site(f"t{n}", _level(0.3), 11, out_of=1) for n in range(10)], Doubt.FEW_RECORDS),
    ],
)
def test_too_little_to_conclude_from_is_said(sites: list[History], doubt: Doubt) -> None:
    assert doubt in effect(sites, LAST).doubts


def test_sites_that_were_on_their_way_before_allow_no_conclusion() -> None:
    falling = [0.4 - 0.02 * month for month in range(LAST + 1)]
    sites = [_site(f"t{n}", [rate + n / 1000 for rate in falling], 11) for n in range(12)]
    found = effect([*sites, *(_site(f"c{n}", _level(0.35 + n / 1000)) for n in range(20))], LAST)
    assert Doubt.TRENDS_DIFFER in found.doubts
    # From three months to the next three but one: against those that stayed as they were, not against each other.
    assert found.placebo is not None
    assert found.placebo.change == pytest.approx(-0.08)


def test_a_site_treated_too_late_to_be_followed_up_is_not_counted() -> None:
    found = effect([_site("late", _level(0.3), 14), *_network(0.0, treated=0)], LAST)
    assert (found.matches, found.left_out) == ((), 0)


def test_nobody_treated_gives_no_estimate() -> None:
    found = effect(_network(0.0, treated=0), LAST)
    assert found.overall is None
    assert found.placebo is None
    assert Doubt.FEW_TREATED in found.doubts


@pytest.mark.parametrize(("degrees", "expected"), [(9, 2.2622), (30, 2.0423), (119, 1.9801)])
def test_student_is_that_of_the_tables(degrees: int, expected: float) -> None:
    assert student(0.95, degrees) == pytest.approx(expected, abs=0.001)
