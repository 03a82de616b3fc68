"""The pages of taking note: of one's own, of a site, of the network on two days, and the sheet to be signed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from network.manuals.api import acknowledging as coverage_api
from network.manuals.pages import coverage as coverage_pages
from tests.factory import Store
from tests.foundation.evidence.corpus import halves, saved
from tests.manuals.noting import QUESTION, changed, edition, employ, manual, note
from tests.served import Browse, Browser, MakePerson, text_of

TODAY = now().date()
NOTE = "/manuals/house-manual/editions/2/acknowledge"


@pytest.fixture
async def people(store: Store, sites: dict[str, int], person: MakePerson) -> dict[str, UUID]:
    """Li took note of the first edition; she and Wang have still to of the second. Each site has one of them."""
    of = await manual(store)
    first = await edition(store, of, 1, TODAY - timedelta(days=90))
    await edition(store, of, 2, TODAY - timedelta(days=20), document=changed(), quiz=[QUESTION], due_days=19)
    li = await employ(store, sites["SH1"], date(2025, 1, 1))
    wang = await employ(store, sites["SH1"], date(2025, 1, 1), name="Wang Wei")
    await employ(store, sites["SH2"], TODAY - timedelta(days=5), name="Zhao Min")
    await note(store, first, li, sites["SH1"], now() - timedelta(days=80))
    account = await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    await store.rows("update person set account = $2 where id = $1", li, account)
    return {"Li": li, "Wang": wang}


async def signed_in(browse: Browse, email: str) -> tuple[Browser, dict[str, str]]:
    browser = browse()
    await browser.sign_in(email)
    return browser, {"_csrf": await browser.csrf()}


async def test_note_is_taken_on_a_page_that_says_what_is_new(people: dict[str, UUID], browse: Browse) -> None:
    browser, csrf = await signed_in(browse, "li@example.com")
    shown = text_of(await browser.get(NOTE))
    assert "What is new since edition 1" in shown
    assert "Three rings, no longer five." in shown
    wrong = await browser.post(NOTE, data={**csrf, "rings": "ten"})
    assert wrong.status_code == 422
    assert "Read clause 1.1 again." in text_of(wrong)
    assert (await browser.post(NOTE, data={**csrf, "rings": "three"})).status_code == 303
    done = text_of(await browser.get(NOTE))
    assert "You took note of this on" in done
    assert "I have taken note" not in done


async def test_the_json_twin_answers_the_same_twice(people: dict[str, UUID], browse: Browse) -> None:
    browser, csrf = await signed_in(browse, "li@example.com")
    headers = {"x-csrf-token": csrf["_csrf"]}
    said = [
        await browser.post(f"/api/v1{NOTE}", json={"answers": {"rings": "three"}}, headers=headers) for _n in range(2)
    ]
    assert [answer.status_code for answer in said] == [200, 200]
    assert said[0].json() == said[1].json()
    [duty] = (await browser.get("/api/v1/my-training/manuals")).json()["duties"]
    assert (duty["number"], duty["state"]) == (2, "late")


async def test_a_signed_sheet_is_printed_and_handed_in(
    people: dict[str, UUID], person: MakePerson, browse: Browse
) -> None:
    await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    browser, csrf = await signed_in(browse, "ou@example.com")
    sheet = "/sites/SH1/manuals/house-manual/editions/2/sheet"
    assert f"{sheet}/new" in (await browser.get("/sites/SH1/manuals")).text
    form = text_of(await browser.get(f"{sheet}/new"))
    assert "Wang Wei" in form
    assert "has an account and may also do it there" in form
    assert (await browser.get(f"{sheet}.pdf")).content.startswith(b"%PDF")
    refused = await browser.post(sheet, data=csrf, files={"file": ("s.jpg", saved(halves(), "JPEG"))})
    assert refused.status_code == 422
    assert "Choose who has signed the sheet." in text_of(refused)
    ticked = {**csrf, "people": str(people["Wang"])}
    assert (
        await browser.post(sheet, data=ticked, files={"file": ("s.jpg", saved(halves(), "JPEG"))})
    ).status_code == 303
    after = (await browser.get("/sites/SH1/manuals")).text
    kept = after.split("/sites/SH1/manuals/sheets/")[1].split('"')[0]
    assert (await browser.get(f"/sites/SH1/manuals/sheets/{kept}")).headers["content-type"] == "image/jpeg"
    assert (await browser.get("/manuals/coverage")).status_code == 200
    assert "SH2" not in (await browser.get("/manuals/coverage")).text


async def test_the_network_differs_from_day_to_day_and_leaves_as_a_file(
    people: dict[str, UUID], person: MakePerson, browse: Browse
) -> None:
    await person("hua@example.com")
    browser, _csrf = await signed_in(browse, "hua@example.com")
    today = await browser.get("/manuals/coverage")
    assert "/sites/SH2/manuals" in today.text
    before = (TODAY - timedelta(days=60)).isoformat()
    then = text_of(await browser.get(f"/manuals/coverage?on={before}"))
    assert "1/2" in then
    assert "SH2" not in then
    lines = (await browser.get(f"/manuals/coverage?on={before}&format=csv")).text.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["SH1"]
    narrowed = await browser.get("/manuals/coverage?waiting=overdue&manual=house-manual&region=East+China")
    assert "/sites/SH1/manuals" in narrowed.text
    assert "/sites/SH2/manuals" not in narrowed.text
    answer = (await browser.get(f"/api/v1/manuals/coverage?on={before}")).json()
    assert (answer["people"], answer["taken"], answer["overdue"]) == (2, 1, 1)


async def test_coverage_is_that_of_the_day_at_headquarters(
    people: dict[str, UUID], person: MakePerson, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At five in the afternoon in Greenwich the next day has begun in Shanghai."""
    late = datetime(2026, 11, 20, 17, tzinfo=UTC)
    for module in (coverage_pages, coverage_api):
        monkeypatch.setattr(module, "now", lambda: late)
    await person("hua@example.com")
    browser, _csrf = await signed_in(browse, "hua@example.com")
    assert (await browser.get("/api/v1/manuals/coverage")).json()["on"] == "2026-11-21"
    saved_as = (await browser.get("/manuals/coverage?format=csv")).headers["content-disposition"]
    assert "2026-11-21" in saved_as
