"""Pages and JSON of applications: nothing typed is lost, every refusal is told, nobody sees what is not theirs."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from network.foundation.settings import Settings
from network.identity.hashing import hash_password
from network.sites.queries.applications import own_application
from tests.factory import Store
from tests.served import PASSWORD, Browse, Browser, application, text_of
from tests.sites.applying import FORM, Cast, make_cast

JSON = {"accept": "application/json"}


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, photo_megabytes=1))


@pytest.fixture
async def cast(store: Store, shared_folder: Path) -> Cast:
    """With a password for everybody."""
    made = await make_cast(store, shared_folder / "files")
    await store.root.execute("update account set password_hash = $1", await hash_password(PASSWORD))
    return made


async def signed_in(browse: Browse, name: str) -> Browser:
    browser = browse()
    answer = await browser.sign_in(f"{name}@example.com")
    assert answer.status_code == 303
    return browser


async def send(browser: Browser, path: str, **fields: Any) -> httpx.Response:
    """A form of ours, sent as the browser does."""
    return await browser.post(path, data={"_csrf": await browser.csrf(), **fields})


def form(**changes: Any) -> dict[str, Any]:
    values = FORM.model_copy(update=changes).model_dump(exclude={"wanted"})
    return {name: "" if value is None else str(value) for name, value in values.items()}


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (320, 240), (37, 99, 235)).save(content, "JPEG")
    return content.getvalue()


async def upload(browser: Browser, application_id: UUID, name: str, content: bytes, criterion: str) -> httpx.Response:
    return await browser.post(
        f"/my-applications/{application_id}/documents",
        data={"_csrf": await browser.csrf(), "criterion": criterion},
        files={"file": (name, content)},
    )


async def test_an_applicant_begins_at_an_empty_page_that_says_what_to_do(cast: Cast, browse: Browse) -> None:
    browser = await signed_in(browse, "applicant")
    assert (await browser.get("/")).headers["location"] == "/my-applications"
    page = await browser.get("/my-applications")
    assert "Become a service site" in text_of(page)
    assert "/my-applications/new" in page.text


async def test_a_draft_is_written_completed_and_submitted(cast: Cast, browse: Browse) -> None:
    browser = await signed_in(browse, "applicant")
    made = await send(browser, "/my-applications/new", **form(phone=""))
    path = made.headers["location"].removesuffix("/evidence")
    refused = await send(browser, f"{path}/form", **form(phone=""), version="1", do="submit")
    told = text_of(refused)
    assert refused.status_code == 422
    for words in ("Enter a telephone number.", "Hand in what is asked for here.", "saved as a draft"):
        assert words in told
    assert 'href="#field-evidence-means"' in refused.text
    assert "Bund Service Point" in refused.text
    await cast.evidence(UUID(path.rpartition("/")[2]))
    sent = await send(browser, f"{path}/form", **form(), version="2", do="submit")
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert "Submitted" in text_of(await browser.get(path))
    assert (await browser.get(f"{path}/form")).status_code == 303


async def test_wrong_numbers_are_told_at_their_fields_and_nothing_typed_is_lost(cast: Cast, browse: Browse) -> None:
    browser = await signed_in(browse, "applicant")
    typed = form() | {"staff_count": "a dozen", "email": "no address", "statement": "<b>Long</b> story"}
    refused = await send(browser, "/my-applications/new", **typed)
    assert refused.status_code == 422
    for kept in ('value="a dozen"', 'value="no address"', "&lt;b&gt;Long&lt;/b&gt; story"):
        assert kept in refused.text
    for field in ("staff_count", "email"):
        assert f'id="error-{field}"' in refused.text


async def test_a_draft_changed_in_another_window_shows_both_versions(cast: Cast, browse: Browse) -> None:
    made = await cast.draft()
    browser = await signed_in(browse, "applicant")
    await cast.edit(made, contact="Theirs Zhao")
    refused = await send(browser, f"/my-applications/{made}/form", **form(contact="Mine Qian"), version="1", do="save")
    assert refused.status_code == 412
    for words in ("Changed while you had it open", "Theirs Zhao", "Mine Qian"):
        assert words in text_of(refused)
    assert 'value="Mine Qian"' in refused.text
    assert 'name="version" value="2"' in refused.text
    again = await send(browser, f"/my-applications/{made}/form", **form(contact="Mine Qian"), version="2", do="save")
    assert again.status_code == 303


async def test_a_photo_is_handed_in_and_looked_at(cast: Cast, browse: Browse) -> None:
    made = await cast.draft()
    browser = await signed_in(browse, "applicant")
    assert (await upload(browser, made, "front.jpg", photo(), "premises")).status_code == 303
    [document] = (await own_application(cast.applicant, made)).documents
    page = await browser.get(f"/my-applications/{made}/evidence")
    assert f"/application-documents/{document.id}/thumbnail" in page.text
    viewer = await browser.get(f"/my-applications/{made}/documents/{document.id}")
    assert "front.jpg" in text_of(viewer)
    for address in (f"/application-documents/{document.id}", f"/application-documents/{document.id}/thumbnail"):
        answer = await browser.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    stranger = await signed_in(browse, "rival")
    for address in (
        f"/application-documents/{document.id}",
        f"/application-documents/{document.id}/thumbnail",
        f"/api/v1/application-documents/{document.id}",
        f"/my-applications/{made}",
    ):
        assert (await stranger.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "may hold a program"),
        ("empty.pdf", b"", "empty"),
        ("photo.jpg", b"\xff\xd8\xff\xe0broken", "damaged"),
    ],
)
async def test_a_file_that_is_not_taken_is_told_where_it_was_chosen(
    cast: Cast, browse: Browse, name: str, content: bytes, words: str
) -> None:
    made = await cast.draft()
    browser = await signed_in(browse, "applicant")
    refused = await upload(browser, made, name, content, "premises")
    assert refused.status_code == 422
    assert 'id="error-file-premises"' in refused.text
    assert words in text_of(refused)


async def test_a_body_that_is_too_large_leads_back_with_the_limit(cast: Cast, browse: Browse) -> None:
    made = await cast.draft()
    browser = await signed_in(browse, "applicant")
    refused = await upload(browser, made, "huge.jpg", b"\xff" * (3 << 20), "premises")
    assert refused.status_code == 303
    assert "larger than 1 MB" in text_of(await browser.get(refused.headers["location"]))


async def test_headquarters_finds_sorts_and_exports(cast: Cast, browse: Browse) -> None:
    made = await cast.submitted()
    await cast.draft(site_name="Hidden draft")
    browser = await signed_in(browse, "manager")
    number = (await cast.seen(made)).number
    assert number in text_of(await browser.get("/applications?q=bund&state=submitted&region=East"))
    assert "Nothing matches" in text_of(await browser.get("/applications?state=certified"))
    assert "Hidden draft" not in (await browser.get("/applications")).text
    for key in ("number", "site_name", "operator_name", "city", "region", "state", "since", "submitted_at", "total"):
        assert number in (await browser.get(f"/applications?sort={key}&direction=descending&lang=zh_CN")).text
    exported = await browser.get("/applications?format=csv&column=number&column=state&lang=en")
    assert exported.text.splitlines()[1] == f"{number},Bund Service Point,Submitted"


async def test_the_page_of_an_application_names_the_one_next_step(cast: Cast, browse: Browse) -> None:
    made = await cast.submitted()
    browser = await signed_in(browse, "manager")
    page = await browser.get(f"/applications/{made}")
    assert f'href="/applications/{made}/steps/review"' in page.text
    reader = await signed_in(browse, "reader")
    seen = await reader.get(f"/applications/{made}")
    assert (seen.status_code, "/steps/" in seen.text) == (200, False)
    assert (await reader.get(f"/applications/{made}/steps/review")).status_code == 403
    assert (await (await signed_in(browse, "stranger")).get(f"/applications/{made}")).status_code == 404


STEPS = ("review", "visit", "decision", "rejection", "contract", "opening", "certificate")


async def test_every_step_has_a_page_that_names_its_consequence(cast: Cast, browse: Browse) -> None:
    made = await cast.scored()
    browser = await signed_in(browse, "manager")
    for step in STEPS:
        for language in ("en", "zh_CN"):
            page = await browser.get(f"/applications/{made}/steps/{step}?lang={language}")
            assert (page.status_code, 'class="consequence' in page.text) == (200, True), step
    assert (await browser.get(f"/applications/{made}/wants")).status_code == 200
    assert (await browser.get(f"/applications/{made}/steps/nonsense")).status_code == 404


async def test_a_decision_from_an_old_page_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    made = await cast.scored()
    found = await cast.seen(made)
    browser, other = await signed_in(browse, "manager"), await signed_in(browse, "other")
    await send(other, f"/applications/{made}/wants", version=found.version, criterion="", words="The lease, please")
    reason = "A long and careful reason."
    typed = {"reason": reason, "seen_state": "scored", "version": found.version}
    stale = await send(browser, f"/applications/{made}/steps/decision", **typed)
    assert (stale.status_code, reason in stale.text) == (412, True)
    assert f'name="version" value="{found.version + 1}"' in stale.text
    approved = await send(browser, f"/applications/{made}/steps/decision", **{**typed, "version": found.version + 1})
    assert approved.status_code == 303
    late = await send(other, f"/applications/{made}/steps/decision", **{**typed, "version": found.version + 1})
    assert late.status_code == 409
    assert "Manager Wang has decided about this application already" in text_of(late)


async def test_what_stands_against_an_approval_is_told_before_it_is_tried(cast: Cast, browse: Browse) -> None:
    made = await cast.scored(means=1)
    browser = await signed_in(browse, "manager")
    page = await browser.get(f"/applications/{made}/steps/decision")
    assert "This application cannot be approved:" in text_of(page)
    assert "Approve application" not in text_of(page)
    version = (await cast.seen(made)).version
    refused = await send(browser, f"/applications/{made}/steps/decision", reason="Even so.", version=version)
    assert (refused.status_code, "Even so." in refused.text) == (409, True)


async def test_an_applicant_reads_the_reasons_and_may_withdraw_in_time(cast: Cast, browse: Browse) -> None:
    made = await cast.submitted()
    browser = await signed_in(browse, "applicant")
    empty = await send(browser, f"/my-applications/{made}/withdraw", reason=" ", version="2")
    assert (empty.status_code, "Say in a few words why" in text_of(empty)) == (422, True)
    manager = await signed_in(browse, "manager")
    typed = {"reason_code": "city_covered", "reason": "Two sites are enough there.", "version": "2"}
    assert (await send(manager, f"/applications/{made}/steps/rejection", **typed)).status_code == 303
    told = text_of(await browser.get(f"/my-applications/{made}"))
    for words in ("Rejected", "The city is covered already", "Two sites are enough there."):
        assert words in told
    assert "Manager Wang" not in told
    late = await send(browser, f"/my-applications/{made}/withdraw", reason="Never mind.", version="3")
    assert late.status_code == 409


async def test_programs_take_the_same_way(cast: Cast, browse: Browse) -> None:
    applicant, manager = await signed_in(browse, "applicant"), await signed_in(browse, "manager")
    own = {**JSON, "x-csrf-token": await applicant.csrf()}
    made = await applicant.post("/api/v1/my-applications", json=FORM.model_dump(), headers=own)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    path = f"/api/v1/my-applications/{made.json()['id']}"
    stale = await applicant.put(path, json=FORM.model_dump(), headers={**own, "if-match": '"7"'})
    assert (stale.status_code, stale.json()["theirs"]["contact"]) == (412, "Mei Lin")
    assert (await applicant.put(path, json=FORM.model_dump(), headers=own)).status_code == 428
    changed = await applicant.put(path, json=FORM.model_dump(), headers={**own, "if-match": '"1"'})
    assert changed.headers["etag"] == '"2"'
    missing = await applicant.post(f"{path}/submission", headers={**own, "if-match": '"2"'})
    assert (missing.status_code, "evidence-means" in missing.json()["fields"]) == (422, True)
    handed = await applicant.post(
        f"{path}/documents", files={"file": ("a.jpg", photo())}, data={"criterion": "means"}, headers=own
    )
    document = handed.json()["documents"][0]["id"]
    assert (await applicant.get(f"/api/v1/application-documents/{document}")).content[:2] == b"\xff\xd8"
    assert (await applicant.delete(f"{path}/documents/{document}", headers=own)).json()["documents"] == []
    await cast.evidence(UUID(made.json()["id"]))
    sent = await applicant.post(f"{path}/submission", headers={**own, "if-match": "*"})
    assert sent.json()["state"] == "submitted"
    hq, there = {**JSON, "x-csrf-token": await manager.csrf()}, f"/api/v1/applications/{made.json()['id']}"
    assert (await manager.get("/api/v1/applications?stage=submitted")).json()["total"] == 1
    step = {"assessors": [str(cast.first.account), str(cast.second.account)]}
    taken = await manager.post(f"{there}/review", json=step, headers={**hq, "if-match": sent.headers["etag"]})
    assert taken.json()["state"] == "desk_review"
    wants = {"wants": [{"criterion": "means", "words": "Last year’s accounts"}]}
    asked = await manager.post(f"{there}/wants", json=wants, headers={**hq, "if-match": taken.headers["etag"]})
    assert [want["words"] for want in asked.json()["wants"]] == ["Last year’s accounts"]
    assert (await applicant.get(there)).status_code == 403
    back = {"reason": "Sold."}
    withdrawn = await applicant.post(f"{path}/withdrawal", json=back, headers={**own, "if-match": "*"})
    assert withdrawn.json()["state"] == "withdrawn"
    decision = {"reason_code": "other", "reason": "Too late."}
    refused = await manager.post(f"{there}/rejection", json=decision, headers={**hq, "if-match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "application_withdrawn")
