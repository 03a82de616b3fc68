"""The network in a quarter: what each role sees of it, who moves, which sites and what revenue are at risk."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import Role
from network.scorecards.rules.at_risk import FEWEST_ANSWERS, fell_throughout, revenue_at_risk
from tests.factory import Store, at
from tests.scorecards.season import Q3
from tests.scorecards.test_home import Enter, enter, said

__all__ = ["enter"]

PATH = "/network/dashboard"


@pytest.mark.parametrize(
    ("scores", "fell"),
    [((9, 8, 7), True), ((9, 8, 8), False), ((9, 9, 8), False), ((7, 8, 7), False), ((9, 8), True)],
)
def test_a_site_falls_when_each_quarter_is_below_the_one_before(scores: tuple[int, ...], fell: bool) -> None:
    assert fell_throughout([Decimal(score) for score in scores]) is fell


@pytest.mark.parametrize(
    ("answers", "at_risk"),
    [
        ({5: 10}, 0),
        ({4: 9, 3: 1}, Decimal("10.94")),
        ({2: 10}, Decimal(393)),
        ({1: 5, 5: 5}, Decimal("329.95")),
        ({1: FEWEST_ANSWERS - 1}, None),
        ({}, None),
    ],
)
def test_what_dissatisfied_customers_put_at_risk(answers: dict[int, int], at_risk: Decimal | None) -> None:
    assert revenue_at_risk(Decimal(1000), answers) == at_risk


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4, 5]), st.integers(0, 50)), st.integers(0, 10**6))
def test_never_more_than_the_revenue_is_at_risk(answers: dict[int, int], revenue: int) -> None:
    amount = revenue_at_risk(Decimal(revenue), answers)
    assert amount is None or 0 <= amount <= revenue


async def test_before_the_first_publication_it_says_so(enter: Enter, quarter: dict[str, int]) -> None:
    assert "No quarter has been published yet" in said(await (await enter(Role.EXECUTIVE)).get(PATH))


@pytest.mark.parametrize("role", [Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER, Role.EXECUTIVE])
async def test_it_shows_published_quarters_only(enter: Enter, season: dict[str, int], role: Role) -> None:
    browser = await enter(role)
    answer = said(await browser.get(PATH))
    assert "The network in Q3 2026" in answer
    assert "It takes three published quarters in a row" in answer
    assert (await browser.get(f"{PATH}?period=2026Q4")).status_code == 404


async def test_operators_are_not_let_in(enter: Enter, season: dict[str, int]) -> None:
    assert (await (await enter(Role.SITE_OPERATOR, sites=["S1"])).get(PATH)).status_code == 403


async def test_a_region_is_counted_by_itself_and_exported(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.EXECUTIVE)
    whole = list(csv.DictReader(io.StringIO((await browser.get(f"{PATH}?format=csv")).text.removeprefix("\ufeff"))))
    assert [(row["Region"], row["Sites"]) for row in whole if row["Region"]] == [
        ("East China", "1"),
        ("North China", "1"),
    ]
    east = said(await browser.get(f"{PATH}?region=East+China"))
    assert ("Your sites in Q3 2026" in east, "Sites judged 1" in " ".join(east.split())) == (True, True)


async def test_a_manager_of_regions_sees_no_other_region(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_MANAGER, regions=["East China"])
    answer = said(await browser.get(PATH))
    assert ("Shanghai" in answer or "East China" in answer, "North China" in answer) == (True, False)


async def _season_before(store: Store, period: str, overall: Decimal) -> None:
    """A published quarter before, in which every rated site scored that much."""
    run = uuid4()
    for table in ("scorecard_run", "scorecard"):
        await store.root.execute(f"alter table {table} disable trigger all")
    await store.root.execute(
        "insert into scorecard_run (id, period, revision, scheme, state, computed_at, computed_by, published_at, "
        "published_by, network) select $1, $2, 1, scheme, 'published', computed_at, computed_by, published_at, "
        "published_by, network from scorecard_run where period = $3",
        *(run, period, str(Q3)),
    )
    await store.root.execute(
        "insert into scorecard (id, run, site, overall, coverage, kept_weight, standing, peer_group) "
        "select gen_random_uuid(), $1, site, $2, coverage, kept_weight, standing, peer_group from scorecard "
        "where run = (select id from scorecard_run where period = $3 and id <> $1) and standing is not null",
        *(run, overall, str(Q3)),
    )


async def test_who_falls_twice_is_at_risk_with_the_revenue_of_dissatisfied_customers(
    enter: Enter, season: dict[str, int], store: Store
) -> None:
    await _season_before(store, "2026Q1", Decimal(100))
    await _season_before(store, "2026Q2", Decimal("99.99"))
    for _number in range(FEWEST_ANSWERS):
        order = await store.order(
            season["S2"], f"P{_number}", at("2026-07-10"), ready=5, outcome="repaired", charge=1000, currency="CNY"
        )
        await store.root.execute(
            "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at) "
            "values ($1, $2, $3, 'receipt', 'repair', 1, 2, $4)",
            *(uuid4(), season["S2"], order, at("2026-07-20")),
        )
    answer = said(await (await enter(Role.EXECUTIVE)).get(PATH))
    assert "S2 & Sons S2" in answer
    assert "CN¥1,965" in answer
