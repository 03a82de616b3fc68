"""Both sides of a month and the odd records on the web, in both languages, and as JSON."""

from html import unescape
from typing import Any

import httpx
import pytest

from network.foundation.access import Role
from network.foundation.periods import Month
from network.repairs.commands.review import find_odd
from tests.factory import HQ, NOW, Store, at
from tests.repairs.counter import enter
from tests.scorecards.reporting import certify, filed
from tests.served import Browse, Browser, MakePerson

AT_SITE = "/sites/S1/reconciliation/2026-07"


def said(answer: httpx.Response) -> str:
    return " ".join(unescape(answer.text).split())


@pytest.fixture
async def july(store: Store) -> None:
    """S1 reported 12 orders where the records have 10, all closed at 23:55 in Shanghai; S2 reported nothing."""
    site = await store.site("S1", name="Lotus Repairs", name_zh="莲花维修")
    await store.site("S2")
    await certify("S1", "2026-06-01")
    for number in range(10):
        await store.order(
            site, f"A{number}", at("2026-07-03", number * 24 + number), ready_at=at("2026-07-20 15:55", number * 24)
        )
    figures: dict[str, Any] = {"received": 12, "closed": 10, "wip_closing": 0}
    await filed(store, site, "2026-07", at("2026-08-03"), figures)


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, july: None) -> Browser:
    return await enter(browse, person, Role.HQ_ADMINISTRATOR)


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, july: None) -> Browser:
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


async def test_both_sides_see_the_month_and_each_corrects_its_own(hq: Browser, operator: Browser) -> None:
    for browser, whose in ((hq, "Correct a figure of headquarters"), (operator, "Correct a figure of the site")):
        shown = said(await browser.get(AT_SITE))
        assert "Beyond tolerance" in shown
        assert "93.3" in shown
        assert whose in shown
    typed = {"_csrf": await operator.csrf(), "figure": "received", "value": "10", "reason": "Two were counted twice."}
    assert (await operator.post(AT_SITE, data=typed)).status_code == 303
    shown = said(await hq.get(AT_SITE))
    assert "Two were counted twice." in shown
    assert "reported: 12" in shown
    assert "Beyond tolerance" not in shown


async def test_a_correction_that_cannot_be_kept_loses_nothing_that_was_typed(operator: Browser) -> None:
    typed = {"_csrf": await operator.csrf(), "figure": "received", "value": "-3", "reason": "Counted again by two."}
    answer = await operator.post(AT_SITE, data=typed)
    assert answer.status_code == 422
    assert "Counted again by two." in answer.text
    assert 'id="error-value"' in answer.text
    assert (await operator.get("/sites/S1/reconciliation/2026-08")).status_code == 404
    assert (await operator.get("/sites/S2/reconciliation/2026-07")).status_code == 404


async def test_headquarters_reads_the_month_of_all_sites(hq: Browser, operator: Browser) -> None:
    shown = said(await hq.get("/reconciliation?month=2026-07"))
    assert "Lotus Repairs" in shown
    assert "Orders received: 12 reported, 10 known" in shown
    sheet = (await hq.get("/reconciliation?month=2026-07&format=csv")).text
    assert "S1,Lotus Repairs,93.3333" in sheet
    assert "Nothing to reconcile in this month" in said(await hq.get("/reconciliation?month=2026-05"))
    assert (await operator.get("/reconciliation")).status_code == 403
    assert (await operator.get("/review")).status_code == 403


async def test_programs_do_the_same(hq: Browser, operator: Browser) -> None:
    found = (await operator.get(f"/api/v1{AT_SITE}")).json()
    assert (found["accuracy"], found["lines"][0]["variance"]) == ("93.3333", "0.200000")
    wanted = {"figure": "received", "value": 10, "reason": "Counted again."}
    token = {"X-CSRF-Token": await operator.csrf()}
    changed = await operator.post(f"/api/v1{AT_SITE}", json=wanted, headers=token)
    assert (changed.status_code, changed.json()["accuracy"]) == (201, "100.0000")
    assert (await hq.get("/api/v1/reconciliation?month=2026-07")).json()["items"][0]["site"] == "S1"


async def test_an_odd_month_is_looked_at_and_decided(hq: Browser) -> None:
    token = {"_csrf": await hq.csrf()}
    assert "Nothing odd has been found" in said(await hq.get("/review"))
    done = await hq.post("/review/find", data={**token, "month": "2026-07"})
    assert done.headers["location"] == "/review?month=2026-07&done=found&new=1"
    shown = await hq.get(done.headers["location"])
    assert "1 new finding." in said(shown)
    assert "10 of 10 orders became ready from 23:50 on." in said(shown)
    [found] = (await hq.get("/api/v1/review")).json()["items"]
    here = f"/review/{found['id']}"
    shown = await hq.get(here)
    assert shown.text.count('href="/sites/S1/orders/') == 10
    assert (await hq.post(f"{here}/confirm", data={**token, "confirm_note": " "})).status_code == 422
    assert (await hq.post(f"{here}/confirm", data={**token, "confirm_note": "They do."})).status_code == 303
    assert "They do." in said(await hq.get(here))
    assert (await hq.post(f"{here}/clear", data={**token, "clear_note": "No."})).status_code == 409


async def test_programs_look_and_decide_too(hq: Browser) -> None:
    token = {"X-CSRF-Token": await hq.csrf()}
    found = (await hq.post("/api/v1/review/find?month=2026-07", headers=token)).json()
    assert found == {"month": "2026-07", "sites": 1, "flags": 1, "new": 1}
    [one] = (await hq.get("/api/v1/review?state=open")).json()["items"]
    assert len((await hq.get(f"/api/v1/review/{one['id']}")).json()["behind"]) == 10
    answer = await hq.post(f"/api/v1/review/{one['id']}/clear", json={"note": "A late shift."}, headers=token)
    assert (answer.status_code, answer.json()["state"]) == (200, "cleared")


async def test_a_site_reads_nothing_of_a_flag_in_what_happened(hq: Browser, operator: Browser) -> None:
    await find_odd(HQ, Month(2026, 7), NOW)
    happened = said(await operator.get("/sites/S1/trail"))
    assert "23:50" not in happened
    assert "midnight" not in happened
    assert (await operator.get("/api/v1/review")).status_code == 403


async def test_the_pages_speak_chinese(browse: Browse, person: MakePerson, july: None) -> None:
    await find_odd(HQ, Month(2026, 7), NOW)
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert "数据核对" in said(await hq.get("/reconciliation?month=2026-07&lang=zh_CN"))
    assert "10 张维修单中，有 10 张在 23:50 之后修复。" in said(await hq.get("/review"))
    assert "超出容差" in said(await hq.get(AT_SITE))
