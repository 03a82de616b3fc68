"""The network map and city coverage: what they say, to whom, and what a region's manager is not told."""

import csv
import io
from html import unescape

import pytest

from network.foundation.access import Role
from tests.factory import Store, at
from tests.repairs.counter import enter
from tests.served import Browse, Browser, MakePerson, text_of

MAP, COVERAGE = "/network/map", "/network/coverage"
API = "/api/v1/coverage"


@pytest.fixture
async def country(store: Store, season: dict[str, int]) -> dict[str, int]:
    """S1 in Shanghai, S2 in Beijing, S3 in Hangzhou, which no list of cities knows, S4 nowhere; Suzhou has no site.

    Of Shanghai's orders six were received in the last three months that records reach: see `season`.
    """
    await store.root.execute(
        "insert into city (name, name_zh, region, tier, population, latitude, longitude) values "
        "('Shanghai', '上海', (select id from region where path = 'East China/Shanghai'), 1, 24871, 31.23, 121.474), "
        "('Suzhou', '苏州', (select id from region where path = 'East China'), 2, 12748, 31.299, 120.585), "
        "('Beijing', '北京', (select id from region where path = 'North China'), 1, 21893, 39.904, 116.407), "
        "('Harbin', '哈尔滨', (select id from region where path = 'North China'), 3, 10010, 45.803, 126.535)"
    )
    for code, city, zh, latitude, longitude in (
        ("S1", "Shanghai", "上海", 31.23, 121.47),
        ("S2", "beijing ", "北京", 39.9, 116.4),
        ("S3", "Hangzhou", "杭州", 30.27, 120.15),
    ):
        await store.root.execute(
            "update site set city = $2, city_zh = $3, latitude = $4::float8, longitude = $5::float8 where code = $1",
            *(code, city, zh, latitude, longitude),
        )
    return season


async def cities(browser: Browser, query: str = "") -> dict[str, dict[str, object]]:
    answer = await browser.get(f"{API}{query}")
    assert answer.status_code == 200, answer.text
    return {item["city"]: item for item in answer.json()["items"]}


async def test_coverage_counts_sites_orders_and_people_of_each_city(
    browse: Browse, person: MakePerson, country: dict[str, int], store: Store
) -> None:
    await store.order(country["S1"], "N1", at("2026-09-29 10:00"))
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    found = await cities(hq)
    assert set(found) == {"Shanghai", "Beijing", "Hangzhou", "Suzhou", "Harbin"}
    shanghai = found["Shanghai"]
    assert (shanghai["sites"], shanghai["population"], shanghai["sites_per_million"]) == (1, 24871, "0.04")
    assert (found["Hangzhou"]["sites"], found["Hangzhou"]["population"]) == (1, None)
    assert found["Beijing"]["sites"] == 1


async def test_orders_are_counted_by_the_month_of_receipt_on_the_clock_of_the_site(
    browse: Browse, person: MakePerson, country: dict[str, int], store: Store
) -> None:
    await store.root.execute("delete from repair_order")
    for number, moment in enumerate(("2026-05-31 15:59", "2026-05-31 16:00", "2026-08-31 15:59", "2026-08-31 16:00")):
        await store.order(country["S1"], f"M{number}", at(moment))
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    answer = (await hq.get(API)).json()
    assert answer["months"] == ["2026-06", "2026-07", "2026-08"]
    assert (await cities(hq))["Shanghai"]["orders_per_month"] == "0.7"
    assert answer["orders_per_month"] == "0.7"


async def test_a_city_without_a_site_has_the_nearest_one_and_its_distance(
    browse: Browse, person: MakePerson, country: dict[str, int]
) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    found = await cities(hq, "?covered=no&sort=distance_km&direction=ascending")
    assert [(name, city["nearest"], city["distance_km"]) for name, city in found.items()] == [
        ("Suzhou", "S1", "84"),
        ("Harbin", "S2", "1054"),
    ]


async def test_open_applications_count_where_they_are_made_and_are_nobody_elses_to_know(
    browse: Browse, person: MakePerson, country: dict[str, int], store: Store
) -> None:
    applicant = await person("applicant@example.com", Role.HQ_ADMINISTRATOR)
    for number, state in enumerate(("submitted", "decision", "draft", "rejected")):
        await store.root.execute(
            "insert into application (id, number, applicant, region, state, operator_name, operator_name_zh, "
            "site_name, site_name_zh, city, city_zh) "
            "values (gen_random_uuid(), $1, $2, (select min(id) from region), $3, '', '', '', '', 'suzhou', '')",
            *(f"A{number}", applicant, state),
        )
    hq, executive = await enter(browse, person, Role.HQ_ADMINISTRATOR), await enter(browse, person, Role.EXECUTIVE)
    assert (await cities(hq))["Suzhou"]["applications"] == 2
    assert (await cities(executive))["Suzhou"]["applications"] is None
    assert "Applications are not yours to see." in (await executive.get(COVERAGE)).text


async def test_a_manager_of_a_region_sees_its_cities_and_sites_only(
    browse: Browse, person: MakePerson, country: dict[str, int]
) -> None:
    manager = await enter(browse, person, Role.HQ_MANAGER, regions=["East China"])
    found = await cities(manager)
    assert {name: city["sites"] for name, city in found.items()} == {"Shanghai": 1, "Suzhou": 0}
    assert "S2 &" not in unescape((await manager.get(f"{MAP}?city=beijing+")).text)
    for address in (MAP, COVERAGE, f"{COVERAGE}?format=csv"):
        text = (await manager.get(address)).text
        assert not any(hidden in text for hidden in ("eijing", "Harbin", "S2 &amp;"))


async def test_an_operator_has_no_business_here(browse: Browse, person: MakePerson, country: dict[str, int]) -> None:
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    assert [(await operator.get(address)).status_code for address in (MAP, COVERAGE, API)] == [403, 403, 403]


async def test_the_coverage_page_exports_what_it_shows(
    browse: Browse, person: MakePerson, country: dict[str, int]
) -> None:
    executive = await enter(browse, person, Role.EXECUTIVE)
    page = text_of(await executive.get(f"{COVERAGE}?covered=no&sort=city&direction=ascending"))
    assert "2 cities" in page
    assert "0 of 2" in page
    query = "covered=no&sort=city&direction=ascending&column=nearest&column=distance_km&format=csv"
    answer = await executive.get(f"{COVERAGE}?{query}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["City", "Nearest site", "Distance (km)"], ["Harbin", "S2", "1054"], ["Suzhou", "S1", "84"]]


async def test_a_city_is_searched_in_both_languages(
    browse: Browse, person: MakePerson, country: dict[str, int]
) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert list(await cities(hq, "?q=苏")) == ["Suzhou"]
    assert list(await cities(hq, "?region=North+China&sort=city&direction=ascending")) == ["Beijing", "Harbin"]
    assert list(await cities(hq, "?tier=2")) == ["Suzhou"]


async def test_the_map_shows_cities_with_their_standings_and_lists_what_it_cannot_place(
    browse: Browse, person: MakePerson, country: dict[str, int], store: Store
) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    page = await hq.get(MAP)
    text = unescape(page.text)
    assert "Q3 2026" in text
    assert text.count("<circle") >= 3
    assert "Shanghai: 1 site" in text
    assert 'href="/network/map?city=Shanghai"' in text
    assert "1 site is not on the map" in text
    assert 'href="/sites/S4"' in text


async def test_the_map_of_a_city_leads_to_its_sites(
    browse: Browse, person: MakePerson, country: dict[str, int]
) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    text = unescape((await hq.get(f"{MAP}?city=Shanghai&lang=zh_CN")).text)
    assert "S1号网点 (S1)" in text
    assert 'href="/sites/S1"' in text
    assert "S2号网点" not in text
    assert "<h1>上海</h1>" in text


async def test_the_map_is_filtered_by_region_and_standing(
    browse: Browse, person: MakePerson, country: dict[str, int], store: Store
) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert "Shanghai: 1 site" not in (await hq.get(f"{MAP}?region=North+China")).text
    standing = await store.value(
        "select c.standing from scorecard c join scorecard_run r on r.id = c.run "
        "where r.state = 'published' and c.site = $1",
        country["S1"],
    )
    assert "Shanghai: 1 site" in (await hq.get(f"{MAP}?standing={standing}")).text
    assert "Shanghai: 1 site" not in (await hq.get(f"{MAP}?standing=unrated")).text
    assert "No site to show" in text_of(await hq.get(f"{MAP}?region=Nowhere"))


async def test_before_anything_is_published_sites_are_shown_without_standings(
    browse: Browse, person: MakePerson, store: Store
) -> None:
    await store.site("A1", city="Shanghai", latitude=31, longitude=121)
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    text = text_of(await hq.get(MAP))
    assert "No quarter is published yet" in text
    assert "Not rated 1" in text
