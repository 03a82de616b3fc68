"""The draw holds every hard rule, is the same for the same seed, and says what refused whom."""

import time
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from network.audits.rules.plan_auditors import Conflict, PlanAuditor, distance_km
from network.audits.rules.plan_days import Calendar, PastVisit, PlanSite, calendar, slots_on, week_of
from network.audits.rules.planner import Plan, propose
from network.audits.rules.planning import AuditorRule, BlackOut, DaySpan, ProgrammeRules, SiteRule, Window
from network.sites.rules.sites import opening_hours

FIRST, LAST, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 9, 20)
ALWAYS = DaySpan(date(2020, 1, 1), date(2030, 1, 1))
SHANGHAI, BEIJING = (31.23, 121.47), (39.90, 116.40)


def plan_of(today: date = TODAY, *, scored: bool = True, **rules: Any) -> Calendar:
    return calendar(FIRST, LAST, ProgrammeRules(**rules), today, scored=scored)


def site(number: int = 1, **more: Any) -> PlanSite:
    given: dict[str, Any] = {
        "id": number,
        "code": f"S{number}",
        "zone": "Asia/Shanghai",
        "operator": number,
        "open_from": None,
        "open_to": None,
        "active": True,
        "certified": (ALWAYS,),
        "hours": (),
        "holidays": frozenset(),
        "make_up_days": frozenset(),
        "place": SHANGHAI,
        "visits": (),
    }
    return PlanSite(**given | more)


def auditor(number: int = 1, **more: Any) -> PlanAuditor:
    given: dict[str, Any] = {
        "id": UUID(int=number),
        "code": f"A-{number}",
        "qualified_until": date(2030, 1, 1),
        "place": SHANGHAI,
        "reach_km": 50,
    }
    return PlanAuditor(**given | more)


def drawn(sites: list[PlanSite], auditors: list[PlanAuditor], plan: Calendar | None = None, seed: int = 1) -> Plan:
    return propose(sites, auditors, plan or plan_of(), 3, seed)


def visit(first: date, number: int = 1, *, scored: bool = True) -> PastVisit:
    return PastVisit(DaySpan(first, first + timedelta(days=2)), UUID(int=number), scored)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"active": False}, SiteRule.NOT_OPEN),
        ({"open_to": date(2026, 9, 30)}, SiteRule.NOT_OPEN),
        ({"certified": ()}, SiteRule.NOT_CERTIFIED),
        ({"certified": (DaySpan(date(2025, 1, 1), date(2026, 9, 30)),)}, SiteRule.NOT_CERTIFIED),
        ({"open_from": date(2026, 12, 20)}, SiteRule.SETTLING),
        ({"hours": week_of(opening_hours("Su 09:00-18:00"))}, SiteRule.NO_HOURS),
        ({"hours": week_of(opening_hours("Mo-Su 12:30-13:30"))}, SiteRule.NO_HOURS),
        ({"visits": tuple(visit(FIRST + timedelta(days=20 * step)) for step in range(5))}, SiteRule.SPACING),
    ],
)
def test_a_site_that_nobody_may_visit_is_a_gap_with_its_rule(more: dict[str, Any], rule: SiteRule) -> None:
    plan = drawn([site(**more)], [auditor(2)])
    assert plan.proposals == ()
    assert [(gap.rule, gap.missing, gap.refused) for gap in plan.gaps] == [(rule, 1, {})]


def test_a_programme_whose_days_are_over_leaves_nothing_to_plan() -> None:
    plan = drawn([site()], [auditor()], plan_of(LAST - timedelta(days=1)))
    assert [gap.rule for gap in plan.gaps] == [SiteRule.NO_DAYS_LEFT]


def test_black_out_days_are_left_alone() -> None:
    spans = (BlackOut(FIRST, date(2026, 12, 29)), BlackOut(date(2026, 12, 31), LAST))
    plan = drawn([site()], [auditor()], plan_of(black_out=spans))
    assert [(each.window.first, each.window.last) for each in plan.proposals] == [(date(2026, 12, 30),) * 2]
    assert drawn([site()], [auditor()], plan_of(black_out=(BlackOut(FIRST, LAST),))).gaps[0].rule is SiteRule.BLACK_OUT


@pytest.mark.parametrize(
    ("more", "visits", "rule"),
    [
        ({"qualified_until": None}, (), AuditorRule.NOT_QUALIFIED),
        ({"qualified_until": date(2026, 9, 30)}, (), AuditorRule.NOT_QUALIFIED),
        ({"place": BEIJING}, (), AuditorRule.TOO_FAR),
        ({"conflicts": (Conflict(1, None, ALWAYS),)}, (), AuditorRule.CONFLICT),
        ({"conflicts": (Conflict(None, 1, ALWAYS),)}, (), AuditorRule.CONFLICT),
        ({}, (visit(date(2026, 11, 10)),), AuditorRule.ROTATION),
    ],
)
def test_an_auditor_who_may_not_go_is_counted_under_one_rule(
    more: dict[str, Any], visits: tuple[PastVisit, ...], rule: AuditorRule
) -> None:
    plan = drawn([site(visits=visits)], [auditor(**more)], plan_of(scored=False))
    assert plan.proposals == ()
    assert [gap.refused for gap in plan.gaps] == [{rule: 1}]


@pytest.mark.parametrize(
    ("more", "visits"),
    [
        ({"conflicts": (Conflict(2, None, ALWAYS), Conflict(None, 2, ALWAYS))}, ()),
        ({"conflicts": (Conflict(1, None, DaySpan(date(2020, 1, 1), date(2026, 9, 30))),)}, ()),
        ({"place": BEIJING, "reach_km": None}, ()),
        ({"place": None}, ()),
        ({}, (visit(date(2026, 6, 1)),)),
    ],
)
def test_an_auditor_goes_when_no_rule_stands_against_it(more: dict[str, Any], visits: tuple[PastVisit, ...]) -> None:
    assert len(drawn([site(visits=visits)], [auditor(**more)]).proposals) == 1


def test_nobody_goes_on_a_sunday_unless_the_programme_names_it() -> None:
    sites = [site(number) for number in range(200)]
    windows = [each.window for each in drawn(sites, [auditor()]).proposals]
    assert not any(day.isoweekday() == 7 for window in windows for day in _days(window))
    sundays = plan_of(hours=opening_hours("Su 10:00-16:00"))
    assert {each.window.first.isoweekday() for each in drawn(sites, [auditor()], sundays).proposals} == {7}


def test_a_holiday_is_left_out_and_a_day_that_makes_up_for_it_is_not() -> None:
    only = date(2026, 10, 11)  # a Sunday
    holidays = frozenset(FIRST + timedelta(days=day) for day in range(92)) - {only}
    plan = drawn([site(holidays=holidays, make_up_days=frozenset({only}))], [auditor()])
    assert [each.window.first for each in plan.proposals] == [only]


def test_load_is_even_and_weekdays_and_hours_are_spread() -> None:
    plan = drawn([site(number) for number in range(240)], [auditor(number) for number in range(1, 7)])
    loads = Counter(each.auditor for each in plan.proposals)
    assert set(loads.values()) == {40}
    cells = Counter((each.window.first.isoweekday(), each.window.begins) for each in plan.proposals)
    assert set(cells.values()) == {20}
    assert len(cells) == 12


def test_somebody_else_goes_than_the_last_time() -> None:
    sites = [site(number, visits=(visit(date(2026, 3, 1), 1),)) for number in range(40)]
    found = Counter(each.auditor for each in drawn(sites, [auditor(1), auditor(2, load=39)]).proposals)
    assert found[UUID(int=1)] in (39, 40)  # load goes first
    only = drawn(sites[:1], [auditor(1), auditor(2)])
    assert [each.auditor for each in only.proposals] == [UUID(int=2)]


def test_the_same_seed_draws_the_same_plan_whatever_the_order_of_rows() -> None:
    sites, auditors = [site(number) for number in range(30)], [auditor(number) for number in range(1, 6)]
    assert drawn(sites, auditors, seed=7) == drawn(sites[::-1], auditors[::-1], seed=7)
    assert drawn(sites, auditors, seed=7) != drawn(sites, auditors, seed=8)


def test_a_window_is_told_in_moments_of_the_sites_own_clock() -> None:
    window = Window(date(2026, 10, 24), date(2026, 10, 25), 9 * 60, 24 * 60)
    begin, end = window.moments("Europe/Stockholm")  # the clocks go back in the night between
    assert (begin.isoformat(), end.isoformat()) == ("2026-10-24T09:00:00+02:00", "2026-10-26T00:00:00+01:00")


def test_distances_are_those_of_a_map() -> None:
    assert 1060 < distance_km(SHANGHAI, BEIJING) < 1075
    assert distance_km(SHANGHAI, SHANGHAI) == 0


DAYS = some.integers(-200, 120).map(lambda days: FIRST + timedelta(days=days))
SPANS = some.builds(lambda first, more: DaySpan(first, first + timedelta(days=more)), DAYS, some.integers(0, 120))
VISITS = some.builds(PastVisit, SPANS, some.integers(1, 4).map(lambda n: UUID(int=n)), some.booleans())
PLACES = some.sampled_from([None, SHANGHAI, BEIJING])
WEEKS = some.sampled_from(["", "Mo-Fr 10:00-17:00", "Sa,Su 09:00-20:00", "Mo 09:00-09:30"]).map(
    lambda text: week_of(opening_hours(text))
)
SITES = some.lists(
    some.builds(
        site,
        some.integers(1, 6),
        operator=some.integers(1, 3) | some.none(),
        open_from=some.none() | DAYS,
        certified=some.lists(SPANS, min_size=1, max_size=2).map(tuple) | some.just((ALWAYS,)),
        hours=WEEKS,
        place=PLACES,
        visits=some.lists(VISITS, max_size=2).map(tuple),
        wanted=some.integers(0, 3),
    ),
    max_size=4,
    unique_by=lambda each: each.id,
)
CONFLICTS = some.builds(Conflict, some.integers(1, 6) | some.none(), some.integers(1, 3) | some.none(), SPANS)
AUDITORS = some.lists(
    some.builds(
        auditor,
        some.integers(1, 4),
        qualified_until=some.none() | DAYS,
        place=PLACES,
        conflicts=some.lists(CONFLICTS, max_size=2).map(tuple),
        load=some.integers(0, 3),
    ),
    max_size=4,
    unique_by=lambda each: each.id,
)


@given(SITES, AUDITORS, some.booleans(), some.integers(1, 5), some.integers(0, 99))
@settings(deadline=None, max_examples=150)
def test_every_proposal_keeps_every_rule_and_every_wanted_visit_is_proposed_or_explained(
    sites: list[PlanSite], auditors: list[PlanAuditor], scored: bool, days: int, seed: int
) -> None:
    plan = plan_of(scored=scored, black_out=(BlackOut(date(2026, 11, 1), date(2026, 11, 7)),))
    made = propose(sites, auditors, plan, days, seed)
    by_id = {each.id: each for each in auditors}
    for each in sites:
        seen = list(each.visits)
        mine = [proposal for proposal in made.proposals if proposal.site.id == each.id]
        missing = sum(gap.missing for gap in made.gaps if gap.site.id == each.id)
        assert len(mine) + missing == each.wanted
        for proposal in mine:
            _keeps_the_rules(each, by_id[proposal.auditor], proposal.window, seen, plan)
            assert len(list(_days(proposal.window))) <= days
            seen.append(PastVisit(DaySpan(proposal.window.first, proposal.window.last), proposal.auditor, scored))
    for gap in made.gaps:
        assert gap.rule is not None or sum(gap.refused.values()) == len(auditors)


def _keeps_the_rules(place: PlanSite, who: PlanAuditor, window: Window, seen: list[PastVisit], plan: Calendar) -> None:
    assert window.ends - window.begins >= 60 or window.last > window.first
    for day in _days(window):
        assert max(FIRST, TODAY) <= day <= LAST
        assert not date(2026, 11, 1) <= day <= date(2026, 11, 7)
        assert any(span.first <= day <= span.last for span in place.certified)
        assert place.open_from is None or day >= place.open_from + timedelta(days=14)
        assert day.isoweekday() != 7
        assert slots_on(day, place, plan)
        assert day <= (who.qualified_until or date.min)
        assert not any(each.concerns(place) and each.span.first <= day <= each.span.last for each in who.conflicts)
        for past in seen:
            gap = max((day - past.span.last).days, (past.span.first - day).days)
            assert past.auditor != who.id or gap >= 90
            assert not (plan.scored and past.scored) or gap >= 20
    assert who.place is None or place.place is None or who.place == place.place


def _days(window: Window) -> list[date]:
    return [window.first + timedelta(days=day) for day in range((window.last - window.first).days + 1)]


def test_a_plan_of_3000_sites_and_60_auditors_takes_seconds() -> None:
    random = Random(3)
    auditors = [
        auditor(number, place=(random.uniform(22, 41), random.uniform(104, 122)), reach_km=600)
        for number in range(1, 61)
    ]
    places = [(random.uniform(22, 41), random.uniform(104, 122)) for _ in range(3000)]
    sites = [
        site(number, place=place, visits=(visit(date(2026, 8, 1), number % 60 + 1),))
        for number, place in enumerate(places)
    ]
    begun = time.process_time()
    made = drawn(sites, auditors)
    assert time.process_time() - begun < 10
    assert len(made.proposals) > 2500
