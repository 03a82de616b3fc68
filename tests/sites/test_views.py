"""Views of the list: kept, found again, renamed, opened with, deleted; nobody sees another's."""

from typing import Any

import pytest

from network.foundation.access import Role
from tests.factory import Store
from tests.repairs.counter import enter
from tests.served import Browse, Browser, MakePerson, text_of

VIEWS = "/api/v1/views"


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, country: None) -> Browser:
    return await enter(browse, person, Role.HQ_ADMINISTRATOR)


async def send(browser: Browser, method: str, path: str = VIEWS, **body: Any) -> Any:
    headers = {"x-csrf-token": await browser.csrf()}
    return await browser.request(method, path, json=body or None, headers=headers)


async def kept(browser: Browser, name: str, query: str = "kind=franchised") -> str:
    """The id of a new view."""
    answer = await send(browser, "POST", list="sites", name=name, query=query)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def press(browser: Browser, address: str, **form: str) -> Any:
    return await browser.post(address, data={"_csrf": await browser.csrf(), **form})


async def test_a_view_keeps_what_the_list_can_do_and_nothing_else(hq: Browser, store: Store) -> None:
    query = "tier=1&q=SH&page=7&sort=city&direction=descending&colour=red&sort=id&column=code&column=kind&view=none"
    answer = await send(hq, "POST", list="sites", name="  Big cities ", query=query)
    assert answer.status_code == 201
    assert answer.json() | {"id": ""} == {
        "id": "",
        "name": "Big cities",
        "query": "tier=1&q=SH&sort=city&direction=descending&column=code&column=name&column=kind",
        "is_default": False,
    }
    assert [view["name"] for view in (await hq.get(VIEWS)).json()["items"]] == ["Big cities"]
    (told,) = await store.rows("select action, subject from trail_event where action like 'view.%'")
    assert told == {"action": "view.saved", "subject": "view:sites"}


async def test_a_name_that_is_taken_is_refused_unless_it_shall_be_replaced(hq: Browser) -> None:
    first = await kept(hq, "Mine")
    other = await kept(hq, "Other")
    assert (await send(hq, "POST", list="sites", name="Mine", query="tier=2")).json()["code"] == "view_name_taken"
    assert (await send(hq, "PATCH", f"{VIEWS}/{other}", name="Mine")).status_code == 409
    replaced = await send(hq, "POST", list="sites", name="Mine", query="tier=2", replace=True)
    assert (replaced.json()["id"], replaced.json()["query"]) == (first, "tier=2")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"list": "sites", "name": ""}, "name"),
        ({"list": "sites", "name": "x" * 81}, "name"),
        ({"list": "sites", "name": "a\u0000b"}, "name"),
        ({"list": "sites", "name": "a", "query": "x" * 2001}, "query"),
        ({"list": "sites", "name": "a", "colour": "red"}, "colour"),
    ],
)
async def test_what_is_no_view_is_told_by_field(hq: Browser, body: dict[str, str], field: str) -> None:
    answer = await send(hq, "POST", **body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


async def test_views_of_an_unknown_list_are_refused(hq: Browser) -> None:
    assert (await send(hq, "POST", list="orders", name="a")).json()["code"] == "no_such_list"


async def test_nobody_gets_at_the_views_of_another(
    hq: Browser, browse: Browse, person: MakePerson, country: None
) -> None:
    mine = await kept(hq, "Mine")
    for role, scope in ((Role.SITE_OPERATOR, {"sites": ["SH1"]}), (Role.HQ_MANAGER, {"regions": ["East"]})):
        other = await enter(browse, person, role, **scope)
        assert (await other.get(VIEWS)).json() == {"items": []}
        assert "Mine" not in (await other.get("/sites")).text
        assert (await send(other, "PATCH", f"{VIEWS}/{mine}", name="Taken")).status_code == 404
        assert (await send(other, "DELETE", f"{VIEWS}/{mine}")).status_code == 404
        assert (await press(other, f"/views/{mine}/delete")).status_code == 404
        assert await kept(other, "Mine")
    assert [view["name"] for view in (await hq.get(VIEWS)).json()["items"]] == ["Mine"]


async def test_the_list_opens_with_the_default_view_and_still_shows_everything_when_asked(hq: Browser) -> None:
    first, second = await kept(hq, "North", "kind=self_operated"), await kept(hq, "Open", "status=active")
    assert (await hq.get("/sites")).status_code == 200
    for view in (first, second):
        await send(hq, "PATCH", f"{VIEWS}/{view}", is_default=True)
    opened = await hq.get("/sites")
    assert (opened.status_code, opened.headers["location"]) == (303, "/sites?status=active")
    shown = await hq.get("/sites?status=active")
    assert 'href="/sites?status=active" aria-current="true"' in shown.text
    assert 'href="/sites?view=none"' in shown.text
    assert "4 sites" in text_of(await hq.get("/sites?view=none"))
    assert [view["is_default"] for view in (await hq.get(VIEWS)).json()["items"]] == [False, True]
    await send(hq, "PATCH", f"{VIEWS}/{second}", is_default=False)
    assert (await hq.get("/sites")).status_code == 200


async def test_a_view_is_kept_from_the_page_and_comes_back_as_a_pill(hq: Browser) -> None:
    page = await hq.get("/sites?status=closed&sort=name")
    assert 'name="query" value="status=closed&amp;sort=name&amp;direction=ascending"' in page.text
    query = "status=closed&sort=name&direction=ascending"
    answer = await press(hq, "/views", name="Closed", query=query)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sites?{query}")
    assert "Closed</a>" in (await hq.get("/sites")).text
    again = await press(hq, "/views", name="Closed", query="tier=1")
    assert again.status_code == 409
    assert 'value="tier=1"' in again.text
    assert 'value="Closed"' in again.text
    assert "Replace the view of this name" in again.text
    replaced = await press(hq, "/views", name="Closed", query="tier=1", replace="yes")
    assert replaced.headers["location"] == "/sites?tier=1"
    unnamed = await press(hq, "/views", name=" ", query="tier=1")
    assert (unnamed.status_code, "needs your attention" in unnamed.text) == (422, True)


async def test_own_views_are_put_in_order_on_a_page_that_says_what_each_shows(hq: Browser) -> None:
    assert "You have not kept any view yet" in text_of(await hq.get("/views"))
    mine = await kept(hq, "Mine", "region=East&q=Bund&sort=city&direction=descending&column=city")
    await kept(hq, "Other", "")
    text = text_of(await hq.get("/views"))
    assert "Search: Bund · Region: East · Sorted by City, descending · Columns: Name, City" in text
    assert "All sites, as the list is by itself." in text
    taken = await press(hq, f"/views/{mine}/name", name="Other")
    assert (taken.status_code, 'value="Other" maxlength' in taken.text) == (409, True)
    assert (await press(hq, f"/views/{mine}/name", name="East")).status_code == 303
    assert (await press(hq, f"/views/{mine}/default", default="yes")).status_code == 303
    assert "Opens first" in text_of(await hq.get("/views?done=default"))
    assert (await press(hq, f"/views/{mine}/delete")).status_code == 303
    assert [view["name"] for view in (await hq.get(VIEWS)).json()["items"]] == ["Other"]


async def test_there_is_an_end_to_the_views_of_one_person(hq: Browser) -> None:
    for number in range(30):
        await kept(hq, f"View {number}")
    assert (await send(hq, "POST", list="sites", name="One more")).json()["code"] == "too_many_views"
