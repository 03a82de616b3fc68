"""Standards: set, changed and retired by headquarters; what stands behind each; who is told which figures."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.manuals.commands.standards import retire_standard
from network.manuals.errors.standards import StandardIsRetired, StandardKeyTaken, StandardWrong
from network.manuals.queries.standards import standard
from network.manuals.schemas.standards import StandardChangeIn, StandardIn
from network.scorecards.commands.standards import change_measured, make_measured
from network.scorecards.queries.standards import standard_gaps, standing_standard, standing_standards
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, at, executive, operator
from tests.manuals.publishing import clause, document, first_edition
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of

GIVEN = {
    "key": "no-fault",
    "control_point": "repair",
    "indicator": "Pre-check",
    "indicator_zh": "预检",
    "target": "At most 20% of what is sent to HQ has no fault.",
    "target_zh": "返总部机器中无故障的不超过 20%。",
    "metric": "no_fault_return_rate",
    "metric_target": "0.2",
}
AUDITOR = Actor(Role.AUDITOR, "Au", None, frozenset())


def given(**changes: object) -> StandardIn:
    return StandardIn.model_validate({**GIVEN, **changes}, strict=False)


def change(**changes: object) -> StandardChangeIn:
    content = {name: value for name, value in GIVEN.items() if name != "key"}
    return StandardChangeIn.model_validate({**content, "reason": "Tightened", **changes}, strict=False)


async def published(store: Store, figures: dict[str, dict[int, float]]) -> None:
    """Quarters, each with the no-fault rate of sites."""
    scheme = await store.root.fetchval(
        "insert into scheme_version (id, code, version, document, sha256) "
        "values (gen_random_uuid(), 's', 1, '{}', 'x') returning id"
    )
    for period, rates in figures.items():
        run = await store.root.fetchval(
            "insert into scorecard_run (id, period, revision, scheme, state, computed_at, network) "
            "values (gen_random_uuid(), $1, 1, $2, 'draft', $3, '{}') returning id",
            period,
            scheme,
            NOW,
        )
        await store.root.executemany(
            "insert into metric_result (run, site, metric, numerator, denominator, value, sample_size) "
            "values ($1, $2, 'no_fault_return_rate', $3::numeric * 100, 100, $3::numeric, 100)",
            [(run, site, Decimal(str(rate))) for site, rate in rates.items()],
        )
        await store.root.executemany(
            "insert into scorecard (id, run, site, coverage, peer_group) values (gen_random_uuid(), $1, $2, 1, 'p')",
            [(run, site) for site in rates],
        )
        for state in ("computed", "published"):
            await store.root.execute("update scorecard_run set state = $2 where id = $1", run, state)
        await store.root.executemany(
            "insert into scorecard_release (run, site, released_at, released_by) values ($1, $2, $3, 'HQ')",
            [(run, site, NOW) for site in rates],
        )


@pytest.mark.parametrize(("hour", "stated"), [(15, []), (16, ["house-manual"])])
async def test_a_clause_states_a_standard_from_its_first_day_at_headquarters_on(
    store: Store, hour: int, stated: list[str]
) -> None:
    await make_measured(HQ, given(), NOW)
    said = document(replace(clause("pre-check"), standards=("no-fault",)))
    await first_edition(said, date(2026, 11, 22), at("2026-11-21", 1))
    found = await standing_standard(HQ, "no-fault", at("2026-11-21", hour))
    assert [each.manual for each in found.stated] == stated


async def test_a_standard_is_set_changed_with_a_reason_and_retired(store: Store) -> None:
    await make_measured(HQ, given(), NOW)
    await change_measured(HQ, "no-fault", change(target="At most 15%."), 1)
    found = await standard(HQ, "no-fault")
    assert (found.version, found.target.en) == (2, "At most 15%.")
    await retire_standard(HQ, "no-fault", "Given up", 2, NOW)
    with pytest.raises(StandardIsRetired):
        await change_measured(HQ, "no-fault", change(), 3)
    trail = await store.root.fetch(
        "select action, body from trail_event where action like 'standard.%' order by sequence"
    )
    assert [row["action"] for row in trail] == ["standard.made", "standard.changed", "standard.retired"]
    assert "Tightened" in str(trail[1]["body"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"metric": "no_such_metric"}, "metric"),
        ({"metric_target": "1.5"}, "metric_target"),
        ({"metric_target": None}, "metric_target"),
        ({"metric": None}, "metric"),
        ({"key": "gaps"}, "key"),
        ({"key": "new"}, "key"),
    ],
)
async def test_what_cannot_be_measured_so_is_refused(database: str, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(StandardWrong) as refusal:
        await make_measured(HQ, given(**wrong), NOW)
    assert list(refusal.value.fields) == [field]


async def test_a_key_is_given_once_and_a_stale_change_is_told(database: str) -> None:
    await make_measured(HQ, given(), NOW)
    with pytest.raises(StandardKeyTaken):
        await make_measured(HQ, given(), NOW)
    await change_measured(HQ, "no-fault", change(), 1)
    with pytest.raises(PreconditionFailed):
        await change_measured(HQ, "no-fault", change(), 1)


@pytest.mark.parametrize("actor", [operator(1), executive(), AUDITOR])
async def test_only_headquarters_sets_standards(database: str, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        await make_measured(actor, given(), NOW)


async def test_the_network_s_state_is_the_share_of_sites_that_meet_the_target(store: Store) -> None:
    sites = [await store.site(f"S{number}") for number in range(6)]
    await make_measured(HQ, given(), NOW)
    rates = dict(zip(sites, (0.1, 0.2, 0.21, 0.3, 0.4, 0.5), strict=True))
    await published(store, {"2026Q1": dict.fromkeys(sites, 0.5), "2026Q2": rates})
    measured = (await standing_standard(executive(), "no-fault", NOW)).measured
    assert measured is not None
    assert [(each.quarter, each.met, each.sites) for each in measured.quarters] == [("2026Q2", 2, 6), ("2026Q1", 0, 6)]
    assert measured.quarters[0].steps == [1, 2, 0, 0, 0, 1, 0, 0, 0, 2]
    own = (await standing_standard(operator(sites[2]), "no-fault", NOW)).measured
    assert own is not None
    assert own.quarters == measured.quarters
    assert [(each.site, each.met) for each in own.own] == [("S2", False), ("S2", False)]


async def test_the_ends_are_those_of_three_sites_and_of_none(store: Store) -> None:
    sites = [await store.site(f"S{number}") for number in range(6)]
    await make_measured(HQ, given(), NOW)
    await published(store, {"2026Q2": dict(zip(sites, (0.1, 0.2, 0.21, 0.3, 0.4, 0.5), strict=True))})
    measured = (await standing_standard(operator(sites[2]), "no-fault", NOW)).measured
    assert measured is not None
    assert (measured.quarters[0].lowest, measured.quarters[0].highest) == (Decimal("0.17"), Decimal("0.4"))


async def test_of_fewer_than_five_others_nothing_is_told(store: Store) -> None:
    sites = [await store.site(f"S{number}") for number in range(5)]
    await make_measured(HQ, given(), NOW)
    await published(store, {"2026Q2": dict.fromkeys(sites, 0.1)})
    [found] = await standing_standards(operator(sites[0]), NOW)
    assert found.measured is not None
    assert found.measured.quarters == []


async def test_one_s_own_sites_do_not_count_among_the_five(store: Store) -> None:
    mine = await store.root.fetchval("insert into operator (name, name_zh) values ('Mine', 'Mine') returning id")
    own = [await store.site(f"O{number}", operator=mine) for number in range(4)]
    sites = [*own, *[await store.site(f"S{number}") for number in range(2)]]
    await make_measured(HQ, given(), NOW)
    await published(store, {"2026Q2": dict.fromkeys(sites, 0.1)})
    [asked] = await standing_standards(operator(own[0]), NOW)
    assert asked.measured is not None
    assert asked.measured.quarters == []
    [told] = await standing_standards(executive(), NOW)
    assert told.measured is not None
    assert [each.sites for each in told.measured.quarters] == [6]


async def test_an_auditor_reads_texts_and_no_figures(store: Store) -> None:
    await make_measured(HQ, given(), NOW)
    [found] = await standing_standards(AUDITOR, NOW)
    assert (found.measured, found.checked, found.taught) == (None, None, None)


async def test_a_standard_is_found_where_it_is_stated_taught_and_checked(store: Store) -> None:
    for key in ("named", "bare"):
        await make_measured(HQ, given(key=key, metric=None, metric_target=None), NOW)
    await _named_everywhere(store)
    gaps, found = await standard_gaps(HQ, NOW)
    named = next(each for each in found if each.standard.key == "named")
    assert [(clause.number, clause.edition) for clause in named.stated] == [("1.2", 1)]
    assert [course.key for course in named.taught or []] == ["pre-check"]
    assert [question.key for question in named.checked or []] == ["rings"]
    assert gaps.unstated == gaps.untaught == gaps.unchecked == ["bare"]
    assert gaps.unmeasured == ["bare", "named"]
    assert [question.key for question in gaps.unbacked] == ["greeted"]


async def _named_everywhere(store: Store) -> None:
    both = {"en": "Words", "zh_CN": "文字"}
    clauses = [
        {"key": "first", "title": both, "text": both},
        {"key": "second", "title": both, "text": both, "standards": ["named"]},
    ]
    manual = {"summary": both, "chapters": [{"key": "c", "title": both, "clauses": clauses}]}
    edition = await store.root.fetchval(
        "insert into manual (id, key, title, created_by) values (gen_random_uuid(), 'm', $1, 'x') returning id",
        json.dumps(both),
    )
    await store.root.execute(
        "insert into manual_edition (id, manual, number, state, document, sha256, effective_on, writer, approved_at) "
        "values (gen_random_uuid(), $1, 1, 'approved', $2, 'x', $3, 'x', now())",
        edition,
        json.dumps(manual),
        date(2026, 1, 1),
    )
    course = await store.root.fetchval(
        "insert into course (id, key, title, topic, created_by) "
        "values (gen_random_uuid(), 'pre-check', $1, 'repair', 'x') returning id",
        json.dumps(both),
    )
    await store.root.execute(
        "insert into course_version (id, course, number, state, document, written_by, published_at) "
        "values (gen_random_uuid(), $1, 1, 'published', $2, 'x', now())",
        course,
        json.dumps({"summary": both, "standards": ["named"]}),
    )
    questions = [
        {"key": "rings", "type": "rings", "label": both, "points": "10", "standard": "named"},
        {"key": "greeted", "type": "yes_no", "label": both, "points": "5"},
        {"key": "seen", "type": "text", "label": both},
    ]
    checklist = {"key": "k", "kind": "mystery_call", "title": both, "sections": [{"key": "s", "questions": questions}]}
    await store.root.execute(
        "insert into checklist (id, key, version, kind, state, document, note, created_by, published_at) "
        "values (gen_random_uuid(), 'k', 1, 'mystery_call', 'published', $1, '', 'x', now())",
        json.dumps(checklist),
    )


@pytest.mark.parametrize("role", [Role.HQ_ADMINISTRATOR, Role.EXECUTIVE, Role.AUDITOR, Role.SITE_OPERATOR])
async def test_everybody_but_applicants_reads_standards(
    browse: Browse, person: MakePerson, store: Store, role: Role
) -> None:
    await store.site("S1")
    await make_measured(HQ, given(), NOW)
    await _named_everywhere(store)
    browser = await enter(browse, person, role, **({"sites": ["S1"]} if role is Role.SITE_OPERATOR else {}))
    answers = [await browser.get(address) for address in ("/standards", "/standards/no-fault", "/api/v1/standards")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Pre-check" in text_of(answers[0])


async def test_a_standard_is_set_and_changed_in_a_browser(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    token = {"_csrf": await browser.csrf()}
    wrong = await browser.post("/standards/new", data={**token, **GIVEN, "metric_target": ""})
    assert wrong.status_code == 422
    assert "At most 20%" in wrong.text
    made = await browser.post("/standards/new", data={**token, **GIVEN})
    assert made.headers["location"] == "/standards/no-fault?done=made"
    form = {**token, **GIVEN, "target": "At most 10%.", "reason": "Tightened", "version": "1"}
    assert (await browser.post("/standards/no-fault/edit", data=form)).status_code == 303
    stale = await browser.post("/standards/no-fault/edit", data=form | {"target": "At most 5%."})
    assert (stale.status_code, "At most 5%." in stale.text, "At most 10%." in stale.text) == (412, True, True)
    retired = await browser.post("/standards/no-fault/retire", data={**token, "reason": "Done with", "version": "2"})
    assert retired.status_code == 303
    for address in ("/standards", "/standards/gaps", "/standards/no-fault"):
        assert (await browser.get(address)).status_code == 200
