"""The API of orders, returns and imports: statuses, paging, isolation, and a description that is true."""

import io
from typing import Any
from uuid import uuid4

import httpx
import openpyxl
import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.web.openapi import describe
from tests.factory import Store, at
from tests.repairs.counter import BAD, GOOD, data_folder, enter, settled
from tests.served import Browse, Browser, MakePerson

__all__ = ["data_folder"]

V1 = "/api/v1"


@pytest.fixture
async def records(store: Store, sites: dict[str, int]) -> dict[str, str]:
    one, two = sites["S1"], sites["S2"]
    await store.order(one, "A0", at("2026-06-01"), ready=30, sent_to_hq=True, outcome="replaced")
    made = {
        "order": await store.order(one, "A1", at("2026-07-01"), ready=24, serial_no="X1", outcome="repaired"),
        "rival": await store.order(two, "B1", at("2026-07-20"), ready=5, serial_no="X1"),
        "returned": await store.returned(one, "H1", at("2026-07-02"), order_no="A1"),
        "rivals": await store.returned(two, "H2", at("2026-07-02")),
    }
    await store.link()
    return {name: str(each) for name, each in made.items()}


async def change(browser: Browser, method: str, address: str, **body: Any) -> httpx.Response:
    return await browser.request(method, V1 + address, headers={"x-csrf-token": await browser.csrf()}, **body)


async def upload(browser: Browser, content: str, **form: str) -> httpx.Response:
    files = {"file": ("orders.csv", content)}
    return await change(browser, "POST", "/imports", data={"kind": "orders", **form}, files=files)


async def test_lists_come_in_pages(browse: Browse, person: MakePerson, records: dict[str, str]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    first = (await browser.get(f"{V1}/sites/S1/orders?size=1")).json()
    assert (first["total"], first["page"], first["size"], first["items"][0]["order_no"]) == (2, 1, 1, "A1")
    second = (await browser.get(f"{V1}/sites/S1/orders?size=1&page=2")).json()
    assert second["items"][0]["order_no"] == "A0"
    assert (await browser.get(f"{V1}/sites/S1/orders?size=1&page=9")).json() == second
    returns = (await browser.get(f"{V1}/sites/S1/returns?stage=waiting")).json()
    assert [each["return_no"] for each in returns["items"]] == ["H1"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("sort=order_no&direction=ascending", ["A0", "A1"]),
        ("sent=true", ["A0"]),
        ("sent=false&stage=ready", ["A1"]),
        ("outcome=replaced", ["A0"]),
        ("back=true", ["A1"]),
        ("q=a1", ["A1"]),
        ("stage=open", []),
    ],
)
async def test_orders_are_filtered_and_sorted(
    browse: Browse, person: MakePerson, records: dict[str, str], query: str, numbers: list[str]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    answer = await browser.get(f"{V1}/sites/S1/orders?{query}")
    assert [each["order_no"] for each in answer.json()["items"]] == numbers


async def test_one_order_comes_with_its_source_and_its_neighbours(
    browse: Browse, person: MakePerson, records: dict[str, str]
) -> None:
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = (await operator.get(f"{V1}/sites/S1/orders/{records['order']}")).json()
    assert (found["state"], found["turnaround_hours"]) == ("ready", "24.000000")
    source = {"row": 2, "at": found["changed_at"], "entered_by": None, "file": None, "sha256": None, "import_id": None}
    assert found["source"] == source
    assert found["came_back"] == {"at": "2026-07-20T00:00:00Z", "site": None, "id": None, "order_no": None}
    assert [each["return_no"] for each in found["returns"]] == ["H1"]
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    seen = (await hq.get(f"{V1}/sites/S1/orders/{records['order']}")).json()
    assert (seen["came_back"]["site"], seen["came_back"]["id"]) == ("S2", records["rival"])
    returned = (await operator.get(f"{V1}/sites/S1/returns/{records['returned']}")).json()
    assert returned["order"] == records["order"]


async def test_what_is_not_ones_own_is_not_found(browse: Browse, person: MakePerson, records: dict[str, str]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    for address in (
        "/sites/S2/orders",
        f"/sites/S2/orders/{records['rival']}",
        f"/sites/S1/orders/{records['rival']}",
        "/sites/S2/returns",
        f"/sites/S2/returns/{records['rivals']}",
        f"/sites/S1/returns/{records['rivals']}",
        f"/sites/S1/orders/{uuid4()}",
        f"/imports/{uuid4()}",
        f"/imports/{uuid4()}/errors.xlsx",
    ):
        answer = await browser.get(V1 + address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert "S2" not in answer.text


async def test_the_role_decides_who_may_knock(browse: Browse, person: MakePerson, records: dict[str, str]) -> None:
    executive = await enter(browse, person, Role.EXECUTIVE)
    addresses = ("/sites/S1/orders", f"/sites/S1/returns/{records['returned']}", "/imports")
    assert {(await executive.get(V1 + address)).status_code for address in addresses} == {403}
    assert (await upload(executive, GOOD)).status_code == 403
    assert {(await browse().get(V1 + address)).status_code for address in addresses} == {401}


@pytest.mark.parametrize(
    "query", ["size=0", "size=201", "page=0", "sort=id", "stage=lost", "sent=perhaps", "q=%00", "direction=up"]
)
async def test_a_question_that_makes_no_sense_is_told_as_such(
    browse: Browse, person: MakePerson, records: dict[str, str], query: str
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    answer = await browser.get(f"{V1}/sites/S1/orders?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [query.partition("=")[0]]


async def test_a_program_imports_a_file(
    browse: Browse, person: MakePerson, store: Store, sites: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    made = await upload(browser, GOOD)
    assert (made.status_code, made.json()["state"]) == (202, "working")
    file = made.json()["id"]
    assert (await settled(browser, file))["state"] == "ready"
    confirmed = await change(browser, "POST", f"/imports/{file}/confirm")
    assert (confirmed.status_code, confirmed.json()["state"]) == (202, "importing")
    assert (await settled(browser, file))["state"] == "imported"
    assert await store.counts("repair_order") == {"repair_order": 2}
    assert (await change(browser, "DELETE", f"/imports/{file}")).json()["code"] == "import_is_done"
    listed = (await browser.get(f"{V1}/imports?kind=orders")).json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, file)


async def test_a_program_gets_the_failing_rows_and_gives_up(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    file = (await upload(browser, BAD)).json()["id"]
    assert (await settled(browser, file))["error_count"] == 2
    book = openpyxl.load_workbook(io.BytesIO((await browser.get(f"{V1}/imports/{file}/errors.xlsx")).content))
    assert [row[1] for row in book.active.iter_rows(values_only=True)] == ["order_no", "A1", "A2"]  # type: ignore[union-attr]
    assert (await change(browser, "POST", f"/imports/{file}/confirm")).json()["code"] == "import_not_ready"
    gone = await change(browser, "DELETE", f"/imports/{file}")
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")


async def test_an_upload_says_what_is_wrong_with_it(browse: Browse, person: MakePerson, sites: dict[str, int]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    assert (await upload(browser, GOOD, kind="nonsense")).status_code == 422
    assert (await upload(browser, "x" * ((1 << 20) + 1))).json()["code"] == "file_too_large"
    assert (await upload(browser, "x" * (3 << 20))).status_code == 413
    assert (await change(browser, "POST", "/imports", data={"kind": "orders"})).status_code == 400
    assert (await change(browser, "POST", "/imports", json={"kind": "orders"})).status_code == 400
    files = {"profile": ("p.toml", "")}
    assert (await change(browser, "POST", "/imports", data={"kind": "orders"}, files=files)).status_code == 422
    files = {"file": ("orders.csv", GOOD)}
    assert (await browser.post(f"{V1}/imports", data={"kind": "orders"}, files=files)).status_code == 403


def test_the_description_of_the_api_is_true(app: Litestar) -> None:
    paths = describe(app)["paths"]
    assert {
        "/api/v1/sites",
        "/api/v1/sites/{code}",
        "/api/v1/sites/{code}/orders",
        "/api/v1/sites/{code}/orders/{order_id}",
        "/api/v1/sites/{code}/returns",
        "/api/v1/sites/{code}/returns/{return_id}",
        "/api/v1/imports",
        "/api/v1/imports/{file}",
        "/api/v1/imports/{file}/confirm",
        "/api/v1/imports/{file}/errors.xlsx",
    } <= set(paths)
    assert not any(path.startswith("/imports") for path in paths)
    assert "202" in paths["/api/v1/imports"]["post"]["responses"]
    assert "multipart/form-data" in paths["/api/v1/imports"]["post"]["requestBody"]["content"]
    names = {each["name"] for each in paths["/api/v1/sites/{code}/orders"]["get"]["parameters"]}
    assert {"code", "q", "stage", "sent", "outcome", "back", "sort", "direction", "page", "size"} == names
