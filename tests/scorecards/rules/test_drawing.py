"""What follows from which result: cases, and what holds of all of them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.foundation.periods import Quarter
from network.scorecards.rules.causes import Judged
from network.scorecards.rules.consequences import EventKind, Rules
from network.scorecards.rules.drawing import Consequence, Event, Skipped, consequences_of, looks_back
from network.scorecards.rules.measurement import Measurement
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import CATALOGUE, gate, level, plain_scheme, rate, site
from tests.scorecards.rules.test_consequence_validation import rule

Q3 = Quarter.parse("2026Q3")
CNY = {"money": -100, "currency": "CNY"}
DEMERITS = {"demerits": 6}
OVERCHARGED = EventKind.OVERCHARGING


def ruled(*rules: dict[str, Any], **fields: Any) -> Scheme:
    section = {"second_person_above": {"CNY": Decimal(5000)}, "consequences": rules}
    return plain_scheme(rules=Rules.model_validate(section, strict=False), **fields)


def judged(scheme: Scheme, scores: dict[int, str], back: int = 0, **fields: Any) -> Judged:
    """A quarter in which the sites, by number, have these scores."""
    inputs = [site(number, {"audit_score": level(score, 20)}, **fields) for number, score in scores.items()]
    found = score_network(scheme, CATALOGUE, inputs).sites
    measured = {each.site: each.measurements for each in inputs if isinstance(each.site, int)}
    cards = {number: found[number] for number in scores}
    return Judged(Q3.shift(-back), scheme, cards, measured)


def drawn(
    scheme: Scheme, scores: dict[int, str], *before: dict[int, str], events: Sequence[Event] = (), **fields: Any
) -> list[Consequence]:
    quarters = [judged(scheme, each, back) for back, each in enumerate((scores, *before))]
    return consequences_of(quarters, CATALOGUE, events, **fields)


def told(found: list[Consequence]) -> list[tuple[int, str, str | None]]:
    return [(each.site, each.rule.code, each.skipped) for each in found]


FIVE = {1: "96", 2: "91", 3: "85", 4: "75", 5: "60"}


@pytest.mark.parametrize(
    ("on", "sites"),
    [
        ({"standing": "five_star"}, [1]),
        ({"standing": "four_star", "compare": "at_least"}, [1, 2]),
        ({"standing": "pass", "compare": "at_most"}, [4, 5]),
        ({"rank_within": 2}, [1, 2]),
        ({"rank_within": 1, "among": "peers"}, [1]),
        ({"metric": "audit_score", "op": ">=", "value": Decimal(85)}, [1, 2, 3]),
        ({"metric": "audit_score", "op": ">=", "value": Decimal(85), "min_sample": 21}, []),
        ({"metric": "audit_score", "op": "<", "value": Decimal(75)}, [5]),
        ({"best_in": "audit_score", "within": 3}, [1, 2, 3]),
        ({"best_in": "audit_score", "within": 3, "min_sample": 21}, []),
        ({"standing": "fail", "quarters": 2}, []),
        ({"most_improved": 1, "at_least": Decimal(1)}, []),
        ({"event": "overcharging"}, []),
    ],
)
def test_a_rule_fires_for_these_sites(on: dict[str, Any], sites: list[int]) -> None:
    assert [each.site for each in drawn(ruled(rule(on, {"warning": True})), FIVE)] == sites


def test_what_no_criterion_judges_is_compared_as_it_was_measured() -> None:
    """Rated franchised sites with a record or more; who stands highest does not help who taught nobody."""
    taught = {1: (0, 0), 2: (5, 1), 3: (9, 2), 4: (9, 3), 5: (12, 1)}
    scheme = ruled(rule({"best_in": "people_taught"}, {"points": 5}))
    best = judged(scheme, FIVE)
    measured = {
        number: {"people_taught": Measurement(Decimal(people), Decimal(1), Decimal(people), sessions)}
        for number, (people, sessions) in taught.items()
    }
    unrated = {**best.scores, 5: replace(best.scores[5], standing=None)}
    found = consequences_of([replace(best, scores=unrated, measured=measured)], CATALOGUE)
    assert [(each.site, each.facts["value"], each.facts["sample"], each.facts["rank"]) for each in found] == [
        (3, "9", 2, 1), (4, "9", 3, 1),
    ]  # fmt: skip


def test_sites_that_share_a_rank_share_what_it_brings() -> None:
    scheme = ruled(rule({"rank_within": 1}, {"points": 10}))
    assert [each.site for each in drawn(scheme, {1: "96", 2: "96", 3: "90"})] == [1, 2]


def test_two_failed_quarters_must_be_running() -> None:
    scheme = ruled(rule({"standing": "fail", "quarters": 2}, {"rectify_within_days": 30}))
    assert [each.site for each in drawn(scheme, {1: "60", 2: "60", 3: "60"}, {1: "65", 2: "75"})] == [1]
    assert looks_back(scheme.rules.consequences[0] if scheme.rules else pytest.fail("no rules")) == 1


def test_who_improved_most_is_who_rose_most_and_by_enough() -> None:
    scheme = ruled(rule({"most_improved": 2, "at_least": Decimal(5)}, {"points": 10}))
    found = drawn(scheme, {1: "90", 2: "80", 3: "76", 4: "99"}, {1: "80", 2: "76", 3: "70"})
    assert [(each.site, each.facts["rise"]) for each in found] == [(1, "10.00"), (3, "6.00")]


def test_a_site_under_the_line_is_named_only_after_two_quarters() -> None:
    scheme = ruled(rule({"under": "pass"}, {"propose": "withdrawal"}))
    assert drawn(scheme, {1: "50"}) == []
    assert told(drawn(scheme, {1: "50", 2: "50"}, {1: "40", 2: "72"})) == [(1, "one", None)]


def test_each_event_is_a_consequence_of_its_own() -> None:
    events = [Event("b", 1, OVERCHARGED), Event("a", 1, OVERCHARGED), Event("c", 9, OVERCHARGED)]
    found = drawn(ruled(rule({"event": "overcharging"}, DEMERITS)), {1: "75"}, events=events)
    assert [(each.site, each.fact, str(each.amount)) for each in found] == [(1, "event:a", "6"), (1, "event:b", "6")]


def test_a_closed_site_is_listed_with_the_reason_and_gets_nothing() -> None:
    scheme = ruled(rule({"standing": "five_star"}, {"points": 5}))
    assert told(drawn(scheme, FIVE, closed=frozenset({1}))) == [(1, "one", Skipped.CLOSED)]


def test_self_operated_sites_are_out_of_scope_unless_they_are_named() -> None:
    for kinds, sites in (({}, []), ({"kinds": ("self_operated",)}, [1])):
        scheme = ruled(rule({"standing": "five_star"}, {"points": 5}, scope=kinds))
        quarter = judged(scheme, {1: "96"}, kind="self_operated")
        assert [each.site for each in consequences_of([quarter], CATALOGUE)] == sites


def test_a_provisional_standing_is_left_out_where_the_rule_says_so() -> None:
    scheme = ruled(rule({"standing": "fail"}, CNY, scope={"not_provisional": True}))
    for quarters, sites in ((0, []), (5, [1])):
        quarter = judged(scheme, {1: "50"}, quarters_certified=quarters)
        assert [each.site for each in consequences_of([quarter], CATALOGUE)] == sites


def test_other_peer_groups_are_left_out_where_the_rule_names_some() -> None:
    scheme = ruled(rule({"standing": "fail"}, CNY, scope={"peer_groups": ("b",)}))
    assert drawn(scheme, {1: "50"}) == []


TWICE: list[Any] = [
    ("another rule on the same standing", {"standing": "fail"}, CNY, {"standing": "fail"}, DEMERITS, {}),
    (
        "a standing that is lower than another one as well",
        {"standing": "fail"},
        CNY,
        {"standing": "pass", "compare": "at_most"},
        DEMERITS,
        {},
    ),
]


@pytest.mark.parametrize("case", TWICE, ids=lambda case: str(case[0]))
def test_the_same_fact_is_punished_once_by_the_first_rule(case: Any) -> None:
    _name, on, effect, again, other, _fields = case
    first, second = rule(on, effect, code="first"), rule(again, other, code="second")
    assert told(drawn(ruled(first, second), {1: "50"})) == [(1, "first", None), (1, "second", Skipped.SAME_FACT)]
    marked = ruled(first, {**second, "repeats_criterion": True})
    assert told(drawn(marked, {1: "50"})) == [(1, "first", None), (1, "second", None)]


def test_one_event_under_two_rules_is_punished_once() -> None:
    first, second = rule({"event": "overcharging"}, DEMERITS), rule({"event": "overcharging"}, CNY, code="two")
    found = drawn(ruled(first, second), {1: "75"}, events=[Event("a", 1, OVERCHARGED)])
    assert told(found) == [(1, "one", None), (1, "two", Skipped.SAME_FACT)]


def test_a_standing_brought_down_by_a_gate_alone_is_the_same_fact_as_the_event_behind_it() -> None:
    first = rule({"event": "overcharging"}, DEMERITS)
    second = rule({"standing": "pass", "compare": "at_most"}, CNY, code="two")
    scheme = ruled(first, second, gates=(gate("overcharging_cases", ">=", "1", "pass"),))
    measured = {"overcharging_cases": level(1), "audit_score": level(92, 20)}
    cards = score_network(scheme, CATALOGUE, [site(1, measured)]).sites
    quarter = Judged(Q3, scheme, {1: cards[1]}, {1: measured})
    found = consequences_of([quarter], CATALOGUE, [Event("a", 1, OVERCHARGED)])
    assert told(found) == [(1, "one", None), (1, "two", Skipped.SAME_FACT)]
    # Whose score alone is as low is punished for that.
    low = {**measured, "audit_score": level(72, 20)}
    cards = score_network(scheme, CATALOGUE, [site(1, low)]).sites
    found = consequences_of([Judged(Q3, scheme, {1: cards[1]}, {1: low})], CATALOGUE, [Event("a", 1, OVERCHARGED)])
    assert told(found) == [(1, "one", None), (1, "two", None)]


def test_rewards_and_warnings_may_rest_on_one_fact() -> None:
    scheme = ruled(
        rule({"standing": "five_star"}, {"points": 5}),
        rule({"standing": "five_star"}, {"honour": {"en": "Star", "zh_CN": "星"}}, code="two"),
        rule({"standing": "fail"}, {"warning": True}, code="three"),
        rule({"standing": "fail"}, CNY, code="four"),
    )
    assert [each.skipped for each in drawn(scheme, FIVE)] == [None] * 4


@pytest.mark.parametrize(
    ("cap", "before", "amount", "skipped"),
    [
        (100, 0, -100, None),
        (250, 200, -50, None),
        (250, 150, -100, None),
        (250, 250, -100, "cap"),
        (250, 300, -100, "cap"),
    ],
)
def test_a_cap_leaves_what_the_year_has_not_used(cap: int, before: int, amount: int, skipped: str | None) -> None:
    scheme = ruled(rule({"standing": "fail"}, CNY, cap_per_year=Decimal(cap)))
    [found] = drawn(scheme, {1: "50"}, given={("one", 1): Decimal(before)})
    assert (str(found.amount), found.skipped) == (str(amount), skipped)


def test_events_of_one_quarter_share_the_cap() -> None:
    scheme = ruled(rule({"event": "overcharging"}, DEMERITS, cap_per_year=Decimal(8)))
    found = drawn(scheme, {1: "75"}, events=[Event(name, 1, OVERCHARGED) for name in "abc"])
    assert [(str(each.amount), each.skipped) for each in found] == [("6", None), ("2", None), ("6", Skipped.CAP)]


def test_a_held_number_fires_no_rule() -> None:
    scheme = ruled(rule({"metric": "audit_score", "op": "<", "value": Decimal(75)}, {"warning": True}))
    quarter = judged(scheme, {1: "50"}, held=frozenset({"audit_score"}))
    assert consequences_of([quarter], CATALOGUE) == []


def test_a_metric_without_a_criterion_is_looked_at_as_it_was_measured() -> None:
    scheme = ruled(rule({"metric": "fix_rate", "op": "<", "value": Decimal("0.5"), "min_sample": 10}, CNY))
    for measured, fires in ((rate(4, 10), True), (rate(5, 10), False), (rate(4, 9), False), (rate(0, 0), False)):
        card = score_network(scheme, CATALOGUE, [site(1, {"fix_rate": measured})]).sites[1]
        quarter = Judged(Q3, scheme, {1: card}, {1: {"fix_rate": measured}})
        assert bool(consequences_of([quarter], CATALOGUE)) is fires


def test_a_scheme_without_rules_has_no_consequences() -> None:
    assert drawn(plain_scheme(), FIVE) == []


scores = st.dictionaries(
    st.integers(1, 9), st.decimals(0, 100, places=2, allow_nan=False).map(str), min_size=1, max_size=9
)
ONE_OF_EACH = ruled(
    rule({"standing": "four_star", "compare": "at_least"}, {"money": 10, "currency": "CNY"}),
    rule({"standing": "fail"}, CNY, code="two", cap_per_year=Decimal(150)),
    rule({"standing": "pass", "compare": "at_most"}, DEMERITS, code="three"),
    rule({"event": "overcharging"}, DEMERITS, code="four"),
)


@given(
    scores, scores, st.frozensets(st.integers(1, 9)), st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 9)))
)
@settings(max_examples=60, deadline=None)
def test_nobody_is_punished_twice_and_no_closed_site_gets_anything(
    now: dict[int, str], before: dict[int, str], closed: frozenset[int], cases: list[tuple[str, int]]
) -> None:
    events = [Event(name, number, OVERCHARGED) for name, number in dict(cases).items()]
    found = drawn(ONE_OF_EACH, now, before, events=events, closed=closed)
    real = [each for each in found if each.skipped is None]
    assert not {each.site for each in real} & closed
    punished = [(each.site, each.fact) for each in real if each.rule.punishes]
    assert len(punished) == len(set(punished))
    assert len({(each.site, each.rule.code, each.fact) for each in found}) == len(found)
    backwards = drawn(ONE_OF_EACH, dict(reversed(now.items())), before, events=events[::-1], closed=closed)
    assert sorted(told(found), key=str) == sorted(told(backwards), key=str)
