"""A service manager at headquarters: from a file with an error to a published quarter, page by page."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.factory import write_csv
from tests.journeys.stage import CURRENT, PUBLISHED, Stage, Visitor, in_language
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

LOOKED_AT = (
    "/login",
    "/imports",
    "/imports/new",
    "/imports/{file}",
    "/scorecards/league-table",
    "/scorecards/runs",
    "/scorecards/schemes",
    "/scorecards/schemes/{code}/{version}",
    "/sites",
    "/sites/{code}",
    "/sites/{code}/evidence/{key}",
    "/sites/{code}/orders/{order_id}",
    "/api/docs",
)


def test_a_manager_imports_computes_looks_publishes_and_exports(visitor: Visitor, stage: Stage, tmp_path: Path) -> None:
    page = visitor.page
    page.goto("/login")
    visitor.look("login")
    visitor.sign_in(stage.manager)
    visitor.look("headquarters-home")
    _imports_a_file_with_an_error(visitor, stage, tmp_path)
    _computes_the_quarter(visitor)
    _reads_the_league_table(visitor)
    _goes_from_a_site_to_a_record(visitor)
    _publishes(visitor)
    _exports(visitor, tmp_path)
    for path, name in (("/sites", "sites"), ("/imports", "imports"), ("/scorecards/schemes", "schemes")):
        page.goto(path)
        visitor.look(name)
    visitor.go_by(page.locator("a[href^='/scorecards/schemes/authorized-site/']").first)
    visitor.look("scheme")
    page.goto("/api/docs")
    # The description is made when it is first asked for, which takes seconds of a busy machine.
    page.locator("#operations-tag-Sites").click(timeout=60_000)
    expect(page.get_by_text("/api/v1/sites").first).to_be_visible()
    visitor.look("api", stay=False)
    visitor.has_looked_at(LOOKED_AT)


def _imports_a_file_with_an_error(visitor: Visitor, stage: Stage, folder: Path) -> None:
    page = visitor.page
    good = {
        "order_no": "JOURNEY-1",
        "site": stage.own[0],
        "received_at": "2026-08-03 10:00",
        "ready_at": "2026-08-04 10:00",
    }
    bad = {**good, "order_no": "JOURNEY-2", "ready_at": "31/02/2026"}
    page.goto("/imports/new?kind=orders")
    visitor.look("import-new")
    _hand_in(page, write_csv(folder / "august.csv", [good, bad]))
    expect(page.get_by_text("The file has 1 error.")).to_be_visible()
    expect(page.get_by_role("cell", name="31/02/2026", exact=True)).to_be_visible()
    visitor.look("import-failing")
    with page.expect_download() as handed:
        page.get_by_role("link", name="Failing rows (XLSX)").click()
    fixed = folder / "august-errors.xlsx"
    handed.value.save_as(fixed)
    _correct(fixed, "31/02/2026", "2026-08-05 10:00")
    page.goto("/imports/new?kind=orders")
    _hand_in(page, fixed)
    visitor.look("import-ready")
    page.get_by_role("button", name="Import these records").first.click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_text(re.compile("^Imported on"))).to_be_visible()
    visitor.look("import-done")


def _hand_in(page: Page, file: Path) -> None:
    page.get_by_role("radio", name=re.compile("^Orders")).check()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}"))
    expect(page.get_by_role("progressbar")).to_have_count(0)


def _correct(workbook: Path, wrong: str, right: str) -> None:
    book = openpyxl.load_workbook(workbook)
    assert book.active is not None
    [cell] = [cell for row in book.active.iter_rows() for cell in row if cell.value == wrong]
    cell.value = right
    book.save(workbook)


def _computes_the_quarter(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/scorecards/runs")
    page.get_by_label("Quarter", exact=True).fill(CURRENT)
    page.get_by_label("Scheme").select_option("authorized-site 7")
    page.get_by_role("button", name="Compute quarter").click()
    expect(page.get_by_role("button", name="Publish quarter").first).to_be_visible()
    visitor.look("runs")


def _reads_the_league_table(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/scorecards/league-table?period={CURRENT}")
    visitor.look("league-table")
    score = page.get_by_role("link", name="Score", exact=True)
    score.click()
    page.wait_for_url(re.compile("sort=overall"))
    expect(page.get_by_role("columnheader").filter(has=score)).to_have_attribute("aria-sort", "descending")
    page.get_by_role("group", name="Region").get_by_role("link", name="East China", exact=True).click()
    page.wait_for_url(re.compile("region=East"))
    assert "sort=overall" in page.url, "a filter keeps the order"
    visitor.look("league-table-filtered")
    page.goto(f"/scorecards/league-table?period={CURRENT}&size=25")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2", exact=True).click()
    page.wait_for_url(re.compile("page=2"))
    shown = page.get_by_role("rowheader").all_inner_texts()
    page.reload()
    assert page.get_by_role("rowheader").all_inner_texts() == shown, "the address holds the page"


def _goes_from_a_site_to_a_record(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/scorecards/league-table?period={CURRENT}")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.wait_for_url(re.compile("/sites/"))
    visitor.look("site-scorecard")
    site = page.url
    for tab in ("Explanation", "Turnaround", "Earlier quarters"):
        visitor.go_by(page.get_by_role("link", name=re.compile(tab, re.IGNORECASE)).first)
        visitor.look(f"site-{tab.lower().replace(' ', '-')}")
    page.goto(site)
    page.get_by_role("row", name=re.compile("within")).get_by_role("link").first.click()
    page.wait_for_url(re.compile("/evidence/"))
    visitor.look("evidence")
    number = page.get_by_role("rowheader").get_by_role("link").first
    order = number.inner_text()
    number.click()
    page.wait_for_url(re.compile("/orders/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(order)
    visitor.look("order")


def _publishes(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/scorecards/runs")
    page.get_by_role("button", name="Publish quarter").first.click()
    dialog = page.get_by_role("dialog", name=re.compile("Publish"))
    expect(dialog).to_contain_text("can never be computed again")
    dialog.get_by_role("button", name="Publish quarter").click()
    expect(page.get_by_role("button", name="Publish quarter")).to_have_count(0)
    expect(page.get_by_role("button", name="Compute again")).to_have_count(0)
    expect(page.get_by_text(re.compile("^Fingerprint")).first).to_be_visible()
    page.get_by_label("Quarter", exact=True).fill(CURRENT)
    page.get_by_role("button", name="Compute quarter").click()
    expect(page.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_role("button", name="Publish quarter")).to_have_count(0)


def _exports(visitor: Visitor, folder: Path) -> None:
    page = visitor.page
    page.goto(f"/scorecards/league-table?period={CURRENT}")
    for kind in ("CSV", "XLSX"):
        with page.expect_download() as taken:
            page.get_by_role("link", name=re.compile(kind)).first.click()
        taken.value.save_as(folder / f"league.{kind.lower()}")
    lines = (folder / "league.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) > 25
    assert openpyxl.load_workbook(folder / "league.xlsx").active is not None


def test_with_the_keyboard_alone_one_signs_in_and_filters_the_league_table(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    page.goto("/login")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(stage.manager)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(in_language(f"/scorecards/league-table?period={PUBLISHED}", "en"))  # others read with this account
    visitor.tab_to("East China")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("region=East"))
    page.goto(page.url)
    visitor.tab_to("Score")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sort=overall"))
    assert "region=East" in page.url
