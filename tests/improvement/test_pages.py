"""The pages of findings and corrective actions: from the list to the closed finding, on both sides."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image

from network.foundation.access import Role
from network.foundation.clock import now
from tests.factory import Store
from tests.improvement.taking import owed
from tests.served import Browse, Browser, MakePerson, text_of

ANSWERED = {
    "containment": "Taken down.",
    "root_cause": "Nobody was told.",
    "remedy": "Checked each Monday.",
    "owner": "Wang Li",
}


@pytest.fixture
async def shop(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    """Somebody who runs SH1."""
    await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    browser = browse()
    await browser.sign_in("ou@example.com")
    return browser


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    await person("lin@example.com", Role.HQ_MANAGER)
    browser = browse("10.0.0.2")
    await browser.sign_in("lin@example.com")
    return browser


async def send(browser: Browser, path: str, **form: str) -> str:
    """The address that follows."""
    answer = await browser.post(path, data={**form, "_csrf": await browser.csrf()})
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    return out.getvalue()


async def test_from_a_finding_written_down_to_its_closing(store: Store, shop: Browser, hq: Browser) -> None:
    day = (now() - timedelta(days=1)).date().isoformat()
    typed = {"title": "Old price list", "detail": "From 2024.", "found_on": day, "grade": "major"}
    wrong = await hq.post("/sites/SH1/findings", data={**typed, "grade": "", "_csrf": await hq.csrf()})
    assert (wrong.status_code, "Old price list" in wrong.text, 'id="error-grade"' in wrong.text) == (422, True, True)
    await send(hq, "/sites/SH1/findings", **typed)
    action = await store.value("select id from corrective_action")
    path = f"/sites/SH1/actions/{action}"
    assert path in (await shop.get("/home")).text
    assert path in (await shop.get("/findings")).text
    csrf = await shop.csrf()
    added = await shop.post(f"{path}/files", data={"_csrf": csrf}, files={"file": ("after.png", picture())})
    assert added.headers["location"] == f"{path}?done=added"
    missing = await shop.post(f"{path}/answer", data={**ANSWERED, "root_cause": "", "_csrf": csrf})
    assert (missing.status_code, "Checked each Monday." in missing.text) == (422, True)
    assert 'id="error-root_cause"' in missing.text
    await send(shop, f"{path}/answer", **ANSWERED)
    assert "stage=verify" in (await hq.get("/home")).text
    assert (await hq.post(f"{path}/verdict", data={"verdict": "returned", "_csrf": await hq.csrf()})).status_code == 422
    await send(hq, f"{path}/verdict", verdict="returned", note="Which shelf is that?")
    assert "Which shelf is that?" in text_of(await shop.get(path))
    await send(shop, f"{path}/answer", **ANSWERED)
    await send(hq, f"{path}/verdict", verdict="verified", note="")
    await store.rows("update corrective_action set check_on = current_date - 2")
    assert await send(hq, f"{path}/effect", effective="yes", effect_reason="Seen.") == f"{path}?done=closed"
    assert "Closed" in text_of(await hq.get(f"/sites/SH1/findings/{await store.value('select id from finding')}"))


async def test_more_time_is_asked_for_and_decided_on_the_page(store: Store, shop: Browser, hq: Browser) -> None:
    path = f"/sites/SH1/actions/{await owed(store, at=now())}"
    due = await store.value("select due_on from corrective_action")
    refused = await shop.post(
        f"{path}/extension", data={"wanted_on": due.isoformat(), "wanted_reason": "Late", "_csrf": await shop.csrf()}
    )
    assert (refused.status_code, 'id="error-wanted_on"' in refused.text) == (422, True)
    later = due + timedelta(days=9)
    await send(shop, f"{path}/extension", wanted_on=later.isoformat(), wanted_reason="The sign comes from abroad.")
    assert "The sign comes from abroad." in (await hq.get(path)).text
    await send(hq, f"{path}/extension/decide", granted="yes", time_reason="Seen the order.")
    assert await store.value("select due_on from corrective_action") == later


async def test_the_list_is_filtered_by_its_address_and_exported_as_shown(store: Store, hq: Browser) -> None:
    await owed(store, at=now())
    await store.rows("update corrective_action set due_on = current_date - 40")
    for query, found in (("stage=overdue", True), ("stage=closed", False), ("grade=minor", False), ("q=price", True)):
        assert ("Old price list" in (await hq.get(f"/findings?{query}")).text) == found, query
    sheet = (await hq.get("/findings?stage=owed&format=csv")).text.lstrip("\ufeff").splitlines()
    assert sheet[0] == "What was found,Site,Grade,Corrective action,To be done by"
    assert sheet[1].startswith("Old price list,SH1,Major finding,To be answered,")


async def test_pages_and_api_keep_to_their_sites_and_sides(
    store: Store, shop: Browser, hq: Browser, browse: Browse, person: MakePerson
) -> None:
    action = await owed(store, at=now())
    finding = await store.value("select id from finding")
    await person("su@example.com", Role.SITE_OPERATOR, sites=["SH2"])
    stranger = browse("10.0.0.3")
    await stranger.sign_in("su@example.com")
    for path in (f"/sites/SH1/actions/{action}", f"/sites/SH1/findings/{finding}", "/sites/SH1/findings"):
        assert (await stranger.get(path)).status_code == 404
        assert (await shop.get(path)).status_code == 200
    assert (await shop.get("/sites/SH1/findings/new")).status_code == 403
    assert (
        await shop.post(f"/sites/SH1/actions/{action}/verdict", data={"_csrf": await shop.csrf()})
    ).status_code == 403
    assert (await hq.post(f"/sites/SH1/actions/{action}/answer", data={"_csrf": await hq.csrf()})).status_code == 403


async def test_a_program_answers_and_verifies_as_people_do(store: Store, shop: Browser, hq: Browser) -> None:
    api = f"/api/v1/sites/SH1/actions/{await owed(store, at=now())}"

    async def post(browser: Browser, path: str, body: dict[str, object]) -> tuple[int, str]:
        answer = await browser.post(f"{api}{path}", json=body, headers={"x-csrf-token": await browser.csrf()})
        return answer.status_code, answer.json().get("state") or answer.json().get("code")

    sent = await shop.post(
        f"{api}/files", files={"file": ("a.png", picture())}, headers={"x-csrf-token": await shop.csrf()}
    )
    file = f"{api}/files/{UUID(sent.json()['id'])}"
    assert (await shop.get(file)).headers["content-type"] == "image/jpeg"
    gone = await shop.delete(file, headers={"x-csrf-token": await shop.csrf()})
    assert (gone.status_code, (await shop.get(file)).status_code) == (204, 404)
    assert await post(shop, "/answer", dict(ANSWERED)) == (200, "answered")
    assert await post(hq, "/return", {"reason": "Which shelf?"}) == (200, "returned")
    assert await post(shop, "/answer", dict(ANSWERED)) == (200, "answered")
    assert await post(hq, "/verify", {}) == (200, "verified")
    assert await post(hq, "/effect", {"effective": True, "reason": "Seen."}) == (409, "checked_too_early")
    listed = (await hq.get("/api/v1/findings?stage=open")).json()
    assert [each["action_state"] for each in listed["items"]] == ["verified"]
