"""The pages of manuals: read, searched, written piece by piece, compared, approved; taken away as PDF and ZIP."""

import io
import re
import zipfile
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from pypdf import PdfReader

from network.foundation.access import Role
from network.foundation.clock import now
from network.manuals.commands.editions import make_manual, start_edition, write_edition
from network.manuals.commands.shipped import add_shipped_manuals
from network.manuals.queries.editions import list_editions, read_edition
from network.manuals.schemas.editions import Edition
from tests.factory import HQ, NOW, Store
from tests.manuals.publishing import NEW, WRITER, changed, clause, document, in_force
from tests.served import Browse, Browser, MakePerson, text_of

TELEPHONE = clause("telephone")
SHANGHAI = ZoneInfo("Asia/Shanghai")
EDIT = "/manuals/house-manual/editions/1/edit"


@pytest.fixture
async def writer(store: Store, browse: Browse, person: MakePerson) -> Browser:
    """An administrator's browser."""
    await person("hq@example.com", Role.HQ_ADMINISTRATOR)
    opened = browse()
    await opened.sign_in("hq@example.com")
    return opened


@pytest.fixture
async def approver(store: Store, browse: Browse, person: MakePerson) -> Browser:
    """That of another one."""
    await person("other@example.com", Role.HQ_ADMINISTRATOR)
    opened = browse()
    await opened.sign_in("other@example.com")
    return opened


async def send(browser: Browser, address: str, **typed: Any) -> httpx.Response:
    return await browser.post(address, data={"_csrf": await browser.csrf(), **typed})


async def published(zone: tzinfo = UTC) -> Edition:
    """A manual in force from today, as it is there."""
    at, said = now(), document(TELEPHONE, clause("greeting"))
    return await in_force(await make_manual(WRITER, NEW, at), said, at.astimezone(zone).date(), at)


def clause_fields(**more: str) -> dict[str, str]:
    texts = {"text_en": "Pick up **fast**.", "text_zh": "尽快接听。"}
    titles = {"title_en": "Telephone", "title_zh": "电话"}
    return {"chapter": "service", "key": "telephone", **titles, **texts, **more}


async def test_an_edition_is_written_piece_by_piece_and_approved_by_somebody_else(
    writer: Browser, approver: Browser
) -> None:
    refused = await send(writer, "/manuals/new", title="House", title_zh="", key="House Manual")
    assert refused.status_code == 422
    assert 'value="House Manual"' in refused.text
    made = await send(writer, "/manuals/new", title="House", title_zh="门店", key="house-manual")
    assert made.headers["location"] == EDIT
    assert "There is no chapter yet" in text_of(await writer.get(EDIT))
    titles = {"title_en": "Service", "title_zh": "服务"}
    await send(writer, f"{EDIT}/summary", version="1", summary_en="How we serve.", summary_zh="如何服务。")
    added = await send(writer, f"{EDIT}/chapter", version="2", former="", key="service", **titles)
    assert added.headers["location"] == f"{EDIT}#chapter-service"
    preview = await send(writer, f"{EDIT}/clause", version="3", former="", preview="yes", **clause_fields())
    assert "<p>Pick up <strong>fast</strong>.</p>" in preview.text
    saved = await send(writer, f"{EDIT}/clause", version="3", former="", **clause_fields())
    assert saved.headers["location"] == f"{EDIT}#clause-telephone"
    day = now().date().isoformat()
    set_ = await send(writer, f"{EDIT}/settings", version="4", effective_on=day, due_days="7", roles="technician")
    assert set_.status_code == 303
    href = "/manuals/house-manual/editions/1"
    sent = await send(writer, f"{href}/submit", version="5")
    assert sent.headers["location"] == f"{href}/approval"
    assert "It waits for somebody else" in text_of(await writer.get(f"{href}/approval"))
    own = await send(writer, f"{href}/approve", version="6")
    assert own.status_code == 409
    assert "There are 7 days for it" in text_of(await approver.get(f"{href}/approval"))
    assert (await send(approver, f"{href}/approve", version="6")).headers["location"] == href
    shown = await approver.get("/manuals/house-manual")
    assert "<strong>fast</strong>" in shown.text
    assert (await approver.get(EDIT)).status_code == 409


async def test_what_was_typed_survives_a_change_by_somebody_else(writer: Browser) -> None:
    await make_manual(WRITER, NEW, NOW)
    await write_edition(WRITER, NEW.key, 1, document(TELEPHONE), None)
    typed = clause_fields(text_en="Mine.", former="telephone", version="1")
    refused = await send(writer, f"{EDIT}/clause", **typed)
    assert refused.status_code == 412
    assert re.search(r">\s*Mine\.</textarea>", refused.text)
    assert TELEPHONE.text.en in refused.text
    again = re.search(r'name="version" value="(\d+)"', refused.text)
    assert again is not None
    assert (await send(writer, f"{EDIT}/clause", **{**typed, "version": again[1]})).status_code == 303


async def test_a_clause_that_others_know_is_removed_with_a_reason_only(writer: Browser) -> None:
    await published()
    await start_edition(WRITER, NEW.key, NOW)
    edit = "/manuals/house-manual/editions/2/edit"
    silent = await send(writer, f"{edit}/clause", version="1", former="greeting", remove="yes")
    assert "Say why the clause goes" in text_of(silent)
    noted = {"materiality": "minor", "note_en": "Said elsewhere.", "note_zh": "另有规定。"}
    assert (
        await send(writer, f"{edit}/clause", version="1", former="greeting", remove="yes", **noted)
    ).status_code == 303
    assert "Said elsewhere." in text_of(await writer.get(edit))
    chapter = await send(writer, f"{edit}/chapter", version="2", former="service", remove="yes")
    assert (chapter.status_code, "still has clauses" in chapter.text) == (409, True)
    moved = await send(writer, f"{edit}/move", version="2", up="clause:nothing")
    assert moved.status_code == 404


async def test_two_editions_are_compared_word_by_word(writer: Browser) -> None:
    await published()
    draft = await start_edition(WRITER, NEW.key, NOW)
    new = document(clause("greeting"), changed(TELEPHONE, "Answer the telephone within two rings."))
    await write_edition(WRITER, NEW.key, 2, new, draft.row_version)
    page = await writer.get("/manuals/house-manual/editions/2/changes")
    assert "<del>three</del>" in page.text
    assert "<ins>two</ins>" in page.text
    assert "Moved" in text_of(page)


async def test_a_site_reads_searches_and_takes_away_what_is_in_force(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    await published(SHANGHAI)
    await person("shop@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    shop = browse()
    await shop.sign_in("shop@example.com")
    found = await shop.get("/manuals", params={"q": "three rings"})
    assert '<a href="/manuals/house-manual#clause-telephone">' in found.text
    assert "<mark>three</mark>" in found.text
    assert "No clause holds all of these words" in text_of(await shop.get("/manuals?q=nowhere"))
    assert (await shop.get("/manuals/house-manual?on=2020-01-01")).status_code == 404
    assert (await shop.get("/manuals/house-manual?on=soon")).status_code in (400, 422)
    assert (await shop.get(EDIT)).status_code == 403
    shown = text_of(await shop.get("/manuals/house-manual?lang=zh_CN"))
    assert "电话铃响三声内接听。" in shown


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_pdf_has_contents_with_pages_and_the_edition_on_every_page(writer: Browser, language: str) -> None:
    await published()
    answer = await writer.get(f"/manuals/house-manual/editions/1/pdf?language={language}")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    stamp = {"en": "Edition 1, in force from", "zh_CN": "第 1 版"}[language]
    assert len(pages) == 3
    assert all(stamp in page for page in pages)
    contents, chapter = {"en": ("1.1 Telephone", "within three rings"), "zh_CN": ("1.1 Telephone（中文）", "三声内")}[
        language
    ]
    assert re.search(rf"{re.escape(contents)}\W*3\b", pages[1]), pages[1]
    assert chapter in pages[2]


async def test_the_offline_file_needs_no_network_and_holds_the_pictures(writer: Browser, approver: Browser) -> None:
    await make_manual(WRITER, NEW, NOW)
    await write_edition(WRITER, NEW.key, 1, document(TELEPHONE), None)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(photo, "PNG")
    fields = {"_csrf": await writer.csrf(), "version": "2", "clause": "telephone", "caption_en": "A desk"}
    lacks = await writer.post(
        f"{EDIT}/picture", data=fields, files={"file": ("desk.png", photo.getvalue(), "image/png")}
    )
    assert (lacks.status_code, 'value="A desk"' in lacks.text) == (422, True)
    fields["caption_zh"] = "前台"
    added = await writer.post(
        f"{EDIT}/picture", data=fields, files={"file": ("desk.png", photo.getvalue(), "image/png")}
    )
    assert added.status_code == 303
    shown = await writer.get("/manuals/house-manual/editions/1")
    picture = re.search(r'src="(/manuals/images/[0-9a-f]{64})"', shown.text)
    assert picture is not None
    assert (await writer.get(picture[1])).headers["content-type"] == "image/jpeg"
    answer = await writer.get("/manuals/house-manual/editions/1/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        page = archive.read(names["index.html"]).decode()
    assert {"index.html", "zh_CN.html", "manual.css"} < names.keys()
    sources = re.findall(r'src="([^"]+)"', page)
    assert sources
    assert set(sources) <= names.keys()
    assert "<script" not in page
    assert "a draft that does not hold" in page


async def test_the_shipped_manuals_are_put_in_force_once(store: Store) -> None:
    for _server in range(2):
        await add_shipped_manuals(HQ, NOW)
    lines = await list_editions(HQ)
    assert {(line.key, line.number, line.state.value) for line in lines} >= {("operating-manual", 1, "approved")}
    assert len({line.key for line in lines}) == len(lines)
    first = await read_edition(HQ, "operating-manual", 1)
    assert (first.material, first.sha256 is not None) == (True, True)
    assert await store.root.fetchval("select count(*) from standard") > 10
