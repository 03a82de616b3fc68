"""Manuals for programs: the same as the pages do, with ETag and If-Match."""

import io
from datetime import date
from typing import Any

import httpx
import pytest
from PIL import Image

from network.foundation.access import Role
from network.foundation.clock import now
from network.manuals.commands.editions import make_manual
from network.manuals.schemas.documents import json_of
from tests.factory import Store
from tests.manuals.noting import QUESTION, edition, manual
from tests.manuals.publishing import NEW, WRITER, clause, document, in_force
from tests.served import Browse, Browser, MakePerson

MANUALS = "/api/v1/manuals"
FIRST = f"{MANUALS}/house-manual/editions/1"


@pytest.fixture
async def writer(store: Store, browse: Browse, person: MakePerson) -> Browser:
    return await signed_in(browse, person, "hq@example.com")


async def signed_in(browse: Browse, person: MakePerson, email: str) -> Browser:
    await person(email, Role.HQ_ADMINISTRATOR)
    opened = browse()
    await opened.sign_in(email)
    return opened


async def call(browser: Browser, method: str, address: str, etag: str = "", body: Any = None) -> httpx.Response:
    headers = {"x-csrf-token": await browser.csrf(), **({"if-match": etag} if etag else {})}
    return await browser.request(method, address, headers=headers, json=body)


async def test_a_program_writes_an_edition_and_another_account_approves_it(
    writer: Browser, browse: Browse, person: MakePerson
) -> None:
    made = await call(writer, "POST", MANUALS, body={"key": "house-manual", "title": "House", "title_zh": "门店"})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    unnamed = await call(writer, "PUT", f"{FIRST}/document", body={})
    assert unnamed.status_code == 428
    wrong = await call(writer, "PUT", f"{FIRST}/document", made.headers["etag"], {"chapters": 1})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "manual_unreadable")
    said = json_of(document(clause("telephone")))
    written = await call(writer, "PUT", f"{FIRST}/document", made.headers["etag"], said)
    assert (written.status_code, written.json()["problems"], written.json()["document"]) == (200, {}, said)
    stale = await call(writer, "PUT", f"{FIRST}/document", made.headers["etag"], said)
    assert stale.status_code == 412
    day = now().date().isoformat()
    put = await call(writer, "PUT", f"{FIRST}/settings", written.headers["etag"], {"effective_on": day})
    sent = await call(writer, "POST", f"{FIRST}/submit", put.headers["etag"])
    assert sent.json()["state"] == "submitted"
    own = await call(writer, "POST", f"{FIRST}/approve", sent.headers["etag"])
    assert (own.status_code, own.json()["code"]) == (409, "edition_same_person")
    back = await call(writer, "POST", f"{FIRST}/take-back", sent.headers["etag"])
    again = await call(writer, "POST", f"{FIRST}/submit", back.headers["etag"])
    other = await signed_in(browse, person, "other@example.com")
    approved = await call(other, "POST", f"{FIRST}/approve", again.headers["etag"])
    assert (approved.json()["state"], len(approved.json()["sha256"])) == ("approved", 64)
    assert (await call(writer, "DELETE", FIRST)).status_code == 409
    second = await call(writer, "POST", f"{MANUALS}/house-manual/editions")
    assert second.json()["number"] == 2
    assert (await call(writer, "DELETE", f"{MANUALS}/house-manual/editions/2")).status_code == 204


async def test_a_clause_is_asked_for_as_it_was_on_a_day(writer: Browser) -> None:
    at = now()
    await in_force(await make_manual(WRITER, NEW, at), document(clause("telephone")), at.date(), at)
    asked = f"{MANUALS}/house-manual/clauses/telephone"
    found = (await writer.get(asked)).json()
    assert (found["number"], found["edition"], found["text_zh"]) == ("1.1", 1, "电话铃响三声内接听。")
    assert (await writer.get(f"{asked}?on={date(2020, 1, 1)}")).status_code == 404
    assert (await writer.get(f"{MANUALS}/house-manual/clauses/nothing")).status_code == 404
    hits = (await writer.get(f"{MANUALS}/search", params={"q": "三声"})).json()["clauses"]
    assert [hit["key"] for hit in hits] == ["telephone"]
    listed = (await writer.get(MANUALS)).json()["editions"]
    assert [(each["manual"], each["number"]) for each in listed] == [("house-manual", 1)]
    assert (await writer.get(f"{MANUALS}/house-manual")).json()["number"] == 1


async def test_a_picture_is_kept_and_anything_else_is_refused(writer: Browser) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    headers = {"x-csrf-token": await writer.csrf()}
    address = "/api/v1/manual-pictures"
    kept = await writer.post(address, headers=headers, files={"file": ("a.png", photo.getvalue())})
    assert (kept.status_code, len(kept.json()["sha256"])) == (201, 64)
    refused = await writer.post(address, headers=headers, files={"file": ("a.svg", b"<svg onload='alert(1)'/>")})
    assert refused.status_code == 422


async def test_what_is_right_in_its_questions_is_told_to_writers_only(
    writer: Browser, store: Store, browse: Browse, person: MakePerson
) -> None:
    await store.site("S1")
    await edition(store, await manual(store), 1, date(2026, 1, 1), quiz=[QUESTION])
    await person("li@example.com", Role.SITE_STAFF, sites=["S1"])
    reader = browse()
    await reader.sign_in("li@example.com")
    for browser, told in ((writer, [QUESTION["right"]]), (reader, [None])):
        for address in (f"{MANUALS}/house-manual", FIRST):
            [question] = (await browser.get(address)).json()["quiz"]
            assert [question.get("right")] == told
            assert question["key"] == QUESTION["key"]
