"""Importing training records on the web: handed in, looked at, confirmed; errors go back as a workbook."""

from io import BytesIO

import openpyxl
import pytest

from network.foundation.access import Role
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, text_of
from tests.training.teaching import course, worker

HEADER = "site,name,course,passed_on,valid_to\n"
GOOD = HEADER + "SH1,Li Na,safety,2026-03-01,2027-02-28\n"


@pytest.fixture
async def headquarters(store: Store, sites: dict[str, int], person: MakePerson, browse: Browse) -> Browser:
    await course("safety")
    await worker(store, sites["SH1"], "Li Na")
    await person("hq@example.com")
    browser = browse()
    await browser.sign_in("hq@example.com")
    return browser


async def hand_in(browser: Browser, text: str) -> str:
    """The address of the page that says what the file would add."""
    files = {"file": ("records.csv", text.encode(), "text/csv")}
    answer = await browser.post("/training/import", data={"_csrf": await browser.csrf()}, files=files)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_file_is_looked_at_before_it_is_imported(store: Store, headquarters: Browser) -> None:
    assert "Import training records" in text_of(await headquarters.get("/training/coverage"))
    shown = await hand_in(headquarters, GOOD)
    assert "Nothing has been changed yet." in text_of(await headquarters.get(shown))
    assert await store.counts("training_record") == {"training_record": 0}
    csrf = await headquarters.csrf()
    await headquarters.post(f"{shown}/confirm", data={"_csrf": csrf})
    assert "The records are imported." in text_of(await headquarters.get(shown))
    assert await store.counts("training_record") == {"training_record": 1}
    refused = await headquarters.post(f"{shown}/confirm", data={"_csrf": csrf})
    assert refused.status_code == 409
    again = await headquarters.get(await hand_in(headquarters, GOOD))
    assert "all of it is already recorded" in text_of(again)
    assert "records.csv" not in text_of(await headquarters.get("/imports"))


async def test_failing_rows_come_back_as_a_workbook(store: Store, headquarters: Browser) -> None:
    shown = await hand_in(headquarters, GOOD + "SH1,Li Nan,safety,2026-03-01,\n")
    assert "Nobody called “Li Nan” is on the staff list of SH1." in text_of(await headquarters.get(shown))
    workbook = openpyxl.load_workbook(BytesIO((await headquarters.get(f"{shown}/errors.xlsx")).content))
    rows = list(workbook.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[2] for row in rows[1:]] == ["Li Nan"]
    refused = await headquarters.post(f"{shown}/confirm", data={"_csrf": await headquarters.csrf()})
    assert refused.status_code == 409
    assert await store.counts("training_record") == {"training_record": 0}


async def test_what_is_no_table_is_refused_on_the_form(headquarters: Browser) -> None:
    files = {"file": ("records.xlsx", b"PK\x03\x04 not a workbook", "application/zip")}
    answer = await headquarters.post("/training/import", data={"_csrf": await headquarters.csrf()}, files=files)
    assert answer.status_code == 422
    assert "damaged" in text_of(answer)


async def test_who_runs_a_site_imports_no_records(
    store: Store, sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    await person("site@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    browser = browse()
    await browser.sign_in("site@example.com")
    assert (await browser.get("/training/import")).status_code == 403
