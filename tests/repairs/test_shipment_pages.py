"""Shipping on the web and by programs: the form keeps what was ticked, the list may change under it, taps go stale."""

from uuid import UUID

import pytest

from network.foundation.access import Role
from network.repairs.queries.prechecks import prechecks_for
from network.repairs.queries.shipments import units_away
from tests.factory import HQ, Store, at, operator
from tests.repairs.counter import enter
from tests.repairs.shipping import publish_again, publish_lists, send, ticked, unit
from tests.served import Browse, Browser, MakePerson, text_of

NEW = "/sites/S1/shipments/new"


@pytest.fixture
async def counter(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    """The browser of an operator of S1, with a list in force."""
    await publish_lists()
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


async def filled(browser: Browser, order: UUID | None = None, serial: str = "", **more: str) -> dict[str, str]:
    """The form as it is sent when one unit is in it and each of its steps is ticked."""
    kept = await prechecks_for(HQ, "")
    steps = {f"u0.step.{key}": "done" for key in kept.document.keys}
    named = {"u0.order": str(order or ""), "u0.serial_no": serial, "u0.list": str(kept.id)}
    return {"_csrf": await browser.csrf(), "unit": "0", **named, **steps, "carrier": "SF", "do": "ship", **more}


async def test_a_unit_is_added_checked_and_shipped(store: Store, sites: dict[str, int], counter: Browser) -> None:
    order = await store.order(sites["S1"], "A1", at("2026-07-01"), serial_no="X1", product="PDA-3")
    assert "The parcel is empty" in text_of(await counter.get(NEW))
    opened = await counter.get(f"{NEW}?order={order}")
    assert "Charge the battery fully" in text_of(opened)
    added = await counter.post(NEW, data=await filled(counter, order, serial_no="X2", product="PDA-4", do="add"))
    assert ("2. X2" in text_of(added), added.text.count("checked")) == (True, 10)
    lacking = await filled(counter, order)
    del lacking["u0.step.battery"]
    lacking["u0.note.reset"] = "hung twice"
    refused = await counter.post(NEW, data=lacking)
    assert (refused.status_code, refused.text.count("Do this first, then tick it.")) == (422, 2)
    assert 'href="#field-u0.step.battery"' in refused.text
    assert "hung twice" in refused.text
    sent = await counter.post(NEW, data=await filled(counter, order))
    assert sent.status_code == 303
    assert "Shipment S1-" in text_of(await counter.get(sent.headers["location"]))
    paper = text_of(await counter.get(f"{sent.headers['location']}/packing-list"))
    assert "X1 PDA-3 A1 10 of 10 done" in paper
    assert "X1" in text_of(await counter.get("/sites/S1/shipments"))
    assert (await counter.get("/shipments")).headers["location"] == "/sites/S1/shipments"


async def test_what_cannot_be_added_is_said_at_its_field(store: Store, sites: dict[str, int], counter: Browser) -> None:
    done = await store.order(sites["S1"], "A1", at("2026-07-01"), ready=3)
    assert "No open order has this number" in text_of(await counter.get(f"{NEW}?order={done}"))
    await store.order(sites["S1"], "A2", at("2026-07-01"), serial_no="X2")
    nothing = await counter.post(NEW, data={"_csrf": await counter.csrf(), "order": "A9\0", "do": "add"})
    assert (nothing.status_code, "No open order has this number" in text_of(nothing)) == (422, True)
    # A serial number that an open order here is for brings the order with it.
    found = await counter.post(NEW, data={"_csrf": await counter.csrf(), "serial_no": "X2", "do": "add"})
    assert "Order A2" in text_of(found)
    twice = await counter.post(NEW, data=await filled(counter, serial="X3", serial_no="X3", do="add"))
    assert "This unit is in the shipment already." in text_of(twice)
    out = await counter.post(NEW, data=await filled(counter, serial="X3", do="take-out-0"))
    assert "The parcel is empty" in text_of(out)
    bare = await filled(counter, serial="X3", carrier=" ")
    del bare["u0.step.reset"]
    told = text_of(await counter.post(NEW, data=bare))
    assert ("Write who carries the parcel." in told, "Do this first, then tick it." in told) == (True, True)


async def test_a_list_that_is_renewed_under_the_form_is_ticked_anew(
    store: Store, sites: dict[str, int], counter: Browser
) -> None:
    form = await filled(counter, serial="X1")
    renewed = await publish_again()
    refused = await counter.post(NEW, data=form)
    assert (refused.status_code, refused.text.count(" checked")) == (409, 0)
    assert "The pre-check list has changed" in text_of(refused)
    assert f'value="{renewed.id}"' in refused.text
    assert await store.counts("return_shipment") == {"return_shipment": 0}


async def test_a_tap_on_an_old_page_changes_nothing(store: Store, sites: dict[str, int], counter: Browser) -> None:
    await send(operator(sites["S1"]), "S1", unit(await prechecks_for(HQ, ""), serial_no="X1"))
    (away,) = await units_away(HQ, "S1")
    await store.root.execute("update hq_return set received_at = shipped_at, dispatched_at = shipped_at")
    tap = {"_csrf": await counter.csrf(), "version": str(away.version), "next": "/sites/S1/shipments"}
    back = f"/sites/S1/returns/{away.id}/back"
    assert (await counter.post(back, data=tap)).status_code == 412
    done = await counter.post(back, data={**tap, "version": str(away.version + 1)})
    assert (done.status_code, done.headers["location"]) == (303, "/sites/S1/shipments")
    assert "Units away" not in text_of(await counter.get("/sites/S1/shipments"))


async def test_programs_ship_and_have_back(store: Store, sites: dict[str, int], counter: Browser) -> None:
    headers = {"x-csrf-token": await counter.csrf()}
    kept = (await counter.get("/api/v1/precheck-lists/in-force")).json()
    steps = {step["key"]: {"done": True} for step in kept["document"]["steps"]}
    parcel = {"serial_no": "X1", "precheck_list": kept["id"], "ticks": steps}
    wanted = {"carrier": "SF", "units": [parcel]}
    api = "/api/v1/sites/S1"
    sent = await counter.post(f"{api}/shipments", headers=headers, json=wanted)
    assert (sent.status_code, sent.json()["state"], sent.json()["contents"][0]["serial_no"]) == (201, "underway", "X1")
    again = await counter.post(f"{api}/shipments", headers=headers, json=wanted)
    assert (again.status_code, again.json()["code"]) == (409, "unit_is_away")
    lacking = {**wanted, "units": [{**parcel, "serial_no": "X2", "ticks": {}}]}
    refused = await counter.post(f"{api}/shipments", headers=headers, json=lacking)
    assert (refused.status_code, len(refused.json()["fields"])) == (422, len(steps))
    assert (await counter.get(f"{api}/shipments?state=underway")).json()["total"] == 1
    (away,) = (await counter.get(f"{api}/units-away")).json()["units"]
    back = f"{api}/returns/{away['id']}/back"
    assert (await counter.post(back, headers=headers)).status_code == 428
    assert (await counter.post(back, headers={**headers, "if-match": '"1"'})).status_code == 204
    assert (await counter.post(back, headers={**headers, "if-match": '"1"'})).status_code == 412
    assert (await counter.get("/api/v1/sites/S2/shipments")).status_code == 404


async def test_hq_looks_at_parcels_and_sends_none(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    kept = await publish_lists()
    await send(operator(sites["S1"]), "S1", unit(kept, serial_no="X1", ticks=ticked(kept, network=False)))
    hua = await enter(browse, person, Role.HQ_MANAGER)
    page = await hua.get("/sites/S1/shipments")
    assert ("New shipment" in text_of(page), "Back at the site" in text_of(page)) == (False, False)
    assert (await hua.get(NEW)).status_code == 403
    assert (await hua.get("/shipments")).status_code == 403
