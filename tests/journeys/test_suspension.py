"""A certificate is suspended by two people, and lifted again; the public page follows."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from network.demo.pictures import paper
from tests.journeys.stage import Stage, Visitor, email_of, visiting

pytestmark = pytest.mark.browser

LOOKED_AT = ("/certification", "/sites/{code}/certification/proposals/{change_id}")
TYPE = "handheld-1"
REASON = "Charged customers for repairs under warranty."
VERDICT = "I have looked at the five receipts."


@pytest.fixture
def visitors(browser: Browser, stage: Stage) -> Iterator[dict[str, Visitor]]:
    """Two managers, the operator, and somebody who has no account."""
    with ExitStack() as open_browsers:
        made = {
            name: open_browsers.enter_context(visiting(browser, stage.address))
            for name in ("first", "second", "operator", "public")
        }
        made["first"].sign_in(stage.manager)
        made["second"].sign_in(email_of("admin"))
        made["operator"].sign_in(stage.operator)
        yield made


def test_a_suspension_takes_two_people_and_the_public_page_says_so(
    visitors: dict[str, Visitor], stage: Stage, tmp_path: Path
) -> None:
    site = stage.own[2]
    certification = f"/sites/{site}/certification"
    number = _number(visitors["operator"].page, certification)
    _answers(visitors["public"].page, number, "Valid")
    proposal = _proposes(visitors["first"], certification, tmp_path)
    _cannot_confirm_alone(visitors["first"].page, proposal)
    _sees_nothing_yet(visitors["operator"].page, certification)
    _answers(visitors["public"].page, number, "Valid")
    _confirms(visitors["second"], site)
    _reads_why(visitors["operator"], certification)
    _answers(visitors["public"].page, number, "Suspended")
    visitors["public"].look("verify-suspended")
    visitors["second"].has_looked_at(LOOKED_AT)
    _lifts(visitors["first"], certification)
    _answers(visitors["public"].page, number, "Valid")


def _number(page: Page, certification: str) -> str:
    page.goto(certification)
    return page.locator(f"#{TYPE} dd").filter(has_text="SM-").inner_text()


def _answers(page: Page, number: str, answer: str) -> None:
    page.goto(f"/verify/{number}")
    expect(page.get_by_role("status").get_by_text(answer, exact=True)).to_be_visible()


def _proposes(manager: Visitor, certification: str, folder: Path) -> str:
    """The address of the proposal."""
    page = manager.page
    page.goto(certification)
    manager.go_by(page.locator(f"#{TYPE}").get_by_role("link", name="Propose suspension"))
    manager.look("certification-suspend")
    receipts = folder / "receipts.pdf"
    receipts.write_bytes(paper("Five receipts", "Charged under warranty"))
    manager.field("Reason for the change").fill(REASON)
    manager.field("Evidence for the change").set_input_files(receipts)
    manager.press("Propose suspension")
    page.wait_for_url(re.compile(f"#{TYPE}$"))
    page.locator(f"#{TYPE}").get_by_role("link", name="Look at the proposal").click()
    page.wait_for_url(re.compile("/proposals/"))
    manager.look("certification-proposal-own")
    return page.url


def _cannot_confirm_alone(page: Page, proposal: str) -> None:
    """There is no button for it, and sending what the button would send is refused."""
    expect(page.get_by_text("You proposed this.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm proposal")).to_have_count(0)
    csrf = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = page.request.post(f"{proposal}/confirm", form={"_csrf": csrf, "reason": "I say so."})
    assert answer.status in (403, 409), answer.text()


def _sees_nothing_yet(page: Page, certification: str) -> None:
    page.goto(certification)
    expect(page.locator(f"#{TYPE}").get_by_role("link", name="Certificate", exact=True)).to_be_visible()
    assert REASON not in page.content()


def _confirms(manager: Visitor, site: str) -> None:
    """Finds the proposal among what waits."""
    page = manager.page
    page.goto("/certification")
    manager.look("certification-waiting")
    page.get_by_role("region", name="What waits").get_by_role("link", name=re.compile(site)).first.click()
    page.wait_for_url(re.compile("/proposals/"))
    manager.look("certification-proposal")
    expect(page.get_by_text(REASON)).to_be_visible()
    with page.expect_download() as evidence:
        page.get_by_role("link", name="receipts.pdf").click()
    assert evidence.value.path().read_bytes().startswith(b"%PDF-")
    manager.field("Reason for the decision").fill(VERDICT)
    manager.press("Confirm proposal")
    page.wait_for_url(re.compile("/certification$"))


def _reads_why(operator: Visitor, certification: str) -> None:
    page = operator.page
    page.goto(certification)
    card = page.locator(f"#{TYPE}")
    expect(card.get_by_text("Suspended", exact=True).first).to_be_visible()
    expect(card.get_by_role("link", name="Certificate", exact=True)).to_have_count(0)
    assert REASON in page.content()
    operator.look("site-certification-suspended")


def _lifts(manager: Visitor, certification: str) -> None:
    page = manager.page
    page.goto(certification)
    page.locator(f"#{TYPE}").get_by_role("link", name="Lift suspension").click()
    manager.field("Reason for the change").fill("The money was paid back.")
    manager.press("Lift suspension")
    page.wait_for_url(re.compile(f"#{TYPE}$"))
