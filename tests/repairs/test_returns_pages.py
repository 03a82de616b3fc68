"""HQ's returns desk and the contests of sites, in the browser and as JSON."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.repairs.commands.inspections import inspect_return
from network.repairs.commands.prechecks import add_shipped_list
from network.repairs.rules.orders import Finding
from tests.factory import Store
from tests.repairs.counter import press
from tests.repairs.returning import HUA, Desk, always, never, verdict
from tests.served import Browse, Browser, MakePerson, text_of

F = Finding
TODAY = now()


@pytest.fixture
def settings_without_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lot falls on no unit here, unless a test draws it."""
    monkeypatch.setenv("SERVICEMARK_RETEST_PERCENT", "0")


@pytest.fixture
async def office(store: Store, sites: dict[str, int]) -> Desk:
    await add_shipped_list(Actor.system(), TODAY)
    return Desk(store, sites)


PEOPLE: dict[str, tuple[Role, dict[str, Any]]] = {
    "li": (Role.HQ_MANAGER, {}),
    "zhou": (Role.HQ_MANAGER, {}),
    "root": (Role.HQ_ADMINISTRATOR, {}),
    "ou": (Role.SITE_OPERATOR, {"sites": ["S1"]}),
    "rival": (Role.SITE_OPERATOR, {"sites": ["S2"]}),
    "boss": (Role.EXECUTIVE, {}),
}
Come = Callable[[str], Awaitable[Browser]]


@pytest.fixture
def come(settings_without_lot: None, browse: Browse, person: MakePerson, office: Desk) -> Come:
    """`await come("li")`: the browser of one of `PEOPLE`, signed in: inspectors, operators of S1 and of its rival."""
    here: dict[str, Browser] = {}

    async def come(name: str) -> Browser:
        if name not in here:
            role, scope = PEOPLE[name]
            await person(f"{name}@example.com", role, name=name.title(), **scope)
            here[name] = browse(headers={"accept-language": "en"})
            await here[name].sign_in(f"{name}@example.com")
        return here[name]

    return come


async def post(browser: Browser, address: str, **data: Any) -> Any:
    return await browser.post(address, data={"_csrf": await browser.csrf(), **data})


async def waiting(office: Desk, number: str, finding: Finding, draw: Any = never) -> UUID:
    """A unit that Hua inspected an hour ago."""
    [one] = await office.received("S1", number, f"X-{number}", shipped=TODAY - timedelta(days=3))
    await inspect_return(HUA, one, verdict(finding, "Hua saw nothing."), TODAY - timedelta(hours=1), 5, draw)
    return one


async def test_a_parcel_goes_from_the_van_to_the_site_again(office: Desk, come: Come) -> None:
    li = await come("li")
    parcel, one, two = await office.parcel("S1", "P1", ["X1", "X2"], TODAY - timedelta(days=2))
    assert "P1-2" in text_of(await li.get("/returns?part=on_the_way&q=x2"))
    assert "Units counted" in text_of(await li.get(f"/returns/shipments/{parcel}"))
    done = await post(li, f"/returns/shipments/{parcel}", units="2", received=[str(one), str(two)])
    assert (done.status_code, done.headers["location"]) == (303, "/returns?done=received")
    assert "Received. The units wait" in text_of(await li.get(done.headers["location"]))
    form = {"finding": "no_fault_found", "missed_step": "battery", "note": "Runs."}
    refused = await post(li, f"/returns/{one}/inspect", **(form | {"missed_step": "", "note": "Runs &c."}))
    assert refused.status_code == 422
    assert "Say which step would have caught it" in text_of(refused)
    assert "Runs &amp;c." in refused.text
    step = await office.store.value("select document -> 'steps' -> 0 ->> 'key' from precheck_list limit 1")
    for unit in (one, two):
        done = await post(li, f"/returns/{unit}/inspect", **(form | {"missed_step": step}))
        assert done.headers["location"] == f"/returns/{unit}?done=inspected", text_of(done)
    assert "No fault found" in text_of(await (await come("ou")).get(f"/sites/S1/returns/{one}"))
    done = await post(li, "/returns/dispatch", returns=[str(one), str(two)])
    assert done.headers["location"] == "/returns?part=dispatch&done=dispatched"
    assert "Nothing is to be sent back" in text_of(await li.get(done.headers["location"]))
    assert (await post(li, "/returns/dispatch")).status_code == 422


async def test_nothing_that_was_typed_about_a_parcel_is_lost(office: Desk, come: Come) -> None:
    li = await come("li")
    parcel, one = await office.parcel("S1", "P1", ["X1"], TODAY - timedelta(days=2))
    typed = {
        "units": "7",
        "received": str(one),
        "rows": "3",
        "product-0": "P2",
        "serial_no-2": "X1",
        "discrepancy": "A <b>box</b> more",
    }
    refused = await post(li, f"/returns/shipments/{parcel}", **typed)
    assert refused.status_code == 422
    assert 'id="error-serial_no-0"' in refused.text  # a product, but no serial number
    kept = ('value="7"', 'value="P2"', 'value="X1"', "A &lt;b&gt;box&lt;/b&gt; more", f'value="{one}" checked')
    assert [each for each in kept if each not in refused.text] == []
    refused = await post(li, f"/returns/shipments/{parcel}", **(typed | {"serial_no-0": "Y1"}))
    assert "Count again" in text_of(refused)
    more = await post(li, f"/returns/shipments/{parcel}", more="yes", **typed)
    assert (more.status_code, more.text.count('name="serial_no-')) == (200, 6)
    done = await post(
        li, f"/returns/shipments/{parcel}", **(typed | {"serial_no-0": "Y1", "serial_no-2": "", "units": "2"})
    )
    assert done.status_code == 303
    assert "A &lt;b&gt;box&lt;/b&gt; more" in (await li.get(f"/returns/shipments/{parcel}")).text


async def test_an_unannounced_parcel_is_recorded(office: Desk, come: Come) -> None:
    li = await come("li")
    form = {"site": "NOWHERE", "rows": "1", "serial_no-0": "Y1", "discrepancy": "No note."}
    assert (await li.get("/returns/unannounced")).status_code == 200
    refused = await post(li, "/returns/unannounced", **form)
    assert (refused.status_code, 'id="error-site"' in refused.text) == (422, True)
    assert (await post(li, "/returns/unannounced", site="S1", discrepancy="?")).status_code == 422
    assert (await post(li, "/returns/unannounced", **(form | {"site": "S1"}))).status_code == 303
    assert "Y1" in text_of(await li.get("/returns"))


async def test_whoever_tests_again_reads_nothing_of_the_first_verdict(office: Desk, come: Come) -> None:
    drawn = await waiting(office, "P1", F.NO_FAULT_FOUND, always)
    contested = await waiting(office, "P2", F.NO_FAULT_FOUND)
    done = await post((await come("ou")), f"/sites/S1/returns/{contested}/contest", reason="It does fail.")
    assert done.headers["location"] == f"/sites/S1/returns/{contested}?done=contested"
    contest = await office.store.value("select id from finding_contest")
    for unit in (drawn, contested):
        pages = [f"/returns/{unit}", f"/api/v1/returns/{unit}", f"/sites/S1/returns/{unit}"]
        pages += ["/returns?part=contest", f"/returns/contests/{contest}", f"/api/v1/sites/S1/returns/{unit}"]
        for address in pages:
            shown = await (await come("li")).get(address)
            told = text_of(shown).replace("“No fault found”", "").replace(" Customer damage", "")
            secrets = ("Hua saw nothing.", "It does fail.", "no_fault_found")
            assert (shown.status_code, [each for each in secrets if each in told]) == (200, []), address
    own = text_of(await (await come("ou")).get(f"/sites/S1/returns/{contested}"))
    assert "Hua saw nothing." in own
    assert "It does fail." in own
    assert "Hua ·" not in own


async def test_a_contest_is_upheld_by_a_third_person(office: Desk, come: Come) -> None:
    one = await waiting(office, "P1", F.CUSTOMER_DAMAGE)
    ou, li, zhou = await come("ou"), await come("li"), await come("zhou")
    page = text_of(await ou.get(f"/sites/S1/returns/{one}/contest"))
    assert "the tenth working day after the finding" in page
    assert (await post(ou, f"/sites/S1/returns/{one}/contest", reason=" ")).status_code == 422
    await post(ou, f"/sites/S1/returns/{one}/contest", reason="The case was whole when we sent it.")
    form = {"finding": "transit_damage", "missed_step": "", "note": "Broken on the way."}
    done = await post(li, f"/returns/{one}/retest", **form)
    assert done.headers["location"] == f"/returns/{one}?done=retested"
    contest = await office.store.value("select id from finding_contest")
    assert "You tested this unit" in text_of(await li.get(f"/returns/contests/{contest}"))
    decision = {"outcome": "upheld", "finding": "", "reason": "The box was crushed."}
    assert (await post(li, f"/returns/contests/{contest}", **decision)).status_code == 403
    assert "The case was whole" in text_of(await zhou.get(f"/returns/contests/{contest}"))
    wrong = await post(zhou, f"/returns/contests/{contest}", **(decision | {"finding": "no_fault_found"}))
    assert (wrong.status_code, "The box was crushed." in wrong.text) == (422, True)
    assert (await post(zhou, f"/returns/contests/{contest}", **decision)).status_code == 303
    told = text_of(await ou.get(f"/sites/S1/returns/{one}"))
    assert "Contest upheld" in told
    assert "The box was crushed." in told
    assert "Zhou" not in told


async def test_a_contest_can_be_taken_back(office: Desk, come: Come) -> None:
    one = await waiting(office, "P1", F.USER_EDUCATION)
    ou = await come("ou")
    await post(ou, f"/sites/S1/returns/{one}/contest", reason="Why not.")
    assert (await ou.get(f"/sites/S1/returns/{one}/contest")).status_code == 409
    assert (await press(ou, f"/sites/S1/returns/{one}/contest/retract")).status_code == 303
    assert (await ou.get(f"/sites/S1/returns/{one}/contest")).status_code == 200


async def test_the_page_of_agreement_says_when_it_says_nothing(office: Desk, come: Come) -> None:
    zhou = await come("zhou")
    assert "No unit was tested twice in this quarter" in text_of(await zhou.get("/returns/verdicts"))
    await office.tested_twice("P1", F.RECALL, F.RECALL)
    await office.tested_twice("P2", F.RECALL, F.NO_FAULT_FOUND)
    shown = text_of(await zhou.get("/returns/verdicts?quarter=2026Q4"))
    assert "Too few pairs to conclude anything: 2" in shown
    assert "1 of 2 pairs" in shown
    assert (await zhou.get("/returns/verdicts?quarter=soon")).status_code == 422
    found = (await zhou.get("/api/v1/returns/verdicts?quarter=2026Q4&cause=sample")).json()
    assert (found["pairs"], found["agreed"], found["conclusive"], found["kappa"]) == (2, 1, False, "0.0000")


async def test_the_desk_exports_what_it_shows(office: Desk, come: Come) -> None:
    await office.received("S1", "P1", "=1+2", shipped=TODAY - timedelta(days=3))
    file = await (await come("li")).get("/returns?part=inspect&format=csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert "P1-1" in file.text


async def test_nobody_but_hq_comes_to_the_desk(office: Desk, come: Come) -> None:
    one = await waiting(office, "P1", F.RECALL)
    for browser in (await come("ou"), await come("boss")):
        for address in (
            "/returns",
            f"/returns/{one}",
            "/returns/verdicts",
            "/api/v1/returns",
            f"/api/v1/returns/{one}",
        ):
            assert (await browser.get(address)).status_code == 403, address
        assert (await post(browser, "/returns/dispatch", returns=str(one))).status_code == 403


async def test_a_rival_finds_no_contest_of_others(office: Desk, come: Come) -> None:
    one = await waiting(office, "P1", F.NO_FAULT_FOUND)
    for address in (f"/sites/S1/returns/{one}/contest", f"/sites/S2/returns/{one}/contest"):
        assert (await (await come("rival")).get(address)).status_code == 404
        assert (await post((await come("rival")), address, reason="Mine.")).status_code == 404
    assert (await (await come("li")).get(f"/sites/S1/returns/{one}/contest")).status_code == 403


async def test_a_program_does_all_of_it_over_the_api(office: Desk, come: Come) -> None:
    parcel, one, two = await office.parcel("S1", "P1", ["X1", "X2"], TODAY - timedelta(days=2))
    li, root, ou = await come("li"), await come("root"), await come("ou")
    for each in (li, root, ou):
        each.headers["x-csrf-token"] = await each.csrf()
    desk = "/api/v1/returns"
    assert [each["shipment_no"] for each in (await li.get(f"{desk}/shipments")).json()["shipments"]] == ["P1"]
    receipt = {"units": 1, "received": [str(one)], "discrepancy": "One is missing."}
    assert (await li.post(f"{desk}/shipments/{parcel}/receive", json={**receipt, "units": 2})).status_code == 422
    assert (await li.post(f"{desk}/shipments/{parcel}/receive", json=receipt)).json()["extra"] == []
    assert (await li.get(f"{desk}/shipments/{parcel}")).json()["units_received"] == 1
    assert (await li.post(f"{desk}/{two}/receive")).status_code == 204
    given = {"finding": "fault_confirmed", "note": "Broken."}
    assert (await li.post(f"{desk}/{one}/inspect", json=given)).status_code == 200
    assert (await li.post(f"{desk}/{one}/inspect", json=given)).status_code == 409
    assert (await li.post(f"{desk}/{two}/retest", json=given)).json()["code"] == "no_retest_asked"
    assert (await li.get(f"{desk}/desk")).json()["units"]["inspect"] == 1
    assert [each["id"] for each in (await li.get(f"{desk}?stage=inspect")).json()["items"]] == [str(two)]
    made = await li.post(
        f"{desk}/unannounced", json={"site": "S2", "units": [{"serial_no": "Z1"}], "discrepancy": "No note."}
    )
    assert made.status_code == 201
    three = await waiting(office, "P3", F.CUSTOMER_DAMAGE)
    contested = await ou.post(f"/api/v1/sites/S1/returns/{three}/contest", json={"reason": "No."})
    assert contested.status_code == 201
    assert (await ou.delete(f"/api/v1/sites/S1/returns/{three}/contest")).status_code == 204
    contest = (await ou.post(f"/api/v1/sites/S1/returns/{three}/contest", json={"reason": "No!"})).json()["id"]
    assert (await li.get(f"{desk}/contests")).json()["contests"][0]["reason"] is None
    decision = {"outcome": "rejected", "reason": "Twice the same."}
    assert (await root.post(f"{desk}/contests/{contest}/decide", json=decision)).json()["code"] == "retest_outstanding"
    assert (await li.post(f"{desk}/{three}/retest", json={**given, "finding": "customer_damage"})).json() == {
        "open": True
    }
    assert (await root.post(f"{desk}/contests/{contest}/decide", json=decision)).json()["state"] == "rejected"
    assert (await root.get(f"{desk}/contests/{contest}")).json()["decider"] == "Root"
    assert (await li.post(f"{desk}/dispatch", json={"returns": [str(three)]})).json() == {"dispatched": 1}
