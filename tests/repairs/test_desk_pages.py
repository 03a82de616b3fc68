"""The pages of the order desk over HTTP, and its JSON twin."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from pypdf import PdfReader

from network.foundation.access import Role
from tests.factory import Store, at, operator
from tests.repairs.counter import enter
from tests.repairs.desk import ENTRY, Desk
from tests.served import Browse, Browser, MakePerson, text_of

DESK = "/sites/S1/desk"
API = "/api/v1/sites/S1/desk/orders"


@pytest.fixture
async def clerk(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


@pytest.fixture
def desk(sites: dict[str, int], database: str) -> Desk:
    return Desk(operator(sites["S1"]))


async def send(browser: Browser, address: str, **form: Any) -> httpx.Response:
    return await browser.post(address, data={"_csrf": await browser.csrf(), **form})


async def version(browser: Browser, order: str) -> str:
    return str((await browser.get(f"{API}/{order}")).headers["etag"])


async def taken_in(browser: Browser, **entry: Any) -> str:
    """The id of an order that the form has made."""
    answer = await send(browser, f"{DESK}/new", **ENTRY, **entry)
    assert answer.status_code == 303, text_of(answer)
    return re.sub(r".*/orders/([0-9a-f-]{36}).*", r"\1", answer.headers["location"])


async def test_a_unit_is_taken_in_handed_a_receipt_and_handed_over(clerk: Browser) -> None:
    order = await taken_in(clerk, quoted_price="80", currency="CNY", in_warranty="no", loan_unit_no="L1")
    page = await clerk.get(f"{DESK}/orders/{order}?done=taken_in")
    assert "Taken in." in text_of(page)
    receipt = await clerk.get(f"{DESK}/orders/{order}/receipt.pdf")
    assert receipt.headers["content-disposition"].startswith('inline; filename="S1-')
    [sheet] = PdfReader(BytesIO(receipt.content)).pages
    assert "Does not switch on" in sheet.extract_text()
    steps: list[dict[str, str]] = [
        {"step": "diagnosed"},
        {"step": "ready", "outcome": "repaired"},
        {"step": "notified"},
        {"step": "handed_over", "charge": "75.50", "currency": "CNY", "loan_back": "yes"},
    ]
    for step in steps:
        now = (await version(clerk, order)).strip('"')
        answer = await send(clerk, f"{DESK}/orders/{order}/steps", version=now, **step)
        assert answer.status_code == 303, text_of(answer)
    shown = text_of(await clerk.get(f"{DESK}/orders/{order}"))
    assert "CN¥75.50" in shown
    assert "Loan unit L1 came back" in shown
    assert "Next step" not in shown
    record = text_of(await clerk.get(f"/sites/S1/orders/{order}"))
    assert "Taken in at the order desk" in record
    assert "Entered by Hua Zhang" in record


async def test_a_receipt_that_no_font_can_print_says_which_characters(clerk: Browser, store: Store) -> None:
    order = await taken_in(clerk)
    await store.root.execute("update repair_order set product = 'H200🛠'")
    answer = await clerk.get(f"{DESK}/orders/{order}/receipt.pdf")
    assert answer.status_code == 409
    assert "🛠" in text_of(answer)


async def test_nothing_typed_is_lost_when_something_is_wrong(clerk: Browser) -> None:
    answer = await send(clerk, f"{DESK}/new", **{**ENTRY, "customer_phone": "none", "quoted_price": "12,x"})
    assert answer.status_code == 422
    assert all(f'id="error-{field}"' in answer.text for field in ("customer_phone", "quoted_price"))
    assert all(text in answer.text for text in ("SN1", "Wang Xiaoming", "Does not switch on", "12,x"))


async def test_a_price_without_a_currency_names_the_currency(clerk: Browser) -> None:
    answer = await send(clerk, f"{DESK}/new", **ENTRY, quoted_price="12")
    assert answer.status_code == 422
    assert 'id="error-currency"' in answer.text


async def test_a_unit_that_is_here_leads_to_its_order(clerk: Browser, store: Store, sites: dict[str, int]) -> None:
    order = await taken_in(clerk)
    answer = await send(clerk, f"{DESK}/new", **ENTRY)
    assert answer.status_code == 409
    assert f'href="{DESK}/orders/{order}"' in answer.text
    imported = await store.order(sites["S1"], "A1", at("2026-11-01"), serial_no="SN7")
    answer = await send(clerk, f"{DESK}/new", **{**ENTRY, "serial_no": "SN7"})
    assert f'href="/sites/S1/orders/{imported}"' in answer.text


async def test_a_template_fills_in_its_fields_and_leaves_what_was_typed(clerk: Browser) -> None:
    for name, status in (("Battery", 303), ("Battery", 422)):
        form = {"name": name, "product": "H300", "symptom": "Battery flat", "quoted_price": "80", "currency": "cny"}
        assert (await send(clerk, f"{DESK}/templates", **form)).status_code == status
    page = await clerk.get(f"{DESK}/new")
    [template] = re.findall(r'name="template" value="([0-9a-f-]{36})"', page.text)
    filled = await send(clerk, f"{DESK}/new", serial_no="SN5", customer_name="Li", symptom="?", template=template)
    assert filled.status_code == 200
    assert all(
        text in filled.text for text in ('value="SN5"', 'value="Li"', 'value="H300"', "Battery flat", 'value="80.00"')
    )
    address = f"{DESK}/templates/{template}"
    assert (await send(clerk, address, name="Battery change")).status_code == 303
    assert "Battery change" in (await clerk.get(address)).text
    assert (await send(clerk, f"{address}/remove")).status_code == 303
    assert (await clerk.get(address)).status_code == 404


async def test_another_one_like_it_is_the_same_but_for_whose_it_is(clerk: Browser) -> None:
    order = await taken_in(clerk, fault_code="E7")
    page = (await clerk.get(f"{DESK}/new?like={order}")).text
    assert all(text in page for text in ('value="H200"', "Does not switch on", 'value="E7"'))
    assert all(text not in page for text in ("SN1", "Wang", "13800138000"))


async def test_a_tap_in_the_queue_comes_back_to_the_queue_as_it_was(clerk: Browser) -> None:
    order = await taken_in(clerk)
    page = await clerk.get(f"{DESK}?show=open&q=SN1")
    assert "Waits for diagnosis" in text_of(page)
    form = {"step": "diagnosed", "version": (await version(clerk, order)).strip('"'), "to": "queue", "number": "S1-1"}
    answer = await send(clerk, f"{DESK}/orders/{order}/steps", back="q=SN1&show=open&evil=//x", **form)
    assert answer.headers["location"] == f"{DESK}?show=open&q=SN1&done=diagnosed&number=S1-1"
    assert "Order S1-1: Diagnosed" in text_of(await clerk.get(answer.headers["location"]))


async def test_a_stale_page_is_told_so_and_shows_the_order_as_it_is(clerk: Browser) -> None:
    order = await taken_in(clerk)
    stale = (await version(clerk, order)).strip('"')
    await send(clerk, f"{DESK}/orders/{order}/steps", step="diagnosed", version=stale)
    answer = await send(clerk, f"{DESK}/orders/{order}/steps", step="cancelled", version=stale)
    assert answer.status_code == 412
    assert "In repair" in text_of(answer)
    edit = await send(clerk, f"{DESK}/orders/{order}/edit", **{**ENTRY, "symptom": "Mine"}, version=stale)
    assert edit.status_code == 412
    assert "Mine" in edit.text


async def test_a_hold_is_begun_and_ended_by_taps_and_needs_a_reason(clerk: Browser) -> None:
    order = await taken_in(clerk)

    async def tap(part: str, **form: str) -> httpx.Response:
        now = (await version(clerk, order)).strip('"')
        return await send(clerk, f"{DESK}/orders/{order}/{part}", version=now, **form)

    refused = await tap("hold", note="Called twice")
    assert refused.status_code == 422
    assert "Called twice" in refused.text
    assert (await tap("hold", reason="quote_pending", note="Called twice")).status_code == 303
    shown = text_of(await clerk.get(f"{DESK}/orders/{order}"))
    assert "stands still" in shown
    assert (await tap("hold", reason="force_majeure")).status_code == 409
    assert (await tap("resume")).status_code == 303
    assert (await tap("undo")).status_code == 409
    assert (await tap("steps", step="ready")).status_code == 422


async def test_an_empty_desk_says_what_to_do(clerk: Browser) -> None:
    shown = text_of(await clerk.get(DESK))
    assert "Nothing is open" in shown
    assert "Take in a unit" in shown
    assert "No loan unit is out" in text_of(await clerk.get(f"{DESK}/loans"))
    assert "There are no templates yet" in text_of(await clerk.get(f"{DESK}/templates"))


async def test_who_runs_one_site_is_taken_to_its_desk(clerk: Browser, browse: Browse, person: MakePerson) -> None:
    assert (await clerk.get("/desk")).headers["location"] == DESK
    both = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1", "S2"])
    assert "S2" in text_of(await both.get("/desk"))


async def test_headquarters_neither_opens_the_desk_nor_reads_who_the_customer_is(
    browse: Browse, person: MakePerson, desk: Desk
) -> None:
    order = await desk.take()
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    for address in (DESK, f"{DESK}/orders/{order}", f"{DESK}/orders/{order}/receipt.pdf", f"{API}/{order}", "/desk"):
        assert (await hq.get(address)).status_code == 403
    record = await hq.get(f"/sites/S1/orders/{order}")
    assert record.status_code == 200
    assert all(private not in record.text for private in ("Wang", "13800138000", f"{DESK}/orders"))


async def test_the_desk_of_another_site_is_not_there(browse: Browse, person: MakePerson, desk: Desk) -> None:
    order = await desk.take()
    rival = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"])
    addresses = [DESK, f"{DESK}/orders/{order}", f"/sites/S2/desk/orders/{order}", f"{DESK}/loans", f"{API}/{order}"]
    assert {(await rival.get(address)).status_code for address in addresses} == {404}


async def test_a_program_takes_in_and_goes_on_from_the_version_it_has_read(clerk: Browser) -> None:
    headers = {"x-csrf-token": await clerk.csrf()}
    made = await clerk.post(API, json=ENTRY, headers=headers)
    assert made.status_code == 201, made.text
    order, etag = made.json()["id"], made.headers["etag"]
    again = await clerk.post(API, json=ENTRY, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "serial_is_open")
    step = {"step": "ready", "outcome": "repaired"}
    bare = await clerk.post(f"{API}/{order}/steps", json=step, headers=headers)
    assert bare.status_code == 428
    done = await clerk.post(f"{API}/{order}/steps", json=step, headers=headers | {"if-match": etag})
    assert (done.status_code, done.json()["outcome"]) == (200, "repaired")
    stale = await clerk.post(f"{API}/{order}/undo", headers=headers | {"if-match": etag})
    assert stale.status_code == 412
    undone = await clerk.post(f"{API}/{order}/undo", headers=headers | {"if-match": done.headers["etag"]})
    assert undone.json()["ready_at"] is None
    found = (await clerk.get(API, params={"q": "8000"})).json()
    assert (found["total"], found["items"][0]["id"], UUID(order).version) == (1, order, 4)


async def test_a_program_holds_lends_and_corrects(clerk: Browser) -> None:
    headers = {"x-csrf-token": await clerk.csrf(), "if-match": "*"}
    order = (await clerk.post(API, json=ENTRY, headers=headers)).json()["id"]
    held = await clerk.post(f"{API}/{order}/hold", json={"reason": "quote_pending"}, headers=headers)
    assert held.json()["held_for"] == "quote_pending"
    unknown = await clerk.post(f"{API}/{order}/hold", json={"reason": "lunch"}, headers=headers)
    assert unknown.status_code == 422
    back_dated = {"reason": "quote_pending", "from_at": "2026-01-01T00:00:00Z"}
    assert (await clerk.post(f"{API}/{order}/hold", json=back_dated, headers=headers)).status_code == 422
    assert (await clerk.post(f"{API}/{order}/resume", headers=headers)).json()["held_for"] is None
    lent = await clerk.post(f"{API}/{order}/loan", json={"loan_unit_no": "L1"}, headers=headers)
    assert lent.json()["loan_unit_no"] == "L1"
    assert [each["order"] for each in (await clerk.get("/api/v1/sites/S1/desk/loans")).json()] == [order]
    assert (await clerk.post(f"{API}/{order}/loan/back", headers=headers)).json()["loan_back_at"] is not None
    corrected = await clerk.put(f"{API}/{order}/entry", json={**ENTRY, "symptom": "Other"}, headers=headers)
    assert corrected.json()["symptom"] == "Other"
