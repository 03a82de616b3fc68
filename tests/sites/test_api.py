"""The API of sites: who sees which, pages, filters."""

import pytest

from network.foundation.access import Role
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson

SITES = "/api/v1/sites"


async def test_an_operator_sees_its_own_sites_only(browse: Browse, person: MakePerson, country: None) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    found = (await browser.get(SITES)).json()
    assert ([each["code"] for each in found["items"]], found["total"]) == (["SH1"], 1)
    assert (await browser.get(f"{SITES}/SH1")).json()["region"] == "East/Shanghai"
    foreign, absent = await browser.get(f"{SITES}/SH2"), await browser.get(f"{SITES}/XX9")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.json()["detail"] == absent.json()["detail"]


async def test_who_may_knock(browse: Browse, person: MakePerson, country: None) -> None:
    assert (await browse().get(SITES)).status_code == 401
    executive = await enter(browse, person, Role.EXECUTIVE)
    assert (await executive.get(SITES)).json()["total"] == 4
    manager = await enter(browse, person, Role.HQ_MANAGER, regions=["East"])
    assert [each["code"] for each in (await manager.get(SITES)).json()["items"]] == ["SH1", "SH2"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("region=East", ["SH1", "SH2"]),
        ("region=East/Shanghai&status=active", ["SH1"]),
        ("kind=self_operated", ["BJ1"]),
        ("tier=2", ["SH2"]),
        ("q=浦", ["SH2"]),
        ("q=100%25", ["EE1"]),
        ("q=h_", ["BJ1"]),
        ("q=shanghai", ["SH1"]),
        ("sort=name&direction=descending", ["SH2", "BJ1", "SH1", "EE1"]),
        ("sort=city_tier&direction=descending", ["SH2", "SH1", "BJ1", "EE1"]),
        ("size=3&page=2", ["SH2"]),
    ],
)
async def test_sites_are_found_and_sorted(
    browse: Browse, person: MakePerson, country: None, query: str, codes: list[str]
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert [each["code"] for each in (await browser.get(f"{SITES}?{query}")).json()["items"]] == codes


@pytest.mark.parametrize("query", ["size=201", "page=0", "sort=id", "kind=other", "tier=10", "q=%00", "region=%00"])
async def test_a_question_that_makes_no_sense_is_told_as_such(
    browse: Browse, person: MakePerson, country: None, query: str
) -> None:
    answer = await (await enter(browse, person, Role.HQ_ADMINISTRATOR)).get(f"{SITES}?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [query.partition("=")[0]])
