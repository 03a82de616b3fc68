"""The workbook and its receipt over HTTP: pages for people, JSON for programs."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from network.web.downloads import XLSX
from tests.factory import Store
from tests.repairs.counter import data_folder, enter
from tests.repairs.reporting import certified
from tests.repairs.workbooks import FIGURES, Sheet
from tests.served import Browse, Browser, MakePerson, text_of

__all__ = ["data_folder"]

REPORT = "/sites/S1/reports/2026-07"


@pytest.fixture
async def browser(browse: Browse, person: MakePerson, store: Store) -> Browser:
    """Who runs S1, which is certified from March 2026 on."""
    await certified(store, await store.site("S1", name="Shanghai One", name_zh="上海一店"))
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


async def filled_in(browser: Browser, **more: object) -> bytes:
    answer = await browser.get(f"{REPORT}/report.xlsx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    assert "S1-2026-07.xlsx" in answer.headers["content-disposition"]
    return Sheet(answer.content).figures({**FIGURES, **more}).saved()


async def hand_in(browser: Browser, content: bytes, name: str = "july.xlsx", **form: str) -> httpx.Response:
    data = {"_csrf": await browser.csrf(), **form}
    return await browser.post(f"{REPORT}/file", data=data, files={"file": (name, content)}, timeout=30)


async def put(browser: Browser, content: bytes) -> httpx.Response:
    headers = {"x-csrf-token": await browser.csrf()}
    files = {"file": ("july.xlsx", content)}
    return await browser.put(f"/api/v1{REPORT}/file", files=files, headers=headers, timeout=30)


async def test_a_filled_in_workbook_becomes_a_report_and_leads_to_its_receipt(browser: Browser) -> None:
    assert f'href="{REPORT}/file"' in (await browser.get(REPORT)).text
    assert f'href="{REPORT}/report.xlsx"' in (await browser.get(f"{REPORT}/file")).text
    answer = await hand_in(browser, await filled_in(browser))
    assert answer.status_code == 303, text_of(answer)
    receipt = answer.headers["location"]
    told = text_of(await browser.get(receipt))
    assert "The report was submitted with what was handed in: it is revision 1." in told
    assert "Shanghai One (S1)" in told
    assert "july.xlsx" in told
    assert f'href="{receipt}"' in (await browser.get(f"{REPORT}?read=true")).text
    assert f'href="{receipt}"' in (await browser.get(f"{REPORT}/file")).text


async def test_the_same_file_again_leads_to_a_receipt_that_says_so(browser: Browser) -> None:
    content = await filled_in(browser)
    first, again = await hand_in(browser, content), await hand_in(browser, content)
    assert (again.status_code, again.headers["location"] == first.headers["location"]) == (303, False)
    told = text_of(await browser.get(again.headers["location"]))
    assert "This is what was submitted before, as revision 1. Nothing was changed." in told


async def test_every_error_stands_beside_its_cell(browser: Browser) -> None:
    answer = await hand_in(browser, await filled_in(browser, complaints="<b>many</b>", received=-1))
    assert answer.status_code == 422
    told = text_of(answer)
    assert "1 thing needs your attention" in told
    assert "What is wrong on the sheet “Monthly report”" in told
    assert (
        "Complaints received by the site &lt;b&gt;many&lt;/b&gt; “&lt;b&gt;many&lt;/b&gt;” is not a whole number."
        in told
    )
    assert "Orders received -1 “-1” is too small; the least is 0." in told
    assert "Refused" in told


async def test_a_workbook_that_was_overtaken_shows_both_and_can_replace_it(browser: Browser) -> None:
    mine = await filled_in(browser, complaints=3)
    theirs = await filled_in(browser, complaints=5)
    assert (await hand_in(browser, theirs)).status_code == 303
    refused = await hand_in(browser, mine)
    assert refused.status_code == 412
    assert "Complaints received by the site 3 5" in text_of(refused)
    version = refused.text.partition('name="version" value="')[2].partition('"')[0]
    assert (await hand_in(browser, mine, version=version)).status_code == 303


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (b"%PDF-1.7", 422, "This file cannot be read as the workbook of a report"),
        (b"x" * (3 << 20), 413, "The file is larger than 2 MB"),
    ],
)
async def test_a_file_that_is_no_workbook_is_told_at_its_field(
    browser: Browser, content: bytes, status: int, told: str
) -> None:
    answer = await hand_in(browser, content)
    assert answer.status_code == status
    assert told in text_of(answer)
    assert 'href="#field-file"' in answer.text


async def test_no_file_at_all_is_told_at_its_field(browser: Browser) -> None:
    answer = await browser.post(f"{REPORT}/file", data={"_csrf": await browser.csrf()}, files={"other": ("a", b"")})
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)


async def test_a_program_gets_the_receipt_and_the_version(browser: Browser) -> None:
    answer = await put(browser, await filled_in(browser))
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert (receipt["outcome"], receipt["revision"], receipt["month"]) == ("submitted", 1, "2026-07")
    assert answer.headers["etag"] == f'"{(await browser.get(f"/api/v1{REPORT}")).json()["version"]}"'
    assert (await browser.get(f"/api/v1{REPORT}/receipts/{receipt['id']}")).json() == receipt
    assert (await browser.get(f"/api/v1{REPORT}/receipts")).json() == [receipt]


async def test_a_program_is_told_every_cell_and_which_version_is_current(browser: Browser) -> None:
    answer = await put(browser, await filled_in(browser, complaints="many", staff=1.5))
    assert (answer.status_code, answer.json()["code"]) == (422, "workbook_refused")
    assert [cell.partition("!")[0] for cell in answer.json()["fields"]] == ["Monthly report", "Monthly report"]
    mine = await filled_in(browser, complaints=3)
    await put(browser, await filled_in(browser))
    stale = await put(browser, mine)
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    assert (stale.json()["sent"], stale.json()["theirs"]["complaints"]) == (1, "0")


async def test_a_key_of_the_site_that_may_file_reports_hands_in(browser: Browser, browse: Browse) -> None:
    content = await filled_in(browser)
    wanted = {
        "name": "Workshop",
        "verbs": ["sites:reports:read", "sites:reports:file"],
        "last_day": f"{now().date() + timedelta(days=30)}",
    }
    made = await browser.post("/api/v1/sites/S1/keys", json=wanted, headers={"x-csrf-token": await browser.csrf()})
    program = browse(headers={"authorization": f"Bearer {made.json()['key']}"})
    answer = await program.put(f"/api/v1{REPORT}/file", files={"file": ("july.xlsx", content)}, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["sender"].startswith("Workshop (smk_")


@pytest.mark.parametrize("address", ["/report.xlsx", "/file", f"/receipts/{UUID(int=1)}"])
async def test_nothing_of_it_is_there_for_another_site(
    browser: Browser, browse: Browse, person: MakePerson, store: Store, address: str
) -> None:
    await store.site("S2")
    stranger = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"], name="Other")
    assert (await stranger.get(REPORT + address)).status_code == 404


@pytest.mark.parametrize("month", ["2026-01", "2026-13", "2027-01", "July"])
async def test_a_month_without_a_report_has_no_workbook(browser: Browser, month: str) -> None:
    answer = await browser.get(f"/sites/S1/reports/{month}/report.xlsx")
    assert answer.status_code in (409, 422)


async def test_hq_reads_receipts_and_downloads_no_workbook(
    browser: Browser, browse: Browse, person: MakePerson
) -> None:
    receipt = (await hand_in(browser, await filled_in(browser))).headers["location"]
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert (await hq.get(receipt)).status_code == 200
    assert (await hq.get(f"{REPORT}/report.xlsx")).status_code == 403
    assert (await hq.get(f"{REPORT}/file")).status_code == 403


async def test_what_was_handed_in_is_kept_with_the_other_files(browser: Browser, data_folder: Path) -> None:
    content = await filled_in(browser)
    receipt = (await put(browser, content)).json()
    assert (data_folder / "files" / receipt["sha256"][:2] / receipt["sha256"]).read_bytes() == content
