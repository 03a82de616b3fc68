"""Where the tablet app is tried: a real server, visits assigned to an auditor, and tablets that lose the network."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

import psycopg
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from tests.served import PASSWORD

UPRIGHT, FLAT = (768, 1024), (1024, 768)
# A photo of some pieces, and one that fits into one.
LARGE, SMALL = (2400, 1800), (400, 300)
AUDITORS = ("field@example.com", "other@example.com")


@dataclass(frozen=True, slots=True)
class Street:
    """The running server. `visits`: codes of sites that `AUDITORS[0]` is to visit, where nobody was yet."""

    address: str
    database: str
    visits: list[str]

    def next_site(self) -> str:
        return self.visits.pop(0)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What the server has, asked of its database past all row security."""
        with psycopg.connect(self.database) as root:
            return root.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.database) as root:
            root.execute(statement, values)

    def content(self, draft: str) -> dict[str, Any]:
        """What was filed and is in force."""
        [(_state, _number, content)] = self.filed(draft)
        whole: dict[str, Any] = json.loads(content) if isinstance(content, str) else content
        return whole

    def filed(self, draft: str) -> list[tuple[Any, ...]]:
        """State, number of the version in force, and the content of it; one row at most."""
        return self.rows(
            "select f.state, f.current, v.content from filing f join filing_version v"
            " on v.filing = f.id and v.number = f.current where f.id = %s",
            draft,
        )


# Until the worker answers for the page, which it takes over as soon as it has kept the app.
CONTROLLED = """async () => {
    const { serviceWorker } = navigator;
    if (!serviceWorker.controller)
        await new Promise(taken => serviceWorker.addEventListener("controllerchange", taken, { once: true }));
}"""
KEPT = """async ([name, key, index]) => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const store = base.transaction(name).objectStore(name);
    const asked = (index ? store.index(index) : store).getAll(key);
    const found = await new Promise(resolve => { asked.onsuccess = () => resolve(asked.result); });
    base.close();
    return found.map(({ blob, ...rest }) => rest);
}"""


@cache
def picture(shade: int = 120, size: tuple[int, int] = SMALL) -> FilePayload:
    """A photo as the camera hands it over; another one for each shade, always the same."""
    written = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").point(lambda value: (value + shade) % 256).save(
        written, "JPEG", quality=80
    )
    return {"name": f"IMG_{shade}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


@dataclass(slots=True)
class Tablet:
    """A tablet in somebody's hand. What the policy refuses, or a script trips over, is kept, and fails the test."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page | None = None) -> None:
        seen = page or self.page
        seen.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        seen.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text: str) -> None:
        # What fails without a network, or is refused by the server, the browser tells by itself.
        if "Failed to load resource" not in text and "net::ERR" not in text:
            self.complaints.append(text)

    def sign_in(self, email: str = AUDITORS[0]) -> None:
        """In place of whoever is, whose session goes on elsewhere."""
        self.context.clear_cookies()
        answer = self.context.request.post(
            "/api/v1/session", data={"email": email, "password": PASSWORD}, headers={"origin": self.address}
        )
        assert answer.ok, answer.text()

    def open(self) -> None:
        """The app, with the board on it and the worker in control: from now on it needs no network."""
        self.page.goto("/tablet")
        expect(self.page.get_by_role("heading", name="Visits", exact=True)).to_be_visible()
        self.page.evaluate(CONTROLLED)
        expect(self.page.locator(".outbox")).to_have_text("Nothing waits to be sent")

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)
        self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def confirm(self, why: str) -> None:
        """Give the reason for which something that was sent is changed."""
        self.page.get_by_label("Reason").fill(why)
        self.page.get_by_role("dialog").get_by_role("button", name="Change", exact=True).click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def question(self, key: str) -> Locator:
        return self.page.locator(f"#question-{key}")

    def answer(self, key: str, label: str) -> None:
        """Choose an option, and wait until it is kept."""
        option = self.question(key).get_by_role("radio", name=label, exact=True)
        option.click()
        self.kept()
        expect(option).to_be_checked()

    def kept(self) -> None:
        expect(self.page.locator(".saved")).to_have_text("Saved")

    def type(self, key: str, text: str) -> None:
        self.page.locator(f"#answer-{key}").fill(text)
        self.kept()

    def photograph(self, key: str, shade: int, size: tuple[int, int] = SMALL) -> None:
        before = self.question(key).locator("figure").count()
        self.page.locator(f"#photo-{key}").set_input_files(picture(shade, size))
        expect(self.question(key).locator("figure")).to_have_count(before + 1)

    def start(self, site: str) -> str:
        """Begin the visit of a site; the id of its draft."""
        card = self.page.locator("article", has_text=site)
        card.get_by_role("button", name="Start visit").click()
        self.page.wait_for_url(lambda url: "#/visit/" in url)
        return self.page.url.split("#/visit/")[1].split("/")[0]

    def fill(self) -> None:
        """The whole visit, badly: it fails where a photo is asked for then."""
        for _ring in range(3):
            self.question("rings").get_by_role("button", name="It rings").click()
        self.answer("rings", "Answered")
        self.answer("named", "Yes")
        self.press("Next section")
        self.answer("greeted", "No")
        self.photograph("greeted", 40)
        self.answer("friendly", "4")
        self.type("waited", "95.5")
        self.question("queue").get_by_role("button", name="One more").click()
        self.press("Next section")
        self.type("quoted", "199,50")
        self.answer("verdict", "Fixed on the spot")
        self.press("Next section")
        for shade in (80, 120, 160):
            self.photograph("front", shade)
        self.type("remark", "Two screens were broken.")

    def hurry(self, shade: int = 200, size: tuple[int, int] = SMALL) -> None:
        """The whole visit with as few answers and photos as it takes."""
        self.question("rings").get_by_role("button", name="It rings").click()
        self.answer("rings", "Busy")
        self.press("Next section")
        self.answer("greeted", "Yes")
        self.answer("friendly", "5")
        self.type("waited", "30")
        self.press("Next section")
        self.type("quoted", "180")
        self.answer("verdict", "Explained why it cannot be fixed")
        self.press("Next section")
        self.photograph("front", shade, size)

    def queue(self, site: str, shade: int = 200, size: tuple[int, int] = SMALL) -> str:
        """A short visit that waits to be sent, made without a network; its id. Of a shade that was sent before, the
        server has the photo."""
        self.go_offline()
        draft = self.start(site)
        self.hurry(shade, size)
        self.submit()
        return draft

    def draft(self, draft: str) -> dict[str, Any]:
        """What the tablet keeps of a visit."""
        [found] = self._kept("drafts", draft, "")
        return found

    def photos(self, draft: str) -> list[dict[str, Any]]:
        """What the tablet keeps of its photos, without their pixels."""
        return self._kept("photos", draft, "draft")

    def _kept(self, store: str, key: str, index: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(KEPT, [store, key, index])
        return found

    def until(self, found: Callable[[], Any], seconds: int = 20) -> Any:
        """What `found` gives once it gives something: of the server, never of a label that may be an old one."""
        for _tenth in range(seconds * 10):
            if value := found():
                return value
            self.page.wait_for_timeout(100)
        raise AssertionError("it never came")

    def sent(self, street: Street, draft: str) -> dict[str, Any]:
        """Wait until the server has the visit and the tablet its receipt; what was filed."""
        self.until(lambda: street.filed(draft))
        expect(self.page.locator(".outbox")).to_have_text("Nothing waits to be sent", timeout=15_000)
        return street.content(draft)

    def submit(self) -> None:
        """From any section."""
        self.page.locator(".bar").get_by_text("Review", exact=True).click()
        self.press("Submit")
        expect(self.page.get_by_role("heading", name="Submitted visit")).to_be_visible()


@contextmanager
def holding(browser: Browser, address: str, size: tuple[int, int] = FLAT, **options: Any) -> Iterator[Tablet]:
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, locale="en-GB", has_touch=True, **options
    )
    context.set_default_timeout(10_000)
    tablet = Tablet(context.new_page(), context, address)
    tablet.watch()
    yield tablet
    context.close()
    assert tablet.complaints == []
