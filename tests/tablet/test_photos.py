"""Photos on the tablet: kept at once as the camera held them, with what is known of them, or refused in plain words.

Failure cases held here: no room for a photo or an answer (11), the same photo at two questions (20), pictures that are
large, turned, or in a form that the browser cannot read (21), a position that is denied, late, or never comes (22).
"""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, StorageState, expect

from tests.tablet.street import Street, Tablet, holding, picture

pytestmark = pytest.mark.browser

ORIENTATION = 0x0112
SHOP = {"latitude": 31.230416, "longitude": 121.473701, "accuracy": 9.4}
WRITTEN = (31.23042, 121.4737, 9)
PLACE = ("latitude", "longitude", "accuracy")

KEPT_PHOTO = """async draft => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const asked = base.transaction("photos").objectStore("photos").index("draft").getAll(draft);
    const [photo] = await new Promise(resolve => { asked.onsuccess = () => resolve(asked.result); });
    return { sha256: photo.sha256, bytes: [...new Uint8Array(await photo.blob.arrayBuffer())] };
}"""


def test_photos_are_shrunk_upright_and_named_by_their_hash(tablet: Tablet, street: Street) -> None:
    """Twelve million pixels, taken with the tablet on its side: the camera only notes that in the file, which does not
    leave the tablet."""
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    taken = BytesIO()
    Image.new("RGB", (4000, 3000), (200, 40, 40)).save(taken, "JPEG", exif=turned)
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


# As an iPad begins the files that its camera writes when it is not told otherwise.
HEIC: FilePayload = {
    "name": "IMG_0001.HEIC",
    "mimeType": "image/heic",
    "buffer": b"\0\0\0\x28ftypheic\0\0\0\0mif1MiHBMiHEMiPrheic" + bytes(4096),
}


def test_a_picture_that_the_browser_cannot_read_is_refused_with_what_to_do(tablet: Tablet, street: Street) -> None:
    """Safari hands over a JPEG, or reads the HEIC itself; a browser that does neither must not keep what HQ cannot
    see."""
    draft = tablet.start(street.next_site())
    for language, told in (("", "Set the camera to JPEG"), ("中文", "请把相机格式设为 JPEG")):
        if language:
            tablet.press(language)
        tablet.page.locator("#photo-rings").set_input_files(HEIC)
        expect(tablet.page.locator(".saved.bad")).to_contain_text(told)
    assert tablet.photos(draft) == []
    tablet.photograph("rings", 10)


REFUSING = """kept => {
    const put = IDBObjectStore.prototype.put;
    window.makeRoom = () => { IDBObjectStore.prototype.put = put; };
    IDBObjectStore.prototype.put = function (value, ...more) {
        if (this.name === kept) throw new DOMException("no room", "QuotaExceededError");
        return put.call(this, value, ...more);
    };
}"""


def test_what_finds_no_room_is_told_and_the_rest_goes_on(tablet: Tablet, street: Street) -> None:
    draft = tablet.start(street.next_site())
    tablet.page.evaluate(REFUSING, "photos")
    tablet.page.locator("#photo-rings").set_input_files(picture(size=(320, 240)))
    expect(tablet.page.locator(".saved.bad")).to_contain_text("The tablet is full")
    tablet.question("rings").get_by_role("button", name="It rings").click()
    tablet.answer("rings", "Busy")
    tablet.page.evaluate("makeRoom()")
    tablet.page.goto(f"/tablet#/visit/{draft}/2")
    tablet.page.evaluate(REFUSING, "drafts")
    tablet.page.locator("#answer-quoted").fill("180")
    expect(tablet.page.locator(".saved.bad")).to_contain_text("The tablet is full")
    expect(tablet.page.locator("#answer-quoted")).to_have_value("180")
    tablet.page.evaluate("makeRoom()")
    tablet.type("quoted", "181")
    assert tablet.draft(draft)["answers"]["quoted"]["value"] == "181"


def test_a_tablet_that_is_nearly_full_says_so_before_a_visit_is_begun(tablet: Tablet) -> None:
    tablet.page.evaluate("navigator.storage.estimate = async () => ({ quota: 1e9, usage: 9e8 })")
    tablet.press("中文")
    expect(tablet.page.get_by_text("平板空间即将用尽")).to_be_visible()
    tablet.press("English")
    expect(tablet.page.get_by_text("This tablet is nearly full")).to_be_visible()


def test_a_photo_knows_where_it_was_taken_and_does_without(
    browser: Browser, street: Street, signed_in: StorageState
) -> None:
    allowed: dict[str, Any] = {"geolocation": SHOP, "permissions": ["geolocation"], "storage_state": signed_in}
    with holding(browser, street.address, **allowed) as tablet:
        tablet.open()
        draft = tablet.start(street.next_site())
        tablet.photograph("rings", 10)
        [photo] = tablet.until(lambda: [each for each in tablet.photos(draft) if each["latitude"] is not None])
        assert tuple(photo[name] for name in PLACE) == WRITTEN
        tablet.context.clear_permissions()
        tablet.photograph("rings", 20)
        assert [photo["place"] for photo in tablet.photos(draft)] == [1, 2]


# The tablet looks for where it is until it is told to have found it.
SEARCHING = """{
    window.found = [];
    navigator.geolocation.getCurrentPosition = told => window.found.push(told);
    null;
}"""
FOUND = "([number, coords]) => found[number]({ coords })"


def test_a_position_that_comes_late_or_never_holds_nothing_up(tablet: Tablet, street: Street) -> None:
    """Late in the visit it is still noted; after it was submitted it no longer is, nor while it never comes."""
    site = street.next_site()
    tablet.go_offline()
    draft = tablet.start(site)
    tablet.page.evaluate(SEARCHING)
    tablet.photograph("rings", 10)
    tablet.hurry(20)
    tablet.page.evaluate(FOUND, [0, SHOP])
    tablet.until(lambda: [each for each in tablet.photos(draft) if each["latitude"] is not None])
    tablet.submit()
    tablet.page.evaluate(FOUND, [1, SHOP])
    tablet.go_online()
    photos = tablet.sent(street, draft)["photos"]
    told = {photo["question"]: tuple(photo[name] for name in PLACE) for photo in photos}
    assert told == {"rings": tuple(map(str, WRITTEN)), "front": (None, None, None)}


def test_the_same_photo_may_stand_at_two_questions(tablet: Tablet, street: Street) -> None:
    site = street.next_site()
    tablet.go_offline()
    draft = tablet.start(site)
    tablet.photograph("rings", 200)
    tablet.hurry(200)
    tablet.submit()
    tablet.go_online()
    photos = tablet.sent(street, draft)["photos"]
    assert [photo["question"] for photo in photos] == ["front", "rings"]
    assert len({photo["sha256"] for photo in photos}) == 1
