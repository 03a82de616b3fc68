"""Calibration rounds from the draft to the agreement, and how auditors stand beside each other, over HTTP."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from tests.audits.tablet import MakeTablet, answer, tablet
from tests.audits.visiting import checklist
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson

__all__ = ["tablet"]

PAGES = "/calibrations"
API = "/api/v1/calibrations"
CASE = "Nobody greeted the customer for five minutes; the price was that of the list."
RIGHT = {"greeted": answer(False), "price": answer(True)}
MILD = {"greeted": answer(True), "price": answer(True)}


@pytest.fixture
async def hq(browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com", Role.HQ_MANAGER)
    browser = browse()
    assert (await browser.sign_in("hua@example.com")).status_code == 303
    return browser


async def begun(hq: Browser, kept: UUID) -> str:
    """The address of a draft with its right answers."""
    csrf = await hq.csrf()
    fields = {"_csrf": csrf, "name": "Autumn", "checklist": str(kept), "case_text": CASE, "closes_on": ""}
    made = await hq.post(f"{PAGES}/new", data=fields)
    assert made.status_code == 303, made.text
    page = made.headers["location"].partition("?")[0]
    answers = {"_csrf": csrf, "version": "1", "a.greeted": "no", "a.price": "yes"}
    kept_right = await hq.post(f"{page}/reference", data=answers)
    assert kept_right.headers.get("location") == f"{page}?done=reference", kept_right.text
    return str(page)


async def opened(hq: Browser, kept: UUID) -> str:
    page = await begun(hq, kept)
    assert (await hq.post(f"{page}/open", data={"_csrf": await hq.csrf()})).status_code == 303
    return page


async def test_a_case_is_opened_answered_once_by_each_auditor_and_compared(
    store: Store, hq: Browser, tablet: MakeTablet, sites: dict[str, int]
) -> None:
    page = await opened(hq, await checklist(store))
    assert f'<a href="{page}">Autumn</a>' in (await hq.get(PAGES)).text
    round_id = page.rpartition("/")[2]
    _visitor, first = await tablet("A-1")
    _visitor, second = await tablet("A-2")
    listed = await first.browser.get(f"{PAGES}/open")
    assert f"{page}/answer" in listed.text
    form = await first.browser.get(f"{page}/answer")
    assert (CASE in form.text, "Photo taken" in form.text) == (True, False)
    sent = {"_csrf": first.csrf, "a.greeted": "yes", "a.price": "yes"}
    assert (await first.browser.post(f"{page}/answer", data=sent)).headers["location"] == f"{PAGES}/open?done=answered"
    path = f"/api/v1/tablet/calibrations/{round_id}"
    answered = await second.browser.post(path, json={"answers": RIGHT}, headers={"x-csrf-token": second.csrf})
    assert answered.status_code == 201, answered.text
    again = await second.browser.post(path, json={"answers": MILD}, headers={"x-csrf-token": second.csrf})
    assert (again.status_code, again.json()["code"]) == (409, "calibration_answered_already")
    assert (await first.browser.post(f"{page}/answer", data=sent)).status_code == 409
    told = (await hq.get(f"{API}/{round_id}")).json()
    assert [(each["auditor"], each["score"], each["agreement"]["agreed"]) for each in told["given"]] == [
        ("A-1", "100.00", 1),
        ("A-2", "50.00", 2),
    ]
    assert told["reference_score"] == "50.00"
    assert {key: each["agreed"] for key, each in told["questions"].items()} == {"greeted": 1, "price": 2}
    shown = await hq.get(page)
    assert "50.0%" in shown.text
    assert (await hq.post(f"{page}/close", data={"_csrf": await hq.csrf()})).status_code == 303
    assert (await second.browser.get(f"{page}/answer")).status_code == 404
    events = await store.rows(
        "select action, actor, account is null as alone from trail_event where action like 'calib%' order by id"
    )
    assert [(row["action"].partition(".")[2], row["actor"], row["alone"]) for row in events][2:] == [
        ("opened", "Hua Zhang", False),
        ("answered", "A-1", True),
        ("answered", "A-2", True),
        ("closed", "Hua Zhang", False),
    ]


async def test_what_is_typed_stays_when_something_is_wrong(store: Store, hq: Browser, tablet: MakeTablet) -> None:
    wrong = await hq.post(f"{PAGES}/new", data={"_csrf": await hq.csrf(), "name": "Autumn", "closes_on": "2020-01-01"})
    assert (wrong.status_code, 'value="Autumn"' in wrong.text) == (422, True)
    page = await opened(hq, await checklist(store))
    _visitor, device = await tablet()
    half = await device.browser.post(f"{page}/answer", data={"_csrf": device.csrf, "a.price": "no"})
    assert half.status_code == 422
    assert 'href="#field-a.greeted"' in half.text
    assert 'value="no" checked' in half.text


async def test_an_open_round_stays_as_it_is(store: Store, hq: Browser, database: str) -> None:
    page = await opened(hq, await checklist(store))
    csrf = {"_csrf": await hq.csrf()}
    assert (await hq.post(f"{page}/open", data=csrf)).status_code == 409
    sent = {"answers": MILD}
    headers = {"x-csrf-token": csrf["_csrf"], "if-match": "*"}
    refused = await hq.put(f"{API}/{page.rpartition('/')[2]}/reference", json=sent, headers=headers)
    assert refused.json()["code"] == "calibration_round_not_draft"
    with pytest.raises(asyncpg.PostgresError, match="stays as it is"):
        await store.rows("update calibration_round set case_text = 'another'")
    with pytest.raises(asyncpg.PostgresError, match="stays as it is"):
        await store.rows("delete from calibration_round")


async def test_what_is_right_and_what_others_said_is_not_for_auditors(
    store: Store, hq: Browser, tablet: MakeTablet
) -> None:
    page = await begun(hq, await checklist(store))
    visitor, device = await tablet("A-1")
    other, _device = await tablet("A-2")
    for path in (page, f"{page}/reference", PAGES, "/auditors/quality", f"{API}/{page.rpartition('/')[2]}"):
        assert (await device.browser.get(path)).status_code == 403
    assert (await device.browser.get(f"{page}/answer")).status_code == 404
    await hq.post(f"{page}/open", data={"_csrf": await hq.csrf()})
    await store.rows(
        "insert into calibration_answer (id, round, auditor, answers, answered_at) select $1, id, $2, '{}', $3 "
        "from calibration_round",
        uuid4(),
        other.id,
        now(),
    )
    async with store.root.transaction():
        await store.root.execute("set local role servicemark_field")
        await store.root.execute("select set_config('app.account', $1, true)", str(visitor.account))
        assert await store.root.fetchval("select count(*) from calibration_answer") == 0
        assert await store.root.fetchval("select count(*) from calibration_round") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.root.fetchval("select reference from calibration_round")


async def test_nobody_answers_after_the_last_day(store: Store, hq: Browser, tablet: MakeTablet) -> None:
    page = await begun(hq, await checklist(store))
    await store.rows("update calibration_round set closes_at = $1", now() + timedelta(days=1))
    await hq.post(f"{page}/open", data={"_csrf": await hq.csrf()})
    await store.root.execute("alter table calibration_round disable trigger calibration_round_kept")
    await store.rows("update calibration_round set closes_at = $1", now() - timedelta(minutes=1))
    _visitor, device = await tablet()
    path = f"/api/v1/tablet/calibrations/{page.rpartition('/')[2]}"
    late = await device.browser.post(path, json={"answers": RIGHT}, headers={"x-csrf-token": device.csrf})
    assert (late.status_code, late.json()["code"]) == (409, "calibration_round_over")
