"""The tablet app without a network: from the start of a visit to its submission nothing is lost.

Failure cases held here: opened, reloaded and filled in offline (1), two tabs over one draft (6), a browser that is
killed in the middle of a visit and of an upload (7).
"""

import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.tablet.street import FLAT, LARGE, UPRIGHT, Street, Tablet
from tests.web.test_assets import CHROMIUM, SWITCHES, VIOLATIONS

pytestmark = pytest.mark.browser


def test_a_visit_is_made_without_a_network_and_arrives_whole(tablet: Tablet, street: Street) -> None:
    site = street.next_site()
    tablet.go_offline()
    tablet.page.reload()
    draft = tablet.start(site)
    tablet.fill()
    tablet.page.reload()
    expect(tablet.page.locator("#answer-remark")).to_have_value("Two screens were broken.")
    tablet.submit()
    expect(tablet.page.locator(".outbox")).to_contain_text("Visits waiting: 1 · 4 of 4 photos waiting")
    tablet.go_online()
    content = tablet.sent(street, draft)
    expect(tablet.page.locator(".ready")).to_contain_text("The server has all of it")
    answers = content["answers"]
    assert answers["rings"]["value"]["rings"] == 3
    assert answers["quoted"]["value"] == "199.50"
    assert answers["queue"]["value"] == 1
    assert len(content["photos"]) == 4
    assert {event["kind"] for event in content["events"]} >= {"open", "answer", "photo", "submit"}
    runs = [event["run"] for event in content["events"]]
    assert runs == sorted(runs, key=runs.index), "a page that is opened again begins to count anew"
    for run in set(runs):
        moments = [event["milliseconds"] for event in content["events"] if event["run"] == run]
        assert moments == sorted(moments)
    kept = {sha256 for (sha256,) in street.rows("select sha256 from photo_upload where state = 'whole'")}
    assert {photo["sha256"] for photo in content["photos"]} <= kept


def test_it_opens_in_a_second_and_a_half_without_a_network(tablet: Tablet) -> None:
    tablet.go_offline()
    took = []
    for _try in range(3):
        begun = time.perf_counter()
        tablet.page.goto("/tablet", wait_until="commit")
        tablet.page.locator("article").first.wait_for()
        took.append(time.perf_counter() - begun)
    assert min(took) < 1.5


def test_rings_are_counted_tap_by_tap_and_decide_what_else_is_asked(tablet: Tablet, street: Street) -> None:
    tablet.start(street.next_site())
    expect(tablet.question("named")).to_be_hidden()
    ring = tablet.question("rings").get_by_role("button", name="It rings")
    for _tap in range(5):
        ring.click()
    expect(tablet.question("rings").locator("output")).to_contain_text("5 rings")
    tablet.page.reload()
    expect(tablet.question("rings").locator("output")).to_contain_text("5 rings")
    tablet.answer("rings", "Busy")
    expect(tablet.question("named")).to_be_hidden()
    tablet.answer("rings", "Machine")
    expect(tablet.question("named")).to_be_visible()
    tablet.answer("rings", "Answered")
    expect(ring).to_be_disabled()


def test_what_is_open_or_wrong_is_said_in_the_review_and_at_the_question(tablet: Tablet, street: Street) -> None:
    draft = tablet.start(street.next_site())
    tablet.page.get_by_role("link", name="Review", exact=True).click()
    expect(tablet.page.get_by_role("heading", name="Still open: 7")).to_be_visible()
    expect(tablet.page.get_by_role("button", name="Submit")).to_be_disabled()
    expect(tablet.page.get_by_text("Score so far")).to_have_count(0)
    tablet.page.get_by_role("link", name="How friendly was the staff?").click()
    expect(tablet.question("friendly").locator(".problem")).to_have_text("This has to be answered.")
    tablet.question("friendly").get_by_role("button", name="Does not apply").click()
    expect(tablet.question("friendly").locator(".problem")).to_have_text("Say why this does not apply.")
    tablet.page.locator("#reason-friendly").fill("Nobody was there.")
    expect(tablet.question("friendly").locator(".problem")).to_have_text("")
    tablet.answer("greeted", "No")
    expect(tablet.question("greeted").locator(".problem")).to_have_text("A photo is needed here.")
    tablet.page.goto(f"/tablet#/visit/{draft}/2")
    for typed, told in (("abc", "Type a number"), ("12000", "At most 9999 CNY."), ("-1", "At least 0 CNY.")):
        tablet.type("quoted", typed)
        expect(tablet.question("quoted").locator(".problem")).to_contain_text(told)
    tablet.type("quoted", "80")
    expect(tablet.question("quoted").locator(".problem")).to_have_text("")
    tablet.type("quoted", "eight")
    tablet.page.reload()
    expect(tablet.page.locator("#answer-quoted")).to_have_value("eight")


def test_two_tabs_never_undo_each_other(tablet: Tablet, street: Street) -> None:
    draft = tablet.start(street.next_site())
    other = tablet.context.new_page()
    tablet.watch(other)
    other.goto(f"/tablet#/visit/{draft}/2")
    other.locator("#answer-quoted").fill("180")
    expect(other.locator(".saved")).to_have_text("Saved")
    tablet.question("rings").get_by_role("button", name="It rings").click()
    tablet.answer("rings", "Answered")
    tablet.page.goto(f"/tablet#/visit/{draft}/2")
    expect(tablet.page.locator("#answer-quoted")).to_have_value("180")
    other.goto(f"/tablet#/visit/{draft}")
    expect(other.locator("#question-rings").get_by_role("radio", name="Answered")).to_be_checked()


def test_a_browser_that_is_killed_has_lost_nothing_and_goes_on_where_it_stopped(
    street: Street, browser: Browser, tmp_path: Path
) -> None:
    """A process of its own, with a folder of its own, killed in the middle of a visit while another is being sent."""
    tablet = _launched(street, browser, tmp_path)
    tablet.sign_in()
    tablet.open()
    begun, sent = street.next_site(), street.next_site()
    visit = tablet.start(begun)
    tablet.question("rings").get_by_role("button", name="It rings").click()
    tablet.answer("rings", "Answered")
    tablet.answer("named", "Yes")
    tablet.page.goto("/tablet#/")
    draft = tablet.queue(sent, 215, LARGE)
    before = _pieces(tablet, stop_at=2)
    tablet.go_online()
    tablet.until(lambda: len(before) == 2)
    _kill(tmp_path)

    tablet = _launched(street, browser, tmp_path)
    tablet.go_offline()
    tablet.page.goto(f"/tablet#/visit/{visit}")
    expect(tablet.question("named").get_by_role("radio", name="Yes")).to_be_checked()
    after = _pieces(tablet)
    # A browser writes its cookies down now and then: the session may be gone.
    tablet.sign_in()
    tablet.go_online()
    tablet.sent(street, draft)
    assert before[:1] == [0]
    assert after[0] == before[1], "what had arrived is not sent again"
    assert street.rows("select count(*) from filing_version where filing = %s", draft) == [(1,)]
    tablet.context.close()


def _launched(street: Street, browser: Browser, folder: Path) -> Tablet:
    launch: dict[str, Any] = {
        "executable_path": CHROMIUM,
        "args": [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES,
        "base_url": street.address,
        "locale": "en-GB",
    }
    context = browser.browser_type.launch_persistent_context(folder, **launch)
    return Tablet(context.pages[0], context, street.address)


def _pieces(tablet: Tablet, stop_at: int = 0) -> list[int]:
    """Where each piece of a photo begins that is sent from now on; the one at `stop_at` never gets away."""
    offsets: list[int] = []

    def watch(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) == stop_at:
                return
        route.continue_()

    tablet.page.route(re.compile("/api/v1/photos/"), watch)
    return offsets


def _kill(folder: Path) -> None:
    """The browser that works in this folder, at once."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in command and b"--type=" not in command:
            os.kill(int(process.name), signal.SIGKILL)
    for lock in folder.glob("Singleton*"):
        lock.unlink()


def _targets(page: Page) -> list[str]:
    """What can be pressed and is lower than 60 px."""
    low: list[str] = page.evaluate(
        """[...document.querySelectorAll("button, a, summary, .option, input[type=text], textarea")]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 59.5)
        .map(each => each.outerHTML.slice(0, 80))"""
    )
    return low


def test_it_is_accessible_in_both_languages_and_hit_with_a_thumb(tablet: Tablet, street: Street) -> None:
    """However the tablet is held."""
    draft = tablet.start(street.next_site())
    tablet.press("中文")
    expect(tablet.page.get_by_role("button", name="English")).to_be_visible()
    for look in ["#/", *(f"#/visit/{draft}/{section}" for section in range(4)), f"#/review/{draft}"]:
        tablet.page.goto(f"/tablet{look}")
        tablet.page.locator("main h1").wait_for()
        found = Axe().run(tablet.page, options=VIOLATIONS)
        assert found.violations_count == 0, f"{look}\n{found.generate_report()}"
        for width, height in (FLAT, UPRIGHT):
            tablet.page.set_viewport_size({"width": width, "height": height})
            assert _targets(tablet.page) == [], (look, width)
            assert tablet.page.evaluate("document.documentElement.scrollWidth") <= width, look
