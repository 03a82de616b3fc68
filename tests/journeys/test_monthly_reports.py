"""Three sites file a month by the web form, a workbook and a program, a fourth does not; all agree on who did.

The busy one takes a dozen clicks, and corrects what headquarters sends back.
"""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import (
    BUSY,
    BUSY_OPERATOR,
    MANAGER,
    MONTH,
    ORDERS,
    OWNER,
    PROGRAM,
    SHEET,
    SILENT,
    SITES,
    Office,
    ask,
    office,
)
from tests.journeys.stage import Visitor, visiting
from tests.repairs.reporting import QUIET
from tests.repairs.workbooks import Sheet

__all__ = ["office"]

pytestmark = pytest.mark.browser

LOOKED_AT = (
    "/reports",
    "/sites/{code}/reports",
    "/sites/{code}/reports/{month}",
    "/sites/{code}/reports/{month}/review",
    "/sites/{code}/reports/{month}/return",
)
MOST_CLICKS = 12
# What no record of the workshop says, as it is typed with the Tab key between.
UNRECORDED = (
    "transferred",
    *("units_shipped", "units_back", "units_away"),
    *("parts_received", "parts_used", "parts_defective"),
    *("complaints", "complaints_solved"),
    *("staff", "technicians", "days_open", "incidents"),
)


def _report(site: str) -> str:
    return f"/sites/{site}/reports/{MONTH}"


def test_a_month_is_filed_in_three_ways_and_all_agree_on_who_did(browser: Browser, office: Office) -> None:
    with visiting(browser, office.address) as busy:
        busy.sign_in(BUSY_OPERATOR)
        assert _files(busy) <= MOST_CLICKS
        busy.look("report")
        busy.page.goto(f"/sites/{BUSY}/reports")
        busy.look("report-months")
        with visiting(browser, office.address) as manager:
            manager.sign_in(MANAGER)
            _sends_back(manager)
            manager.looked += busy.looked
            manager.has_looked_at(LOOKED_AT)
            _corrects(busy)
            with visiting(browser, office.address) as owner:
                owner.sign_in(OWNER)
                _hands_in_a_workbook(owner.page)
                _files_by_a_program(_key(owner), office.address)
                _agree(owner.page, manager.page, office)


def _files(visitor: Visitor) -> int:
    """From home to the submitted report; the clicks that it took. Its figures are typed with the keyboard."""
    page, clicks = visitor.page, 0
    page.goto("/home")
    page.get_by_role("link", name=re.compile("Monthly report to submit")).first.click()
    clicks += 1
    page.wait_for_url(re.compile(_report(BUSY)))
    assert page.get_by_label("Orders received").input_value() == str(ORDERS)
    visitor.look("report-form")
    for key in UNRECORDED:
        page.locator(f"#field-{key}").focus()
        page.keyboard.type("0")
        page.keyboard.press("Tab")
    expect(page.locator("#save-state")).to_have_text(re.compile("Kept at"))
    visitor.press("Check and go on to submit")
    clicks += 1
    page.wait_for_url(re.compile("/review"))
    visitor.look("report-review")
    visitor.press("Submit the report")
    clicks += 1
    visitor.sees("The report has been submitted. Its receipt is below.")
    return clicks


def _sends_back(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/reports?month={MONTH}&q={BUSY}")
    visitor.look("reports")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    visitor.follow("Send back")
    visitor.look("report-return")
    page.get_by_label("Complaints received by the site").fill("Two customers wrote to us.")
    visitor.press("Send the report back")
    visitor.sees("The report is sent back. The site reads your reasons at its figures.")


def _corrects(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/home")
    page.get_by_role("link", name=re.compile("Report sent back")).first.click()
    visitor.sees("Two customers wrote to us.")
    visitor.press("Correct the report")
    _type(page, "complaints", "2")
    visitor.press("Check and go on to submit")
    visitor.press("Submit the report")
    visitor.sees("The report has been submitted. Its receipt is below.")
    expect(page.get_by_text("Revision 2").first).to_be_visible()


def _type(page: Page, key: str, value: str) -> None:
    page.locator(f"#field-{key}").fill(value)
    page.keyboard.press("Tab")
    expect(page.locator("#save-state")).to_have_text(re.compile("Kept at"))


def _hands_in_a_workbook(page: Page) -> None:
    """Downloaded, filled in where its cells are open, and uploaded."""
    page.goto(_report(SHEET))
    page.get_by_role("link", name="Fill in as a workbook").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download my report").click()
    content = Sheet(taken.value.path().read_bytes()).figures(QUIET).saved()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Filled-in workbook").set_input_files(
        {"name": taken.value.suggested_filename, "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="Submit the workbook").click()
    expect(page.get_by_text("The report was submitted with what was handed in: it is revision 1.")).to_be_visible()


def _key(owner: Visitor) -> str:
    """Made for the site's own system, and shown once."""
    page = owner.page
    page.goto(f"/sites/{PROGRAM}/keys")
    owner.field("Name").fill("Workshop system")
    page.get_by_label("Read monthly reports").check()
    page.get_by_label("File monthly reports").check()
    owner.press("Make a key")
    return page.locator(".key-shown").inner_text()


def _files_by_a_program(key: str, address: str) -> None:
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {key}"}) as program:
        found = program.get(f"/api/v1{_report(PROGRAM)}")
        sent = {"figures": QUIET}
        done = program.put(f"/api/v1{_report(PROGRAM)}", json=sent, headers={"if-match": found.headers["etag"]})
        assert (done.status_code, done.json()["outcome"]) == (200, "submitted"), done.text


def _agree(owner: Page, manager: Page, office: Office) -> None:
    """The reminders, the metric and the calendars of both: three in time, one missing."""
    later = ask(office, 3)
    assert later.reminded == {SILENT: 3}
    assert later.timely == {site: (int(site != SILENT), 1) for site in SITES}
    owner.goto("/reports/calendar")
    states = {row[0]: row[-1] for row in _rows(owner)}
    assert states == {SHEET: "Submitted", PROGRAM: "Submitted", SILENT: "Missing"}
    manager.goto("/reports/calendar")
    assert [row[2:] for row in _rows(manager)] == [["3", "3", "–"], ["1", "0", "1"]]
    owner.goto("/notices")
    late = [told for told in owner.locator(".notice-open").all_inner_texts() if "was due on" in told]
    assert late
    assert all(f"The report of {SILENT} for" in told for told in late)


def _rows(page: Page) -> list[list[str]]:
    """What stands in the calendar's table, row by row."""
    rows = page.locator("#list tbody tr").all()
    return [[cell.strip() for cell in row.locator("th, td").all_text_contents()] for row in rows]
