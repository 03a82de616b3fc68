"""Pages of the review: the list and its files, a visit as filed, decisions in forms, photos, the embargo; by HTTP."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from network.audits.rules.assignments import FilingState
from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.settings import Settings
from tests.audits.reviewing import FAILED, Desk
from tests.audits.tablet import answer, scene
from tests.audits.visiting import Visitor, assigned, auditor
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, application, text_of

S = FilingState


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


@pytest.fixture
def desk(store: Store, shared_folder: Path) -> Desk:
    return Desk(store, Settings(data_dir=shared_folder).files, at=now())


@pytest.fixture
async def visitor(store: Store, person: MakePerson) -> Visitor:
    return await auditor(store, account=await person("auditor@example.com", Role.AUDITOR))


@pytest.fixture
async def hq(browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com")
    browser = browse()
    assert (await browser.sign_in("hua@example.com")).status_code == 303
    return browser


async def planned(desk: Desk, site: int, visitor: Visitor, **more: Any) -> UUID:
    """A visit that was filed just now."""
    assignment = await assigned(desk.store, site, visitor, window_from=desk.at)
    return await desk.filed(site, visitor, assignment=assignment, **more)


async def posted(browser: Browser, path: str, **form: str) -> Any:
    return await browser.post(path, data={"_csrf": await browser.csrf(), **form})


async def test_a_visit_goes_through_its_review_in_forms(
    desk: Desk, visitor: Visitor, hq: Browser, browse: Browse, sites: dict[str, int]
) -> None:
    filing = await planned(desk, sites["SH1"], visitor, photos=[scene(1)], answers=FAILED)
    assert "SH1" in text_of(await hq.get("/visits?state=waiting"))
    assert (await hq.get("/visits?format=csv")).text.count("\n") == 2
    here = f"/visits/{filing}"
    shown = text_of(await hq.get(here))
    assert "Asked 50 for what is free" in shown
    assert "A-1" in shown
    assert "Person behind" not in shown

    async def move(to: str, reason: str = "") -> Any:
        version = await desk.store.value("select version from filing where id = $1", filing)
        return await posted(hq, f"{here}/move", to=to, version=str(version), **{f"reason_{to}": reason})

    assert (await move("in_review")).status_code == 303
    refused = await move("needs_clarification")
    assert refused.status_code == 422
    assert "field-reason_needs_clarification" in refused.text
    assert (await move("needs_clarification", "Which price was asked?")).status_code == 303

    mine = browse()
    await mine.sign_in("auditor@example.com")
    own = f"/my-visits/filings/{filing}"
    assert "Which price was asked?" in text_of(await mine.get(own))
    assert "Needs clarification" in text_of(await mine.get("/my-visits/filings"))
    assert (await posted(mine, own, body="")).status_code == 422
    assert (await posted(mine, own, body="It was 50")).status_code == 303
    assert (await mine.get(here)).status_code == 403

    early = await move("approved")
    assert early.status_code == 409
    assert "1 photos and 1 texts" in text_of(early)
    photo = await desk.store.value("select id from filing_photo")
    assert (await posted(hq, f"{here}/photos/{photo}", decision="redacted")).status_code == 422
    box = {"left-0": "10", "top-0": "10", "width-0": "20", "height-0": "20"}
    assert (await posted(hq, f"{here}/photos/{photo}", decision="redacted", **box)).status_code == 303
    for file in ("picture", "thumbnail", "redacted", "original"):
        assert (await hq.get(f"{here}/photos/{photo}/{file}")).headers["content-type"] == "image/jpeg"
    assert "As the site sees it" in text_of(await hq.get(f"{here}/photos/{photo}"))
    texts = {"number": "1", "text-price.note": "Money was asked for what is free"}
    assert (await posted(hq, f"{here}/texts", **texts)).status_code == 303
    assert (await posted(hq, f"{here}/messages", visibility="all", question="price", body="See the list")).is_redirect
    assert (await move("approved")).status_code == 303
    assert "It stays secret until" in text_of(await hq.get(here))
    assert "SH1" in text_of(await hq.get("/visits/embargo"))
    assert (await posted(hq, "/visits/embargo/publish")).status_code == 409

    await desk.store.rows("update filing set embargo_until = now() - interval '1 minute'")
    assert (await posted(hq, "/visits/embargo/publish")).headers["location"] == "/visits/embargo?published=1"
    assert "Its site can read it" in text_of(await hq.get(here))


async def test_the_difference_between_versions_is_shown_by_question(
    desk: Desk, visitor: Visitor, hq: Browser, sites: dict[str, int]
) -> None:
    filing = await planned(desk, sites["SH1"], visitor)
    price = '{"value": false, "not_applicable": null, "note": "Asked 50"}'
    await desk.store.rows(
        "insert into filing_version (id, filing, site, number, content, sha256, score, critical_failures, result, "
        "reason, filed_at, received_at) select gen_random_uuid(), filing, site, 2, "
        "jsonb_set(content, '{answers,price}', $1::jsonb), repeat('0', 64), 50, 1, result, "
        "'I looked at the wrong line', filed_at, received_at from filing_version",
        price,
    )
    await desk.store.rows("update filing set current = 2")
    shown = text_of(await hq.get(f"/visits/{filing}"))
    assert "I looked at the wrong line" in shown
    assert "Yes No · Asked 50" in shown


async def test_programs_of_headquarters_review_as_well(
    desk: Desk, visitor: Visitor, hq: Browser, sites: dict[str, int]
) -> None:
    filing = await planned(desk, sites["SH1"], visitor, answers={"greeted": answer(True), "price": answer(True)})
    here, token = f"/api/v1/visits/{filing}", {"x-csrf-token": await hq.csrf()}
    assert [each["id"] for each in (await hq.get("/api/v1/visits?state=received")).json()["items"]] == [str(filing)]
    version = (await hq.get(here)).json()["version"]
    moved = await hq.post(f"{here}/move", json={"to": "in_review", "version": version}, headers=token)
    assert (moved.status_code, moved.json()["state"]) == (200, "in_review"), moved.text
    stale = await hq.post(f"{here}/move", json={"to": "approved", "version": version}, headers=token)
    assert (stale.status_code, stale.json()["code"]) == (409, "review_changed")
    said = {"visibility": "hq", "body": "Looks good"}
    assert (await hq.post(f"{here}/messages", json=said, headers=token)).status_code == 201
    approve = {"to": "approved", "version": moved.json()["version"]}
    assert (await hq.post(f"{here}/move", json=approve, headers=token)).json()["state"] == "approved"
    assert len((await hq.get("/api/v1/visits/embargo")).json()) == 1
    assert (await hq.post("/api/v1/visits/embargo/publish", headers=token)).json()["code"] == "embargo_running"


@pytest.mark.parametrize("role", [Role.SITE_OPERATOR, Role.EXECUTIVE])
async def test_nobody_else_learns_that_there_are_visits(
    desk: Desk, visitor: Visitor, browse: Browse, person: MakePerson, sites: dict[str, int], role: Role
) -> None:
    filing = await planned(desk, sites["SH1"], visitor, photos=[scene(2)])
    photo = await desk.store.value("select id from filing_photo")
    await person("else@example.com", role, **({"sites": ["SH1"]} if role is Role.SITE_OPERATOR else {}))
    browser = browse()
    await browser.sign_in("else@example.com")
    for path in (
        "/visits",
        "/visits/embargo",
        f"/visits/{filing}",
        f"/visits/{filing}/photos/{photo}/original",
        "/api/v1/visits",
        f"/api/v1/visits/{filing}",
        "/my-visits/filings",
    ):
        assert (await browser.get(path)).status_code == 403, path
