"""Pages of published audits and appeals: read by their site and by headquarters, and by nobody else."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from PIL import Image
from pypdf import PdfReader

from network.audits.rules.answers import Answer
from network.foundation import files
from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.settings import Settings
from tests.audits.visiting import SAID, Shown, Visitor, auditor, checklist, shown
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, application, text_of

# What stands in the hidden tables, and must come out nowhere.
CANARY = "canary-of-the-shopper"
BODY = "The camera above the door shows that we did."


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (160, 120), "teal").save(target, "JPEG")
    return target.getvalue()


@dataclass
class World:
    """An audit of SH1, published two days ago by the clock of the server, with a photo; people of both sides."""

    store: Store
    sites: dict[str, int]
    shown: Shown
    visitor: Visitor
    photo: UUID
    site: Browser
    other: Browser
    hq: Browser

    @property
    def path(self) -> str:
        return f"/sites/SH1/audits/{self.shown.audit}"

    async def lodge(self, **changes: Any) -> httpx.Response:
        form = {"ground": "factual", "body": BODY, "revision": "1", "_csrf": await self.site.csrf(), **changes}
        where = f"{self.path}/appeals/new?question={form.pop('question', 'greeted')}"
        files = [("files", ("door.jpg", picture(), "image/jpeg"))]
        return await self.site.post(where, data=form, files=files)


@pytest.fixture
async def world(store: Store, sites: dict[str, int], person: MakePerson, browse: Browse, shared_folder: Path) -> World:
    await checklist(store)
    visitor = await auditor(store, "A-77")
    answers = {**SAID, "price": Answer(True, note=f"{CANARY} note")}
    at = now() - timedelta(days=2)
    made = await shown(store, sites["SH1"], visitor, answers, reviewer=uuid4(), published_at=at)
    await _plant(store, made)
    browsers = []
    for email, role, more in (
        ("one@example.com", Role.SITE_OPERATOR, {"sites": ["SH1"]}),
        ("two@example.com", Role.SITE_OPERATOR, {"sites": ["SH2"]}),
        ("hq@example.com", Role.HQ_ADMINISTRATOR, {}),
    ):
        await person(email, role, **more)
        browsers.append(browse())
        await browsers[-1].sign_in(email)
    return World(store, sites, made, visitor, await _photo(store, made, sites["SH1"], shared_folder), *browsers)


async def _plant(store: Store, made: Shown) -> None:
    """Canaries in all that a site must not read."""
    await store.rows("update assignment set persona = $1", CANARY)
    await store.rows("update filing set reviewer_name = $1, signals = $2", CANARY, f'[{{"code": "{CANARY}"}}]')
    await store.rows(
        "insert into filing_message (id, filing, site, visibility, body, who, at) "
        "select $1, id, site, 'hq', $2, $2, now() from filing where id = $3",
        uuid4(),
        CANARY,
        made.filing,
    )
    await store.rows("update auditor_identity set note = $1", CANARY)


async def _photo(store: Store, made: Shown, site: int, folder: Path) -> UUID:
    async def whole() -> Any:
        yield picture()

    kept = await files.keep(Settings(data_dir=folder).files, whole(), 1)
    photo = uuid4()
    await store.rows(
        "insert into audit_photo (id, audit, site, question, place, picture, thumbnail, width, height) "
        "values ($1, $2, $3, 'greeted', 1, $4, $4, 160, 120)",
        photo,
        made.audit,
        site,
        kept.sha256,
    )
    return photo


async def test_a_site_reads_its_audit(world: World) -> None:
    listed = await world.site.get("/sites/SH1/audits")
    assert "50.00" in text_of(listed)
    page = await world.site.get(world.path)
    said = text_of(page)
    for words in ("What did not pass", "greeted", "Reception", "0.0 / 10", "50.00 out of 100", "in the afternoon"):
        assert words in said, words
    assert f"{world.path}/photos/{world.photo}/thumbnail" in page.text
    assert "Audits" in text_of(await world.site.get("/audits"))


async def test_a_site_sees_the_visits_that_are_announced_to_it_above_its_audits(world: World) -> None:
    assert "Announced visits" not in text_of(await world.site.get("/sites/SH1/audits"))
    day = (now() + timedelta(days=9)).date()
    for cancelled_at in (None, now()):
        await world.store.rows(
            "insert into announced_visit (id, site, kind, visit_on, part_of_day, told_at, cancelled_at) "
            "values ($1, $2, 'announced', $3, 'morning', $4, $5)",
            uuid4(),
            world.sites["SH1"],
            day,
            now(),
            cancelled_at,
        )
    coming = text_of(await world.site.get("/sites/SH1/audits")).partition("Published audits")[0]
    assert coming.count("in the morning") == 2
    assert coming.count("Called off") == 1
    assert "Announced visits" not in text_of(await world.other.get("/sites/SH2/audits"))


async def test_nothing_of_the_hidden_tables_comes_out_of_any_page_or_file(world: World) -> None:
    await world.lodge()
    addresses = [
        "/audits", "/audits?format=csv", "/sites/SH1/audits", world.path, f"{world.path}/revisions",
        f"{world.path}/appeals/new?question=price", f"{world.path}/report.pdf", "/sites/SH1/trail",
        "/api/v1/audits", "/api/v1/sites/SH1/audits", f"/api/v1{world.path}",
    ]  # fmt: skip
    hidden = [
        CANARY,
        "A-77",
        "Person behind",
        str(world.visitor.id),
        str(world.visitor.account),
        str(world.shown.filing),
    ]
    for address in addresses:
        answer = await world.site.get(address)
        assert answer.status_code == 200, address
        told = answer.text
        if address.endswith(".pdf"):
            read = PdfReader(BytesIO(answer.content))
            told = "".join(page.extract_text() for page in read.pages) + str(read.metadata)
        assert [secret for secret in hidden if secret in told] == [], address


async def test_an_unpublished_visit_and_one_of_another_site_look_like_none(world: World) -> None:
    nowhere = [f"/sites/SH1/audits/{each}" for each in (uuid4(), world.shown.filing)]
    for path in nowhere:
        for part in ("", "/report.pdf", "/revisions", f"/photos/{world.photo}"):
            assert (await world.site.get(path + part)).status_code == 404
    told = [(await world.site.get(f"/api/v1{path}")).json() for path in nowhere]
    assert told[0]["detail"] == told[1]["detail"]
    assert told[0]["code"] == told[1]["code"] == "audit_not_found"
    for path in (world.path, f"/sites/SH2/audits/{world.shown.audit}"):
        assert (await world.other.get(path)).status_code == 404
    csrf = {"_csrf": await world.other.csrf(), "body": BODY, "ground": "factual", "revision": "1"}
    assert (await world.other.post(f"{world.path}/appeals/new?question=greeted", data=csrf)).status_code == 404
    assert await world.store.counts("audit_appeal") == {"audit_appeal": 0}


async def test_an_appeal_goes_from_the_form_to_a_decision_and_both_revisions_are_read(world: World) -> None:
    form = await world.site.get(f"{world.path}/appeals/new?question=greeted")
    assert "Lodge the appeal" in form.text
    sent = await world.lodge()
    assert (sent.status_code, sent.headers["location"]) == (303, f"{world.path}?done=appealed")
    appeal = await world.store.value("select id from audit_appeal")
    assert "Under appeal" in text_of(await world.hq.get("/appeals?state=open&q=SH1")) + text_of(
        await world.hq.get("/audits?state=appealed")
    )
    case = await world.hq.get(f"/appeals/{appeal}")
    assert BODY in case.text
    decision = {"outcome": "upheld", "change": "answer", "answer": "yes", "reason": "The recording shows it.",
                "revision": "1", "version": "1", "_csrf": await world.hq.csrf()}  # fmt: skip
    wrong = await world.hq.post(f"/appeals/{appeal}", data={**decision, "answer": "no", "reason": "short"})
    assert (wrong.status_code, "short" in wrong.text) == (422, True)
    done = await world.hq.post(f"/appeals/{appeal}", data=decision)
    assert (done.status_code, done.headers["location"]) == (303, "/appeals?state=open&done=decided")
    now_reads = text_of(await world.site.get(world.path))
    assert "100.00" in now_reads
    assert "The recording shows it." in now_reads
    assert "50.00" in text_of(await world.site.get(f"{world.path}?revision=1"))
    changes = text_of(await world.site.get(f"{world.path}/revisions"))
    assert "50.00 → 100.00" in changes
    assert (await world.site.get(f"{world.path}?revision=3")).status_code == 404
    told = await world.store.value("select count(*) from notice where kind = 'appeal_upheld'")
    assert told == 1


async def test_what_was_typed_stays_when_an_appeal_is_refused(world: World) -> None:
    short = await world.lodge(body="Too short")
    assert (short.status_code, "Too short" in short.text) == (422, True)
    stale = await world.lodge(revision="2")
    assert (stale.status_code, BODY in stale.text) == (409, True)
    assert "Look at the audit as it is now" in stale.text
    await world.store.rows("alter table audit disable trigger audit_kept")
    await world.store.rows("update audit set appeal_until = now() - interval '1 second'")
    late = await world.lodge()
    assert (late.status_code, "could be appealed until" in text_of(late)) == (409, True)
    assert "appeals/new" not in (await world.site.get(world.path)).text


async def test_files_of_an_appeal_are_handed_to_both_sides_only(world: World) -> None:
    await world.lodge()
    file = await world.store.value("select id from appeal_file")
    address = f"{world.path}/appeal-files/{file}"
    assert [(await each.get(address)).status_code for each in (world.site, world.hq, world.other)] == [200, 200, 404]


async def test_programs_add_files_to_an_appeal_while_it_is_open(world: World) -> None:
    await world.lodge()
    appeal, headers = await world.store.value("select id from audit_appeal"), {"x-csrf-token": await world.site.csrf()}
    where = f"/api/v1{world.path}/appeals/{appeal}/files"

    async def add(content: bytes = picture(), to: str = where, by: Browser = world.site) -> tuple[int, str]:
        sent = {"file": ("log.jpg", content, "image/jpeg")}
        answer = await by.post(to, files=sent, headers={"x-csrf-token": await by.csrf()})
        return answer.status_code, answer.json().get("code", "")

    assert await add(b"no photo") == (422, "evidence_kind_unknown")
    assert await add(to=where.replace(str(appeal), str(uuid4()))) == (404, "appeal_not_found")
    assert (await add(by=world.other))[0] == 404
    assert [await add(), await add()] == [(201, ""), (201, "")]
    assert await add() == (409, "appeal_full")
    case = (await world.hq.get(f"/api/v1/appeals/{appeal}")).json()
    assert [each["name"] for each in case["appeal"]["files"]] == ["door.jpg", "log.jpg", "log.jpg"]
    assert "File log.jpg added to an appeal" in text_of(await world.hq.get("/sites/SH1/trail"))
    await world.site.delete(f"/api/v1{world.path}/appeals/{appeal}", headers=headers)
    assert await add() == (409, "appeal_is_over")


async def test_an_appeal_may_be_withdrawn_and_a_message_be_written(world: World) -> None:
    await world.lodge()
    appeal, csrf = await world.store.value("select id from audit_appeal"), await world.site.csrf()
    done = await world.site.post(f"{world.path}/appeals/{appeal}/retract", data={"_csrf": csrf})
    assert done.headers["location"] == f"{world.path}?done=retracted"
    message = {"_csrf": csrf, "question": "price", "body": "Which price was that?"}
    await world.site.post(f"{world.path}/messages", data=message)
    answer = {"_csrf": await world.hq.csrf(), "question": "", "body": "The one on the board."}
    await world.hq.post(f"{world.path}/messages", data=answer)
    said = text_of(await world.site.get(world.path))
    assert "Which price was that?" in said
    assert "The one on the board." in said
    assert "Headquarters · Hua Zhang" not in said


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_report_is_a_pdf_in_the_language_that_is_asked_for(world: World, language: str) -> None:
    answer = await world.site.get(f"{world.path}/report.pdf?language={language}")
    assert answer.headers["content-type"] == "application/pdf"
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert ("What did not pass" if language == "en" else "未通过的题目") in words
    assert (await world.site.get(f"{world.path}/report.pdf?language={language}")).content == answer.content


async def test_programs_read_and_appeal_as_people_do(world: World) -> None:
    headers = {"x-csrf-token": await world.site.csrf()}
    read = await world.site.get(f"/api/v1{world.path}")
    assert read.headers["etag"].strip('"').isdigit()
    body = {"question": "greeted", "ground": "evidence", "body": BODY, "revision": read.json()["revision"]}
    made = await world.site.post(f"/api/v1{world.path}/appeals", json=body, headers=headers)
    assert made.status_code == 201
    again = await world.site.post(f"/api/v1{world.path}/appeals", json=body, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "appealed_already")
    where = f"/api/v1/appeals/{made.json()['id']}"
    case = await world.hq.get(where)
    assert case.json()["choices"][0] == {"value": "yes", "label": "Yes", "label_zh": "是"}
    decision = {"outcome": "rejected", "reason": "The photo shows the contrary.", "revision": 1}
    theirs = {"x-csrf-token": await world.hq.csrf()}
    assert (await world.hq.post(f"{where}/decision", json=decision, headers=theirs)).status_code == 428
    stale = {**theirs, "if-match": '"9"'}
    assert (await world.hq.post(f"{where}/decision", json=decision, headers=stale)).status_code == 412
    right = {**theirs, "if-match": case.headers["etag"]}
    assert (await world.hq.post(f"{where}/decision", json=decision, headers=right)).status_code == 204
    assert (await world.site.get("/api/v1/appeals")).status_code == 403
