"""A site operator on a tablet: only its own sites, every number explained, no way to a rival's."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.stage import PUBLISHED, TABLET, Stage, Visitor, visiting

pytestmark = pytest.mark.browser

LOOKED_AT = ("/sites/{code}/orders", "/sites/{code}/returns", "/sites/{code}/returns/{return_id}")


def test_an_operator_reads_its_own_scorecards_and_no_others(browser: Browser, stage: Stage) -> None:
    with visiting(browser, stage.address, TABLET) as visitor:
        visitor.sign_in(stage.operator)
        visitor.page.wait_for_url(re.compile("/home"))
        visitor.look("operator-home")
        _sees_only_its_own(visitor, stage)
        _reads_a_scorecard(visitor, stage)
        _is_refused_politely(visitor, stage)
        _switches_to_chinese(visitor, stage)
        visitor.has_looked_at(LOOKED_AT)


def _sees_only_its_own(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    page.goto("/sites")
    expect(page.get_by_role("rowheader")).to_have_count(len(stage.own))
    assert stage.rival not in page.content()
    visitor.look("operator-sites")
    for path in (f"/sites/{stage.own[0]}/orders", f"/sites/{stage.own[0]}/returns"):
        page.goto(path)
        visitor.look(f"operator-{path.rpartition('/')[2]}")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.wait_for_url(re.compile("/returns/"))
    visitor.look("return")


def _reads_a_scorecard(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    card = f"/sites/{stage.own[0]}?period={PUBLISHED}"
    page.goto(card)
    visitor.look("operator-scorecard")
    page.get_by_role("link", name=re.compile("Explanation", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", name="What would lift the standing, cheapest first")).to_be_visible()
    visitor.look("operator-explanation")
    with page.expect_download() as drawn:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert drawn.value.path().read_bytes().startswith(b"%PDF-")
    page.goto(card)
    page.get_by_role("row", name=re.compile("within")).get_by_role("link").first.click()
    page.wait_for_url(re.compile("/evidence/"))
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.wait_for_url(re.compile("/orders/"))


def _is_refused_politely(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    for path in (f"/sites/{stage.rival}", f"/sites/{stage.rival}/orders", "/sites/NOBODY"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    visitor.look("not-found")
    answer = page.goto("/scorecards/runs")
    assert answer is not None
    assert answer.status == 403
    visitor.look("forbidden")
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_visible()


def _switches_to_chinese(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    page.goto(f"/sites/{stage.own[0]}")
    page.get_by_role("link", name="简体中文", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.goto("/home")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
