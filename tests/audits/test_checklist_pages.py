"""The pages of checklists: written piece by piece, as text and by workbook; tried, compared, published, retired."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from network.audits.checklist_workbook import write_workbook
from network.audits.commands.checklists import (
    add_shipped_checklists,
    new_checklist,
    publish_draft,
    start_draft,
    write_draft,
)
from network.audits.pages.checklist_labels import LINE_LABELS
from network.audits.queries.checklists import list_checklists, read_checklist_version
from network.audits.rules.checklists import VisitKind
from network.audits.schemas.checklist_lines import flat_question
from network.audits.schemas.checklist_versions import ChecklistVersion, NewIn, PublishIn
from network.audits.schemas.checklists import write_checklist
from network.foundation.access import Role
from tests.audits.rules.checklists import EVERY_TYPE, changed, question
from tests.factory import HQ, NOW, Store
from tests.served import Browse, Browser, MakePerson, text_of

NEW = NewIn(key="short", kind=VisitKind.MYSTERY_VISIT, title="Short visit", title_zh="简短暗访")


@pytest.fixture
async def draft(store: Store) -> ChecklistVersion:
    """A draft with a question of every type, at its second change."""
    made = await new_checklist(HQ, NEW, NOW)
    return await write_draft(HQ, made.id, EVERY_TYPE, 1, NOW)


@pytest.fixture
async def browser(store: Store, browse: Browse, person: MakePerson) -> Browser:
    """An administrator's."""
    await person("hq@example.com", Role.HQ_ADMINISTRATOR)
    opened = browse()
    await opened.sign_in("hq@example.com")
    return opened


async def send(browser: Browser, address: str, **typed: Any) -> httpx.Response:
    return await browser.post(address, data={"_csrf": await browser.csrf(), "version": "2", **typed})


async def test_a_checklist_is_made_piece_by_piece_and_comes_into_force(browser: Browser) -> None:
    refused = await send(browser, "/checklists/new", title="Short", title_zh="", key="Short Visit", kind="announced")
    assert refused.status_code == 422
    assert 'value="Short Visit"' in refused.text
    made = await send(browser, "/checklists/new", title="Short", title_zh="简短", key="short", kind="announced")
    edit = made.headers["location"]
    assert "There is no section yet" in text_of(await browser.get(edit))
    labels = {"label_en": "Hall", "label_zh": "大厅"}
    added = await send(browser, f"{edit}/section", version="1", key="hall", most_not_applicable="0.5", **labels)
    assert added.headers["location"] == f"{edit}#section-hall"
    asked = {**flat_question(question("clean", points="10")), "section": "hall", **labels}
    assert (await send(browser, f"{edit}/question", **asked)).headers["location"] == f"{edit}#question-clean"
    page = text_of(await browser.get(edit))
    assert "Nothing keeps this from being published." in page
    href = edit.removesuffix("/edit")
    done = await send(browser, f"{href}/publish", version="3", note="The first one", pilot="yes")
    assert done.status_code == 303
    shown = text_of(await browser.get(href))
    assert ("In force" in shown, "Pilot, not scored" in shown, "The first one" in shown) == (True, True, True)
    assert (await browser.get(edit)).status_code == 409
    retired = await send(browser, f"{href}/retire", version="4", reason="It was only a pilot")
    assert retired.status_code == 303
    assert "Visits that were begun before, or within 14 days after" in text_of(await browser.get(href))


async def test_a_question_is_changed_moved_and_removed(browser: Browser, draft: ChecklistVersion) -> None:
    edit = f"/checklists/{draft.id}/edit"
    form = await browser.get(f"{edit}/question?former=fault")
    assert "sent | 0 | sent | sent。" in form.text
    typed = {**flat_question(question("fault", "choice", "10")), "section": "desk", "former": "fault"}
    refused = await send(browser, f"{edit}/question", **{**typed, "choices": "fixed, sent", "points": "ten"})
    assert refused.status_code == 422
    assert "fixed, sent" in refused.text
    assert text_of(refused).count("Line 1: write key | share | English | Chinese.") == 2
    saved = await send(
        browser, f"{edit}/question", **{**typed, "choices": "fixed | 1 | Fixed | 修好\nsent | 0 | Sent | 送修"}
    )
    assert saved.status_code == 303
    stale = await send(browser, f"{edit}/question", **{**typed, "label_en": "Mine"})
    assert (stale.status_code, "Mine" in stale.text, 'name="version" value="3"' in stale.text) == (412, True, True)
    await send(browser, f"{edit}/move", version="3", up="question:fault")
    await send(browser, f"{edit}/move", version="4", down="section:desk")
    await send(browser, f"{edit}/question", version="5", former="smile", remove="yes")
    kept = await read_checklist_version(HQ, draft.id)
    assert [each.key for each in kept.document.sections] == ["measured", "desk"]
    assert [each.key for each in kept.document.sections[1].questions] == ["greeted", "fault", "why"]
    assert (await send(browser, f"{edit}/move", version="6", up="question:gone")).status_code == 404
    assert (await browser.get(f"{edit}/section?former=gone")).status_code == 404


async def test_a_draft_is_written_as_text_with_a_preview(browser: Browser, draft: ChecklistVersion) -> None:
    address, text = f"/checklists/{draft.id}/text", write_checklist(draft.document)
    refused = await send(browser, address, document=text.replace("key: greeted", "key: 7"))
    assert (refused.status_code, "key: 7" in refused.text) == (422, True)
    assert "sections[0].questions[0].key: Write a text." in text_of(refused)
    shown = await send(browser, address, document=text.replace("key: greeted", "key: G"), preview="yes")
    assert "“G” is not a code" in text_of(shown)
    other = await send(browser, address, document=text.replace("key: short", "key: other"))
    assert "its key stays the same" in text_of(other)
    saved = await send(browser, address, document=text.replace("cap: 60", "cap: 50"))
    assert saved.headers["location"] == f"/checklists/{draft.id}/edit"
    stale = await send(browser, address, document=text)
    assert (stale.status_code, "The draft as it is now" in text_of(stale)) == (412, True)
    taken = await browser.get(f"/checklists/{draft.id}/document")
    assert "cap: 50" in taken.text


async def test_a_workbook_goes_out_and_comes_back_changed(browser: Browser, draft: ChecklistVersion) -> None:
    address = f"/checklists/{draft.id}/workbook"
    assert (await browser.get(f"{address}.xlsx")).content[:2] == b"PK"
    assert "Download workbook" in text_of(await browser.get(address))
    form = {"_csrf": await browser.csrf(), "version": "2"}
    nothing = await browser.post(address, data=form, files={"file": ("c.xlsx", b"no workbook")})
    assert (nothing.status_code, "error-summary" in nothing.text) == (422, True)
    content = write_workbook(changed("smile", steps=3), LINE_LABELS)
    taken = await browser.post(address, data=form, files={"file": ("c.xlsx", content)})
    assert taken.status_code == 303
    smile = (await read_checklist_version(HQ, draft.id)).document.question("smile")
    assert smile is not None
    assert smile.steps == 3
    stale = await browser.post(address, data=form, files={"file": ("c.xlsx", content)})
    assert stale.status_code == 412


async def test_a_checklist_is_tried_without_keeping_anything(browser: Browser, draft: ChecklistVersion) -> None:
    address = f"/checklists/{draft.id}/trial"
    assert "Nothing is kept" in text_of(await browser.get(address))
    answers = {"a.greeted": "no", "a.smile": "5", "a.price": "200", "a.call": "answered", "a.call.rings": "2"}
    page = text_of(await send(browser, address, **answers))
    assert "A photo is missing." in page
    assert "capped at 60" in page
    assert "1 critical failure" in page
    wrong = await send(browser, address, **{**answers, "a.price": "much", "n.greeted": "Closed"})
    assert (wrong.status_code, 'value="much"' in wrong.text, 'value="Closed"' in wrong.text) == (422, True, True)


async def test_what_is_new_in_a_version_is_told(browser: Browser, draft: ChecklistVersion) -> None:
    kept = await publish_draft(HQ, draft.id, PublishIn(), 2, NOW)
    second = await start_draft(HQ, kept.id, NOW)
    assert "The two versions say the same" in text_of(await browser.get(f"/checklists/{second.id}/changes"))
    await write_draft(HQ, second.id, changed("smile", steps=3), 1, NOW)
    page = text_of(await browser.get(f"/checklists/{second.id}/changes?since={kept.id}"))
    assert "Steps of the scale 5 3" in page
    assert (await browser.get(f"/checklists/{kept.id}/changes")).status_code == 404


async def test_a_reference_photo_stands_beside_its_question_and_auditors_get_it(
    browser: Browser, draft: ChecklistVersion, browse: Browse, person: MakePerson
) -> None:
    address = f"/checklists/{draft.id}/question/photo"
    assert "Upload photo" in text_of(await browser.get(f"{address}?question=greeted"))
    form = {"_csrf": await browser.csrf(), "version": "2", "question": "greeted"}
    refused = await browser.post(address, data=form, files={"file": ("a.jpg", b"not a photo")})
    assert refused.status_code == 422
    lost = await browser.post(address, data={**form, "question": "gone"}, files={"file": ("a.jpg", picture())})
    assert lost.status_code == 404
    taken = await browser.post(address, data=form, files={"file": ("a.jpg", picture())})
    assert taken.headers["location"] == f"/checklists/{draft.id}/edit#question-greeted"
    greeted = (await read_checklist_version(HQ, draft.id)).document.question("greeted")
    assert greeted is not None
    assert greeted.photo is not None
    assert f"/checklists/photos/{greeted.photo}" in (await browser.get(f"/checklists/{draft.id}")).text
    assert (await browser.get(f"/checklists/photos/{greeted.photo}")).headers["content-type"] == "image/jpeg"
    assert (await browser.get(f"/checklists/photos/{'0' * 64}")).status_code == 404
    handed = await browser.post(
        "/api/v1/reference-photos",
        headers={"x-csrf-token": await browser.csrf()},
        files={"file": ("a.jpg", picture())},
    )
    assert (handed.status_code, handed.json()) == (201, {"sha256": greeted.photo})
    await person("auditor@example.com", Role.AUDITOR)
    street = browse()
    await street.sign_in("auditor@example.com")
    assert (await street.get(f"/api/v1/reference-photos/{greeted.photo}")).status_code == 200
    assert (await street.get(f"/checklists/photos/{greeted.photo}")).status_code == 403


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (640, 480), (30, 90, 60)).save(written, "JPEG")
    return written.getvalue()


async def test_every_page_of_what_ships_is_shown_in_both_languages(browser: Browser) -> None:
    await add_shipped_checklists(HQ, NOW)
    for kept in await list_checklists(HQ):
        for language in ("en", "zh-CN"):
            for part in ("", "/trial"):
                page = await browser.get(f"/checklists/{kept.id}{part}", headers={"accept-language": language})
                assert page.status_code == 200
    listed = text_of(await browser.get("/checklists"))
    assert "Mystery visit, 100 points" in listed


async def test_who_only_reads_checklists_is_offered_no_change(
    draft: ChecklistVersion, browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    kept = await publish_draft(HQ, draft.id, PublishIn(), 2, NOW)
    await person("region@example.com", Role.HQ_MANAGER, regions=["East China"])
    reader = browse()
    await reader.sign_in("region@example.com")
    page = await reader.get(f"/checklists/{kept.id}")
    assert (page.status_code, "Start draft" in page.text, "Retire" in page.text) == (200, False, False)
    for part in ("/edit", "/text", "/workbook"):
        assert (await reader.get(f"/checklists/{kept.id}{part}")).status_code == 403
    assert (await reader.get("/checklists/new")).status_code == 403
