"""What the tablet sends: once, whole, under the right name; whatever happens to the line, the server or the person."""

import hashlib
import json
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.tablet.street import AUDITORS, LARGE, SMALL, Street, Tablet

pytestmark = pytest.mark.browser

ORIENTATION = 0x0112
PHOTOS, FILINGS = re.compile("/api/v1/photos/"), re.compile("/filings/")


def _small(tablet: Tablet, street: Street, shade: int = 200, size: tuple[int, int] = SMALL) -> str:
    """A visit that waits to be sent, made without a network; its id. Of a shade, the server may have its photo."""
    site = street.next_site()
    tablet.go_offline()
    draft = tablet.start(site)
    tablet.hurry(shade, size)
    tablet.submit()
    return draft


def test_two_taps_and_two_tabs_file_one_visit(tablet: Tablet, street: Street) -> None:
    draft = _small(tablet, street)
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
    draft = _small(tablet, street, 210, LARGE)
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
    draft = _small(tablet, street)
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
    draft = _small(tablet, street, 220)
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
    draft = _small(tablet, street)
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
    draft = _small(tablet, street)
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


def test_of_two_versions_the_person_decides_and_both_can_stand(tablet: Tablet, street: Street) -> None:
    """The visit is changed at the server by another tablet of the same person while this one is being changed."""
    draft = _small(tablet, street)
    tablet.go_online()
    tablet.sent(street, draft)
    _edit_elsewhere(tablet, street, draft)
    tablet.press("Change")
    tablet.page.get_by_label("Reason").fill("The price was typed wrongly.")
    tablet.page.get_by_role("dialog").get_by_role("button", name="Change", exact=True).click()
    tablet.page.goto(f"/tablet#/visit/{draft}/2")
    tablet.type("quoted", "181")
    tablet.page.get_by_role("link", name="Review", exact=True).click()
    tablet.press("Submit")
    expect(tablet.page.get_by_role("heading", name="Two versions")).to_be_visible()
    expect(tablet.page.get_by_role("row", name="Which price was quoted?")).to_contain_text("181")
    tablet.press("Keep mine")
    tablet.page.get_by_label("Reason").fill("Mine is from the receipt.")
    tablet.page.get_by_role("dialog").get_by_role("button", name="Change", exact=True).click()
    tablet.until(lambda: street.filed(draft)[0][1] == 3)
    content = tablet.sent(street, draft)
    assert content["answers"]["quoted"]["value"] == "181"


def _edit_elsewhere(tablet: Tablet, street: Street, draft: str) -> None:
    """As the same person on another tablet would: version 2."""
    [(assignment,)] = street.rows("select assignment::text from filing where id = %s", draft)
    address = f"/api/v1/assignments/{assignment}/filings/{draft}"
    token = tablet.context.request.get("/api/v1/session").json()["csrf_token"]
    found = tablet.context.request.get(address)
    content = found.json()["content"]
    content["answers"]["quoted"]["value"] = "182"
    content.pop("dropped")
    answer = tablet.context.request.put(
        address,
        data={**content, "client_now": content["submitted_at"], "app": "", "reason": "From the other tablet."},
        headers={"if-match": found.headers["etag"], "x-csrf-token": token, "origin": tablet.address},
    )
    assert answer.ok, answer.text()


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


KEPT_PHOTO = """async draft => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const asked = base.transaction("photos").objectStore("photos").index("draft").getAll(draft);
    const [photo] = await new Promise(resolve => { asked.onsuccess = () => resolve(asked.result); });
    return { sha256: photo.sha256, bytes: [...new Uint8Array(await photo.blob.arrayBuffer())] };
}"""


def test_photos_are_shrunk_upright_and_named_by_their_hash(tablet: Tablet, street: Street) -> None:
    """Taken with the tablet on its side: the camera only notes that in the file, which does not leave the tablet."""
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    taken = BytesIO()
    Image.new("RGB", (2400, 1800), (200, 40, 40)).save(taken, "JPEG", exif=turned)
    draft = tablet.start(street.next_site())
    tablet.page.locator("#photo-rings").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": taken.getvalue()}
    )
    expect(tablet.question("rings").locator("figure")).to_have_count(1)
    kept = tablet.page.evaluate(KEPT_PHOTO, draft)
    content = bytes(kept["bytes"])
    assert hashlib.sha256(content).hexdigest() == kept["sha256"]
    with Image.open(BytesIO(content)) as shrunk:
        assert (shrunk.format, shrunk.size, dict(shrunk.getexif())) == ("JPEG", (1200, 1600), {})
