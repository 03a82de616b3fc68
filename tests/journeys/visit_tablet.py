"""A visit on the tablet in either language: found by the keys of its questions, said in the words of the app."""

import io
import json
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

WORDS = Path("frontend/src/tablet/words.json")
# What fails without a network the browser tells by itself.
CUT_OFF = "net::ERR"

YES, NO = 0, 1


class Given(NamedTuple):
    """An answer: the place of an option, or what is typed; with a note and a photo, if any."""

    answer: int | str
    note: str = ""
    photo: bool = False


# Everything as it should be but for two: what is charged for nothing caps the whole visit at 40, a sign costs 2 points
# of the 98 that can be had. Five photos.
OVERCHARGED, BRAND, STORY = "overcharged", "brand", "story"
TOLD = "I came in at half past ten in my red coat, and was served at once."
ANSWERS: tuple[dict[str, Given], ...] = (
    {"found": Given(YES), "sign": Given(YES, photo=True), "open": Given(YES)},
    {
        "wait": Given("95"),
        "greeted": Given(YES),
        "uniform": Given(0),
        "listened": Given(4),
        "warranty-asked": Given(YES),
        "abused": Given(NO),
    },
    {
        "device-taken": Given(YES),
        "reproduced": Given(YES),
        "cause": Given(0),
        "outcome": Given(0),
        "explained": Given(4),
    },
    {
        "price-list": Given(YES, photo=True),
        "price-before": Given(YES),
        "asked-amount": Given("30"),
        OVERCHARGED: Given(YES, "30 for a check that is free.", photo=True),
        "itemised": Given(YES),
    },
    {"promised": Given(YES), "receipt": Given(YES, photo=True)},
    {
        "tidy": Given(4),
        "seat": Given(YES),
        BRAND: Given(NO, "The old mark still hangs over the door.", photo=True),
        "other-devices": Given(YES),
    },
    {
        "advice": Given(YES),
        "satisfied": Given(YES),
        "farewell": Given(YES),
        "gold-desk": Given(NO),
        STORY: Given(TOLD),
    },
)
PHOTOS = sum(given.photo for section in ANSWERS for given in section.values())


@cache
def _translated() -> dict[str, str]:
    words: dict[str, str] = json.loads(WORDS.read_text())
    return words


def photo(seed: str) -> FilePayload:
    """As a camera hands it over; no two look alike."""
    shades = bytes(60 + shade % 180 for shade in Random(seed).randbytes(16 * 12))
    written = io.BytesIO()
    Image.frombytes("L", (16, 12), shades).resize((1600, 1200)).convert("RGB").save(written, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


class Pad:
    """The app in the auditor's hand."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def say(self, word: str, **values: object) -> str:
        text = word if self.language == "en" else _translated()[word]
        return text.format(**values) if values else text

    def press(self, word: str) -> None:
        self.page.get_by_role("button", name=self.say(word), exact=True).click()

    @property
    def outbox(self) -> Locator:
        return self.page.locator(".outbox")

    def open(self) -> None:
        """Until all is on board: from now on it needs no network."""
        expect(self.page.get_by_role("heading", name=self.say("Visits"), exact=True)).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.reload()
        expect(self.outbox).to_have_text(self.say("Nothing waits to be sent"))

    def go_offline(self) -> None:
        self.page.context.set_offline(True)
        self.page.reload()

    def go_online(self) -> None:
        self.page.context.set_offline(False)
        self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def start(self, site: str) -> str:
        """Begin the visit of a site; the id under which it is filed."""
        self.page.locator("article", has_text=site).get_by_role("button", name=self.say("Start visit")).click()
        self.page.wait_for_url(re.compile("#/visit/"))
        return self.page.url.split("#/visit/")[1].split("/")[0]

    def fill(self, site: str) -> None:
        """From the call before the visit to the story after it; the photos are this site's own."""
        for _ring in range(2):
            self.press("It rings")
        self._check("answer-phone-rings-answered")
        for place, section in enumerate(ANSWERS):
            if place:
                self.press("Next section")
            for key, given in section.items():
                self._answer(key, given, photo(f"{site}/{key}"))
            self.saved()

    def _answer(self, key: str, given: Given, taken: FilePayload) -> None:
        if isinstance(given.answer, int):
            self._check(f"answer-{key}-{given.answer}")
        else:
            self.page.locator(f"#answer-{key}").fill(given.answer)
        question = self.page.locator(f"#question-{key}")
        if given.note:
            question.get_by_role("button", name=self.say("Add a note")).click()
            self.page.locator(f"#note-{key}").fill(given.note)
        if given.photo:
            self.page.locator(f"#photo-{key}").set_input_files(taken)
            expect(question.locator("figure img")).to_have_count(1)

    def _check(self, field: str) -> None:
        self.page.locator(f"#{field}").click()
        expect(self.page.locator(f"#{field}")).to_be_checked()

    def saved(self) -> None:
        expect(self.page.locator(".saved")).to_have_text(self.say("Saved"))

    def submit(self) -> None:
        self.press("Review")
        self.press("Submit")
        expect(self.page.get_by_role("heading", name=self.say("Submitted visit"))).to_be_visible()
