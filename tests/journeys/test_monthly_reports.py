"""A busy site files the report of a month within a dozen clicks; headquarters sends it back, and accepts the next."""

import re
from datetime import timedelta

import asyncpg
import pytest
from playwright.sync_api import Browser, Page, expect

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import close_pool, open_pool, point_at
from network.foundation.periods import Month
from network.foundation.running import app_url
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from tests.conftest import APP_PASSWORD
from tests.factory import Store
from tests.journeys.stage import Stage, Visitor, visiting
from tests.repairs.reporting import certified
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

LOOKED_AT = (
    "/reports",
    "/sites/{code}/reports",
    "/sites/{code}/reports/{month}",
    "/sites/{code}/reports/{month}/review",
    "/sites/{code}/reports/{month}/return",
)
SITE, OPERATOR = "BUSY1", "busy@example.com"
ORDERS = 400
MOST_CLICKS = 12
TODAY = now().date()
MONTH = Month(TODAY.year, TODAY.month).shift(-1)
REPORT = f"/sites/{SITE}/reports/{MONTH}"
# What no record of the workshop says, as it is typed with the Tab key between.
UNRECORDED = (
    "transferred",
    *("units_shipped", "units_back", "units_away"),
    *("parts_received", "parts_used", "parts_defective"),
    *("complaints", "complaints_solved"),
    *("staff", "technicians", "days_open", "incidents"),
)


@pytest.fixture(scope="session")
async def workshop(stage: Stage) -> str:
    """A certified site with 400 orders in the month that is over, and its operator."""
    url = stage.environment["SERVICEMARK_DATABASE_URL"]
    root = await asyncpg.connect(url)
    store = Store(root)
    site = await store.site(SITE)
    await certified(store, site, MONTH.first, TODAY + timedelta(days=300))
    start = now().replace(year=MONTH.year, month=MONTH.number, day=2, hour=2)
    for number in range(ORDERS):
        await store.order(site, f"B{number}", start + timedelta(hours=number), ready=20 + number % 40)
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(1)
    person = {"email": OPERATOR, "name": "Bu Xi", "password": PASSWORD, "role": Role.SITE_OPERATOR, "sites": [SITE]}
    await create_account(Actor.system(), AccountIn.model_validate(person))
    await close_pool()
    await root.close()
    return SITE


def test_a_site_with_400_orders_files_its_month_in_a_dozen_clicks(
    browser: Browser, stage: Stage, workshop: str
) -> None:
    with visiting(browser, stage.address) as visitor:
        visitor.sign_in(OPERATOR)
        clicks = _files(visitor)
        assert clicks <= MOST_CLICKS
        visitor.look("report")
        visitor.page.goto(f"/sites/{SITE}/reports")
        visitor.look("report-months")
        filer = list(visitor.looked)
    with visiting(browser, stage.address) as visitor:
        visitor.sign_in("admin@example.com")
        _sends_back(visitor)
        visitor.looked += filer
        visitor.has_looked_at(LOOKED_AT)
    with visiting(browser, stage.address) as visitor:
        visitor.sign_in(OPERATOR)
        _corrects(visitor)


def _files(visitor: Visitor) -> int:
    """From home to the submitted report; the clicks that it took. Its figures are typed with the keyboard."""
    page, clicks = visitor.page, 0
    page.goto("/home")
    page.get_by_role("link", name=re.compile("Monthly report to submit")).first.click()
    clicks += 1
    page.wait_for_url(re.compile(REPORT))
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
    page.goto(f"/reports?month={MONTH}&q={SITE}")
    visitor.look("reports")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("link", name="Send back").click()
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
