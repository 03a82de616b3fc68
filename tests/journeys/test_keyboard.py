"""With the keyboard alone: a decision about an application, from the list to the last button."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stage import Stage, Visitor

pytestmark = pytest.mark.browser


def test_with_the_keyboard_alone_a_manager_decides(visitor: Visitor, stage: Stage) -> None:
    page = visitor.page
    visitor.sign_in(stage.manager)
    page.goto("/applications?state=scored")
    visitor.tab_to("Xining Wusi Street")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    visitor.tab_to("Decide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Decide")
    visitor.tab_to("Reason for the decision")
    page.keyboard.type("The best place of the city, and a team that knows the work.")
    visitor.tab_to("Approve application")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("/applications/[0-9a-f-]{36}$"))
    expect(page.get_by_text("When the contract is signed, record it")).to_be_visible()


def test_with_the_keyboard_alone_one_asks_before_something_final_and_turns_back(visitor: Visitor, stage: Stage) -> None:
    """A dialog keeps the focus inside, and gives it back to the button that opened it."""
    page = visitor.page
    visitor.sign_in(stage.operator)
    page.goto(f"/sites/{stage.own[0]}/proposals")
    visitor.tab_to("Take the proposal back")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    visitor.tab_to("Cancel")
    page.keyboard.press("Space")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Take the proposal back")).to_be_focused()
