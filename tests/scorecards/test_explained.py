"""A quarter explained to its operator, on the page and as JSON: what changed, what lifts, what if, and the others."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from network.foundation.access import Role
from tests.factory import Store
from tests.repairs.counter import enter
from tests.served import Browse, Browser, MakePerson, text_of

API = "/api/v1/quarters"


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    """Runs S1."""
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


@pytest.fixture
async def headquarters(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    """Sees the quarter that is not published yet, too."""
    return await enter(browse, person, Role.HQ_MANAGER)


async def test_a_first_quarter_has_nothing_to_compare_with(operator: Browser) -> None:
    assert "This is the first scorecard of the site" in text_of(await operator.get("/sites/S1?tab=change"))
    told = (await operator.get(f"{API}/2026Q3/sites/S1/change")).json()
    assert (told["compared_with"], told["own"], told["parts"]) == (None, None, [])


async def test_the_parts_of_a_change_add_up_on_the_page_and_in_the_answer(headquarters: Browser) -> None:
    told = (await headquarters.get(f"{API}/2026Q4/sites/S1/change")).json()
    parts = sum(Decimal(part["total"]) for part in told["parts"])
    assert told["compared_with"] == "2026Q3"
    assert parts == Decimal(told["overall"]) - Decimal(told["overall_before"]) != 0
    assert Decimal(told["own"]) + Decimal(told["peers"]) + Decimal(told["scheme"]) == parts
    page = text_of(await headquarters.get("/sites/S1?tab=change&period=2026Q4"))
    assert "Why the score changed since" in page
    assert f"{Decimal(told['overall_before']):.2f} → {Decimal(told['overall']):.2f}" in page


async def test_a_quarter_that_is_not_published_tells_nothing_of_others(headquarters: Browser) -> None:
    shown = text_of(await headquarters.get("/sites/S1?tab=explanation&period=2026Q4"))
    assert "How others stand is told once the quarter is published." in shown


async def test_the_cheapest_comes_first_and_impossible_ones_are_named(operator: Browser) -> None:
    told = (await operator.get(f"{API}/2026Q3/sites/S1/explanation")).json()
    efforts = [Decimal(lift["effort"]) for lift in told["lifts"]]
    assert efforts == sorted(efforts)
    assert told["lifts"] or told["impossible"]
    shown = text_of(await operator.get("/sites/S1?tab=explanation"))
    assert "What would lift the standing, cheapest first" in shown


async def test_of_two_sites_nothing_is_told_of_the_other(operator: Browser) -> None:
    told = (await operator.get(f"{API}/2026Q3/sites/S1/explanation")).json()
    assert all(each["peers"] is None and each["network"] is None for each in told["benchmarks"])
    assert told["ranges"]["network_best"] is None
    shown = text_of(await operator.get("/sites/S1?tab=explanation"))
    assert "How others stand is told only over five or more sites" in shown


@pytest.mark.parametrize("path", ["explanation", "change", "what-if"])
async def test_a_rival_s_card_is_not_there(operator: Browser, path: str) -> None:
    assert (await operator.get(f"{API}/2026Q3/sites/S2/{path}")).status_code == 404
    assert (await operator.get(f"{API}/2026Q3/sites/%00/{path}")).status_code == 404


async def test_what_if_gives_what_scoring_gives_and_stores_nothing(operator: Browser, store: Store) -> None:
    before = await store.rows("select * from criterion_result order by id")
    card = (await operator.get(f"{API}/2026Q3/sites/S1/scorecard")).json()
    line = next(each for each in card["criteria"] if each["criterion"] == "repair_within_target")
    room = int(Decimal(line["denominator"]) - Decimal(line["numerator"]))
    better = (await operator.get(f"{API}/2026Q3/sites/S1/what-if?better=repair_within_target:{room}")).json()
    assert better["changed"] == (["repair_within_target"] if room else [])
    assert Decimal(better["overall"]) >= Decimal(card["overall"])
    query = urlencode({"period": "2026Q3", "tab": "explanation", "more-repair_within_target": room})
    shown = text_of(await operator.get(f"/sites/S1?{query}"))
    assert f"{Decimal(better['overall']):.2f}" in shown
    assert await store.rows("select * from criterion_result order by id") == before


@pytest.mark.parametrize("typed", ["x", "1.5", "99999", "-99999", "１２" * 20, "'; drop", "<b>"])
async def test_a_number_that_cannot_be_is_named_at_its_field_and_kept(operator: Browser, typed: str) -> None:
    query = urlencode({"tab": "explanation", "more-repair_within_target": typed})
    answer = await operator.get(f"/sites/S1?{query}")
    assert answer.status_code == 200
    assert "Enter a whole number from" in text_of(answer)
    assert 'href="#field-more-repair_within_target"' in answer.text
    assert "<b>" not in answer.text.partition("what-if-form")[2]


@pytest.mark.parametrize(
    "asked", ["repair_within_target", "repair_within_target:x", "nothing:1", "repair_within_target:1.5", ":", "a:" * 90]
)
async def test_what_cannot_be_supposed_is_refused_with_what_to_write(operator: Browser, asked: str) -> None:
    answer = await operator.get(f"{API}/2026Q3/sites/S1/what-if?{urlencode({'better': asked})}")
    assert answer.status_code == 422
    assert "cannot be supposed" in answer.text


async def test_the_page_shows_what_is_due_to_who_has_to_do_it(operator: Browser) -> None:
    assert "What is due now" in text_of(await operator.get("/sites/S1"))


async def test_the_curves_have_titles_and_tables(operator: Browser) -> None:
    page = (await operator.get("/sites/S1?tab=explanation")).text
    assert page.count("Show the numbers") >= 3
    assert page.count("<title") >= 3
