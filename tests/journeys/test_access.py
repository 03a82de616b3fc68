"""Somebody is let in, given a region, and loses it again; an operator asks for a change of its site's file."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.stage import REGION, Stage, Visitor, email_of, visiting
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

LOOKED_AT = (
    "/invitations/{token}",
    "/invitations/accepted",
    "/login/setup",
    "/login/code",
)
INVITED = "newcomer@example.com"


def test_a_manager_is_invited_for_a_region_and_loses_it(browser: Browser, stage: Stage, strict: str) -> None:
    with visiting(browser, strict) as newcomer, visiting(browser, stage.address) as administrator:
        administrator.sign_in(email_of("admin"))
        link = _invites(administrator).replace(stage.address, strict)
        _accepts(newcomer, link)
        secret = _sets_up_a_second_factor(newcomer)
        _signs_in_with_it(newcomer, secret)
        _sees_only_the_region(newcomer.page, stage)
        _is_turned_away_the_second_time(newcomer, link)
        newcomer.has_looked_at(LOOKED_AT)
        _ends_the_membership(administrator)
        newcomer.page.goto("/sites")
        newcomer.page.wait_for_url(re.compile("/login"))
        expect(newcomer.page.get_by_label("Password")).to_be_visible()


def _invites(administrator: Visitor) -> str:
    page = administrator.page
    page.goto("/people/invite")
    administrator.look("people-invite")
    administrator.field("Email").fill(INVITED)
    administrator.field("Full name").fill("Tang Rui")
    administrator.field("Role").select_option("HQ service manager")
    page.get_by_label("In some regions").check()
    page.get_by_label(REGION, exact=True).check()
    page.get_by_label("Inspect", exact=True).check()
    administrator.press("Make invitation")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    administrator.glance("invitation-link")
    return page.get_by_label(f"Link for {INVITED}").input_value()


def _accepts(newcomer: Visitor, link: str) -> None:
    newcomer.page.goto(link)
    newcomer.look("invitation")
    newcomer.field("Password").fill(PASSWORD)
    newcomer.field("The same again").fill(PASSWORD)
    newcomer.press("Make account")
    newcomer.page.wait_for_url(re.compile("/invitations/accepted"))
    newcomer.look("invitation-accepted")


def _sets_up_a_second_factor(newcomer: Visitor) -> str:
    """The secret that the phone keeps."""
    page = newcomer.page
    _types_the_password(newcomer)
    page.wait_for_url(re.compile("/login/setup"))
    newcomer.look("login-setup")
    secret = page.locator(".secret-key").inner_text()
    newcomer.field("Verification code").fill(_code(secret))
    newcomer.press("Confirm the code")
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    newcomer.glance("recovery-codes")
    newcomer.follow("I have kept them, go on")
    page.wait_for_url(re.compile("/home"))
    return secret


def _code(secret: str, steps_ahead: int = 0) -> str:
    """What the phone shows now, or will show some steps of 30 seconds later."""
    totp = pyotp.TOTP(secret.replace(" ", ""))
    return totp.at(int(time.time()) + steps_ahead * totp.interval)


def _types_the_password(newcomer: Visitor) -> None:
    newcomer.page.goto("/login")
    newcomer.field("Email").fill(INVITED)
    newcomer.field("Password").fill(PASSWORD)
    newcomer.press("Sign in")


def _signs_in_with_it(newcomer: Visitor, secret: str) -> None:
    """A code is good once: the next one is taken a step early, as from a phone that is fast."""
    page = newcomer.page
    page.context.clear_cookies()
    _types_the_password(newcomer)
    page.wait_for_url(re.compile("/login/code"))
    newcomer.look("login-code")
    newcomer.field("Verification code").fill("000000")
    newcomer.press("Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    newcomer.field("Verification code").fill(_code(secret, 1))
    newcomer.press("Sign in")
    page.wait_for_url(re.compile("/home"))


def _sees_only_the_region(page: Page, stage: Stage) -> None:
    page.goto("/sites?size=100")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    regions = page.locator("td[data-label=Region]").all_inner_texts()
    assert regions
    assert all(region.startswith(REGION) for region in regions)
    answer = page.goto(f"/sites/{stage.sites.elsewhere}")
    assert answer is not None
    assert answer.status == 404


def _is_turned_away_the_second_time(newcomer: Visitor, link: str) -> None:
    answer = newcomer.page.goto(link)
    assert answer is not None
    assert answer.status == 404
    expect(newcomer.page.get_by_role("heading", name="This invitation cannot be used")).to_be_visible()
    newcomer.look("invitation-gone")


def _ends_the_membership(administrator: Visitor) -> None:
    page = administrator.page
    page.goto(f"/people?q={INVITED}")
    administrator.go_by(page.get_by_role("rowheader").get_by_role("link"))
    administrator.look("person")
    administrator.press("End membership")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason for the record").fill("Has moved to another department.")
    dialog.get_by_role("button", name="End membership").click()
    expect(page.get_by_role("row", name=re.compile("^HQ service manager"))).to_contain_text("ended")
    expect(page.get_by_role("row", name=re.compile("^Inspect"))).to_contain_text("ended")


def test_an_operator_proposes_and_a_stale_form_shows_both_versions(browser: Browser, stage: Stage) -> None:
    place = f"/sites/{stage.own[1]}/file/place"
    with visiting(browser, stage.address) as operator, visiting(browser, stage.address) as manager:
        operator.sign_in(stage.operator)
        manager.sign_in(stage.manager)
        manager.page.goto(place)
        manager.look("site-file-form")
        _proposes(operator, place)
        _accepts_the_proposal(manager, stage.own[1])
        _sends_what_is_stale(manager)


def _proposes(operator: Visitor, place: str) -> None:
    page = operator.page
    page.goto(place)
    operator.look("site-file-propose")
    operator.field("Phone").fill("400-555-0177")
    operator.field("Why it is to change").fill("We have a new line.")
    operator.press("Send the proposal")
    expect(page.get_by_text("Headquarters has been asked.")).to_be_visible()


def _accepts_the_proposal(manager: Visitor, site: str) -> None:
    """In another tab: the form stays open in the first."""
    tab = manager.page.context.new_page()
    tab.goto("/proposals")
    tab.get_by_role("row").filter(has_text=site).get_by_role("link").first.click()
    expect(tab.get_by_role("cell", name="400-555-0177")).to_be_visible()
    tab.get_by_role("button", name="Accept the proposal").click()
    tab.get_by_role("dialog").get_by_role("button", name="Accept the proposal").click()
    expect(tab.get_by_text("Accepted", exact=True).first).to_be_visible()
    tab.close()


def _sends_what_is_stale(manager: Visitor) -> None:
    page = manager.page
    manager.field("Phone").fill("400-555-0166")
    with page.expect_navigation() as sent:
        manager.press("Save changes")
    assert sent.value.status == 412
    manager.glance("site-file-stale")
    both = page.get_by_role("row").filter(has_text="400-555-0166")
    expect(both).to_contain_text("400-555-0177")
    expect(manager.field("Phone")).to_have_value("400-555-0166")
    manager.press("Save changes")
    expect(page.get_by_text("The file has been changed.")).to_be_visible()
