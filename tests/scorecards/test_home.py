"""Home: what waits for whom, the network at a glance, and the first day."""

import re
from collections.abc import Awaitable, Callable
from decimal import Decimal
from html import unescape
from typing import Any

import httpx
import pytest

from network.foundation.access import Role
from tests.factory import Store
from tests.scorecards.season import AFTER_Q4, card_of
from tests.served import Browse, Browser, MakePerson, text_of

Enter = Callable[..., Awaitable[Browser]]


@pytest.fixture
def enter(browse: Browse, person: MakePerson) -> Enter:
    """`await enter(Role.EXECUTIVE)`: somebody of that role, signed in."""

    async def enter(role: Role, email: str = "a@example.com", **scope: Any) -> Browser:
        await person(email, role, **scope)
        browser = browse()
        await browser.sign_in(email)
        return browser

    return enter


def said(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    return unescape(text_of(answer))


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.HQ_ADMINISTRATOR, {}),
        (Role.EXECUTIVE, {}),
        (Role.HQ_MANAGER, {"regions": ["East China"]}),
        (Role.SITE_OPERATOR, {"sites": ["S1"]}),
    ],
)
async def test_everyone_comes_home_to_their_own_work(
    enter: Enter, season: dict[str, int], role: Role, scope: dict[str, Any]
) -> None:
    browser = await enter(role, **scope)
    assert (await browser.get("/")).headers["location"] == "/home"
    assert '<a href="/home" aria-current="page">' in (await browser.get("/home")).text


# The network at a glance


async def test_the_spread_counts_what_the_league_table_counts(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_ADMINISTRATOR)
    league = (await browser.get("/scorecards/league-table?period=2026Q3")).text
    counts = re.findall(r"<strong>(\d+)</strong>", league)
    shown = re.search(r"Sites Share(.+?)Standings over", said(await browser.get("/home")))
    assert shown
    assert re.findall(r"(\d+) \d+\.\d%", shown[1]) == counts


async def test_only_published_quarters_are_shown_even_to_headquarters(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_ADMINISTRATOR)
    answer = said(await browser.get("/home"))
    assert "The network in Q3 2026" in answer
    assert "Publish Q4 2026: it is computed" in answer


async def test_a_manager_of_regions_sees_the_spread_of_its_own_sites(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_MANAGER, regions=["East China"])
    answer = said(await browser.get("/home"))
    assert ("Your sites in Q3 2026" in answer, "1 site; mean score" in answer) == (True, True)
    assert "Publish Q4 2026" not in answer


async def test_who_rose_and_who_fell_leads_to_their_scorecards(
    enter: Enter, season: dict[str, int], store: Store
) -> None:
    browser = await enter(Role.EXECUTIVE)
    assert "as soon as two quarters in a row are published" in said(await browser.get("/home"))
    await store.root.execute(
        "update scorecard set overall = 88.25, standing = 'three_star' where site = $1 and run = "
        "(select id from scorecard_run where period = '2026Q4')",
        season["S1"],
    )
    before = (await card_of(store, "S1"))["overall"]
    await store.root.execute("update scorecard_run set state = 'published' where period = '2026Q4'")
    answer = await browser.get("/home")
    assert 'href="/sites/S1?period=2026Q4"' in answer.text
    assert f"88.25 +{Decimal('88.25') - before}" in said(answer)
    assert "No site's score fell." in said(answer)


async def test_an_executive_sees_the_network_and_nothing_to_do(enter: Enter, season: dict[str, int]) -> None:
    answer = said(await (await enter(Role.EXECUTIVE)).get("/home"))
    assert ("The network in Q3 2026" in answer, "waits for you" in answer) == (True, False)


# The first day


async def test_an_empty_network_shows_headquarters_the_first_steps(enter: Enter, store: Store) -> None:
    browser = await enter(Role.HQ_ADMINISTRATOR)
    page = await browser.get("/home")
    assert re.findall(r"(to do|done)", page.text) == ["to do"] * 4
    assert 'href="/imports/new?kind=sites"' in page.text
    assert "Nothing waits for you" in said(page)
    await store.order(await store.site("S1"), "A1", AFTER_Q4)
    page = await browser.get("/home")
    assert re.findall(r'aria-label="(to do|done)"', page.text) == ["done", "done", "to do", "to do"]
    assert 'href="/imports/new?kind=sites"' not in page.text


async def test_an_empty_network_asks_nothing_of_those_who_cannot_begin_it(enter: Enter, store: Store) -> None:
    answer = said(await (await enter(Role.EXECUTIVE)).get("/home"))
    assert ("First steps" in answer, "No quarter has been published yet" in answer) == (False, True)


async def test_the_steps_are_gone_once_a_quarter_is_published(enter: Enter, season: dict[str, int]) -> None:
    assert "First steps" not in said(await (await enter(Role.HQ_ADMINISTRATOR)).get("/home"))


# An operator's home


async def test_home_shows_ones_own_sites_only(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.SITE_OPERATOR, sites=["S2", "S4"])
    answer = said(await browser.get("/home"))
    assert ("S2 & Sons" in answer, "Tiny" in answer, "S1 & Sons" in answer) == (True, True, False)
    assert "What cost most points" in answer


async def test_home_of_one_site_names_the_costliest_criterion_and_the_best_remedy(
    enter: Enter, season: dict[str, int]
) -> None:
    operator = await enter(Role.SITE_OPERATOR, sites=["S1"])
    answer = said(await operator.get("/home"))
    api = (await operator.get("/api/v1/quarters/2026Q3/sites/S1/scorecard")).json()
    costliest = max(api["criteria"], key=lambda each: float(each["lost"] or 0))
    assert re.search(rf"What cost most points {re.escape(costliest['label'])}", answer)
    fewest = min(lift["records"] for lift in api["next_standing"]["lifts"] if lift["records"])
    assert re.search(rf"What would help most [^:]+: {fewest} ", answer)
    assert "Points by criterion" in (await operator.get("/home")).text


async def test_home_before_the_first_publication_says_so(enter: Enter, quarter: dict[str, int]) -> None:
    browser = await enter(Role.SITE_OPERATOR, sites=["S1"])
    assert "No scorecard has been published yet." in said(await browser.get("/home"))
    assert "No scorecard yet" in said(await browser.get("/sites/S1"))
