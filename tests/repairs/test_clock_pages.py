"""The pages and the API of clocks, units and recurring faults: what they show, to whom, and what they refuse."""

import csv
import io
from datetime import date

import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from tests.factory import Store, at
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of

MARK = {
    "product": "P1",
    "fault_code": "F1",
    "from_on": "2026-07-01",
    "to_on": "",
    "reason": "The radio module of this batch loses its network.",
}


@pytest.fixture
async def records(store: Store, sites: dict[str, int]) -> str:
    """A unit that S1 sent to HQ in July, another one on hold; S2 had the first one later. The address of its order."""
    one, start = sites["S1"], at("2026-07-01 02:00")
    fault = {"product": "P1", "fault_code": "F1"}
    sent = await store.order(
        one,
        "A1",
        start,
        ready=100,
        diagnosed_at=at("2026-07-01 04:00"),
        serial_no="X1",
        activated_on=date(2026, 6, 1),
        sent_to_hq=True,
        **fault,
    )
    times = {"received_at": at("2026-07-02 02:00"), "inspected_at": at("2026-07-02 12:00")}
    await store.returned(
        one,
        "R1",
        at("2026-07-01 12:00"),
        **times,
        dispatched_at=at("2026-07-03 02:00"),
        back_at=at("2026-07-04 02:00"),
        finding="no_fault_found",
        order_no="A1",
        serial_no="X1",
        product="P1",
    )
    await store.order(one, "A2", at("2026-07-05 02:00"), ready=10, hold_hours=4, serial_no="X/2", **fault)
    await store.order(sites["S2"], "B1", at("2026-07-20 02:00"), ready=8, serial_no="X1", **fault)
    await store.link()
    return f"/sites/S1/orders/{sent}"


async def test_an_order_shows_who_had_the_customers_time(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    text = text_of(await browser.get(records))
    for told in (
        "Customer turnaround 100.0 h",
        "HQ turnaround 24.0 h",
        "Logistics time 38.0 h",
        "Site turnaround 38.0 h",
    ):
        assert told in text
    assert "Diagnosis time 2.0 h" in text
    assert "HQ turnaround: 24.0 h, from 2 Jul 2026 10:00 UTC+08:00 to 3 Jul 2026 10:00 UTC+08:00" in text


async def test_a_site_shows_its_month_and_its_quarter(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    month = text_of(await browser.get("/sites/S1/clocks?period=2026-07"))
    assert "Orders made ready in July 2026" in month
    assert "Site turnaround: 22.0 h an order, 40%" in month
    assert "of the site's" not in month
    assert "Open at the start 0 + received 2 − closed 2 = open at the end 0" in month
    assert month.index("A1 5 Jul 2026") < month.index("A2 5 Jul 2026")
    assert "Q3 2026" in text_of(await browser.get("/sites/S1/clocks?period=2026Q3"))
    assert "No order was made ready in this period" in text_of(await browser.get("/sites/S1/clocks?period=2020-01"))
    assert (await browser.get("/sites/S1/clocks?period=soon")).status_code == 200
    assert (await browser.get("/sites/S2/clocks")).status_code == 404


async def test_the_network_and_headquarters_stand_on_one_page(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    text = text_of(await browser.get("/clocks?period=2026-07"))
    assert "Headquarters: units sent back in July 2026 HQ turnaround 24.0 hours, median" in text
    assert "2 sites" in text
    exported = await browser.get("/clocks?period=2026-07&format=csv&sort=code&direction=ascending")
    rows = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert [(row["Code"], row["Orders"], row["Customer, median"]) for row in rows] == [
        ("S1", "2", "10.00"),
        ("S2", "1", "8.00"),
    ]
    assert rows[0]["HQ turnaround"] == "12.00"
    own = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"])
    assert "1 site" in text_of(await own.get("/clocks?period=2026-07"))
    executive = await enter(browse, person, Role.EXECUTIVE)
    assert (await executive.get("/clocks")).status_code == 403


async def test_programs_read_the_same_clocks(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    site = (await browser.get("/api/v1/sites/S1/clocks?period=2026-07")).json()
    assert (site["period"], site["sums"]["orders"], site["balance"]["closing"]) == ("2026-07", 2, 0)
    assert float(site["sums"]["clocks"]["hq"]["total_h"]) == 24
    assert float(site["sums"]["clocks"]["hold"]["total_h"]) == 4
    network = (await browser.get("/api/v1/clocks?period=2026Q3&sort=code&direction=ascending")).json()
    assert [each["site"] for each in network["items"]] == ["S1", "S2"]
    assert (network["hq"]["units"], float(network["hq"]["median_h"])) == (1, 24)
    for address in ("/api/v1/clocks?period=soon", "/api/v1/clocks", "/api/v1/clocks?period=2026-07&sort=secret"):
        assert 400 <= (await browser.get(address)).status_code < 500


async def test_a_unit_is_found_by_its_serial_number(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    answer = await browser.get("/serials?serial_no=X1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/serials/X1")
    text = text_of(await browser.get("/serials/X1"))
    assert "20 Jul 2026 Repair order At another site" in text
    assert "S2" not in text
    assert "B1" not in text
    assert "First 60 days of use 2 times" in text
    assert "A2" in text_of(await browser.get("/serials?serial_no=X/2"))
    assert "No unit with this serial number" in text_of(await browser.get("/serials?serial_no=X9"))
    assert (await browser.get("/serials/X9")).status_code == 404
    assert "Show the history" in text_of(await browser.get("/serials"))
    told = (await browser.get("/api/v1/serials/X1")).json()
    assert [each["site"] for each in told["events"]] == [None, "S1", "S1"]


async def test_a_fault_is_looked_at_marked_and_withdrawn(
    browse: Browse, person: MakePerson, records: str, store: Store
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    page = await browser.get("/patterns?from_on=2026-07-01&to_on=2026-07-31")
    text = text_of(page)
    assert "No-fault findings (1)" in text
    assert "Orders by the age of the unit; 100% in the first 60 days. Without a known activation: 2 orders." in text
    assert "/patterns/new?product=P1&amp;fault_code=F1&amp;from_on=2026-07-01" in page.text

    csrf = {"_csrf": await browser.csrf()}
    wrong = await browser.post("/patterns/new", data={**csrf, **MARK, "reason": "no", "from_on": "2099-01-01"})
    assert wrong.status_code == 422
    assert "2099-01-01" in wrong.text
    preview = await browser.post("/patterns/new", data={**csrf, **MARK})
    assert "3 orders of 2 sites leave the figures" in text_of(preview)
    assert await store.value("select count(*) from product_pattern") == 0
    marked = await browser.post("/patterns/new", data={**csrf, **MARK, "step": "mark"})
    assert marked.status_code == 303
    address = marked.headers["location"]
    assert "In force" in text_of(await browser.get(address))
    again = await browser.post("/patterns/new", data={**csrf, **MARK, "step": "mark"})
    assert again.status_code == 409
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    assert "no figure of the site counts this order" in text_of(await operator.get(records))
    told = text_of(await operator.get("/sites/S1/trail"))
    assert "Fault F1 of P1 marked as the product's; leaving the figures: 2 orders" in told.replace("&#39;", "'")
    assert (await operator.get("/patterns")).status_code == 403

    short = await browser.post(f"{address}/withdraw", data={**csrf, "reason": "oh"})
    assert short.status_code == 422
    done = await browser.post(f"{address}/withdraw", data={**csrf, "reason": "It was the charger after all."})
    assert (done.status_code, done.headers["location"]) == (303, address)
    assert "Withdrawn" in text_of(await browser.get(address))
    assert await store.value("select count(*) from repair_order where pattern is not null") == 0


async def test_programs_mark_and_withdraw(browse: Browse, person: MakePerson, records: str) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    headers = {"x-csrf-token": await browser.csrf()}
    scope = {name: MARK[name] for name in ("product", "fault_code", "from_on")}
    preview = await browser.post("/api/v1/patterns/preview", json=scope, headers=headers)
    assert (preview.status_code, preview.json()["orders"]) == (200, 3)
    body = {**scope, "reason": MARK["reason"]}
    made = (await browser.post("/api/v1/patterns", json=body, headers=headers)).json()
    assert (made["orders"], made["sites"]) == (3, 2)
    assert (await browser.post("/api/v1/patterns", json=body, headers=headers)).json()["code"] == "pattern_exists"
    faults = (await browser.get("/api/v1/patterns/faults?from_on=2026-07-01&to_on=2026-07-31")).json()
    assert [(each["fault_code"], each["marked"]) for each in faults["items"]] == [("F1", 3)]
    overview = (await browser.get("/api/v1/patterns/overview?from_on=2026-07-01&to_on=9999-12-31")).json()
    assert overview["buckets"][1]["count"] == 1
    address = f"/api/v1/patterns/{made['id']}"
    given = {"reason": "It was the charger after all."}
    assert (await browser.post(f"{address}/withdraw", json=given, headers=headers)).json()["orders"] == 0
    assert (await browser.get(address)).json()["withdrawal"] == given["reason"]
    assert (await browser.get("/api/v1/patterns")).json()[0]["id"] == made["id"]
    assert made["marked_at"] <= now().isoformat()
