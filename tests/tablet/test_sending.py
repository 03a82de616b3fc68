"""What the tablet sends: once, whole, under the right name; whatever happens to the line, the server or the person.

Failure cases held here: two taps on Submit (2), a piece or a receipt whose answer is lost (3, 4), a session that ended
(5), two tabs over one queue (6), a network that answers in the server's place (14), another person on the same tablet
(15), a piece that arrives broken (18), signing out over what waits (23). A server that dies in the middle of a photo
(17) and what it says to many at once are held over HTTP, in tests/audits and tests/faults.
"""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.tablet.street import AUDITORS, LARGE, Street, Tablet

pytestmark = pytest.mark.browser

PHOTOS, FILINGS = re.compile("/api/v1/photos/"), re.compile("/filings/")


def test_two_taps_and_two_tabs_file_one_visit(tablet: Tablet, street: Street) -> None:
    draft = tablet.queue(street.next_site())
    other = tablet.context.new_page()
    tablet.watch(other)
    other.goto(f"/tablet#/sent/{draft}")
    tablet.go_online()
    other.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.sent(street, draft)
    tablet.page.reload()
    expect(tablet.page.locator(".ready")).to_be_visible()
    assert street.rows("select count(*) from filing_version where filing = %s", draft) == [(1,)]


def test_an_upload_that_was_cut_goes_on_where_it_stopped(tablet: Tablet, street: Street) -> None:
    """The second piece arrives, its answer does not; the third does not arrive."""
    draft = tablet.queue(street.next_site(), 210, LARGE)
    offsets: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) == 2:
                route.fetch()
            if len(offsets) in (2, 3):
                route.abort()
                return
        route.continue_()

    tablet.page.route(PHOTOS, cut)
    tablet.go_online()
    tablet.sent(street, draft)
    assert offsets[2] == offsets[3]
    arrived = offsets[:2] + offsets[3:]
    assert arrived == sorted(set(arrived))


def test_what_keeps_a_visit_from_being_sent_is_told_and_nothing_is_lost(tablet: Tablet, street: Street) -> None:
    """A network that answers in the server's place, then a session that has ended."""
    draft = tablet.queue(street.next_site())
    tablet.page.route(re.compile("/api/"), lambda route: route.fulfill(status=200, content_type="text/html", body="Hi"))
    tablet.go_online()
    expect(tablet.page.locator(".outbox")).to_contain_text("This network wants you to sign in to it")
    tablet.page.unroute_all()
    tablet.context.clear_cookies()
    tablet.press("Send now")
    expect(tablet.page.locator(".outbox")).to_contain_text("Sign in again to send")
    assert street.filed(draft) == []
    tablet.sign_in()
    tablet.page.reload()
    tablet.sent(street, draft)


def test_a_photo_that_arrives_broken_is_sent_again_and_a_lost_receipt_asked_for(tablet: Tablet, street: Street) -> None:
    draft = tablet.queue(street.next_site(), 220)
    spoilt: list[int] = []
    answered: list[int] = []

    def spoil(route: Route) -> None:
        body = route.request.post_data_buffer
        if route.request.method == "PATCH" and body and not spoilt:
            spoilt.append(len(body))
            route.continue_(post_data=bytes([body[0] ^ 255, *body[1:]]))
            return
        route.continue_()

    def lose(route: Route) -> None:
        if route.request.method == "PUT":
            answered.append(route.fetch().status)
            if len(answered) == 1:
                route.abort()
                return
        route.continue_()

    tablet.page.route(PHOTOS, spoil)
    tablet.page.route(FILINGS, lose)
    tablet.go_online()
    content = tablet.sent(street, draft)
    assert spoilt
    [photo] = content["photos"]
    assert street.rows("select state from photo_upload where sha256 = %s", photo["sha256"]) == [("whole",)]
    assert answered[:2] == [201, 200]
    assert [row[:2] for row in street.filed(draft)] == [("received", 1)]


def test_nobody_sees_or_sends_the_visits_of_another_person_on_the_same_tablet(tablet: Tablet, street: Street) -> None:
    site = street.next_site()
    begun = tablet.start(site)
    tablet.page.goto("/tablet#/")
    draft = tablet.queue(street.next_site())
    tablet.sign_in(AUDITORS[1])
    tablet.go_online()
    expect(tablet.page.locator(".outbox")).to_contain_text("Visits of another person waiting here: 1")
    tablet.page.goto(f"/tablet#/visit/{begun}")
    tablet.page.reload()
    expect(tablet.page.get_by_role("heading", name="Visits", exact=True)).to_be_visible()
    expect(tablet.page.locator(".question")).to_have_count(0)
    expect(tablet.page.locator("article", has_text=site)).to_have_count(0)
    assert street.filed(draft) == []
    tablet.sign_in(AUDITORS[0])
    tablet.page.reload()
    tablet.sent(street, draft)


def test_signing_out_over_what_waits_offers_a_file_instead(tablet: Tablet, street: Street) -> None:
    draft = tablet.queue(street.next_site())
    tablet.press("Sign out")
    dialog = tablet.page.get_by_role("dialog", name="Not everything is sent")
    with tablet.page.expect_download() as download:
        dialog.get_by_role("button", name="Save to files").click()
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert saved["filing"] == draft
    assert len(saved["pictures"]) == len(saved["photos"]) == 1
    assert saved["answers"]["quoted"]["value"] == "180"
    expect(tablet.page.locator(".outbox")).to_contain_text("Visits waiting: 1")
    tablet.go_online()
    tablet.sent(street, draft)


def test_an_offer_is_accepted_without_a_network(tablet: Tablet, street: Street) -> None:
    tablet.go_offline()
    site = street.visits[-1]
    tablet.page.locator("article", has_text=site).get_by_role("button", name="Accept").click()
    expect(tablet.page.locator(".outbox")).to_contain_text("Replies waiting: 1")
    expect(tablet.page.locator("article", has_text=site).get_by_role("button", name="Start visit")).to_be_visible()
    tablet.go_online()
    state = "select a.state from assignment a join site s on s.id = a.site where s.code = %s"
    tablet.until(lambda: street.rows(state, site) == [("accepted",)])
    expect(tablet.page.locator(".outbox")).to_have_text("Nothing waits to be sent")
