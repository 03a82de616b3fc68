"""What a journey plays on: a real server with a part of the demo network, a browser, and an eye on every page."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from network.demo.model import DemoNetwork
from network.foundation.access import Role
from network.foundation.i18n import LANGUAGES, language
from tests.served import PASSWORD
from tests.web.test_assets import VIOLATIONS

DESKTOP, TABLET = (1280, 800), (1024, 768)
PAIRINGS = tuple(product((DESKTOP, TABLET), LANGUAGES))
PUBLISHED, CURRENT = "2026Q2", "2026Q3"
SITES = 60
REGION = "East China"

# Those who bring an application to its certificate: the demo has one of each who reads English, and the stage one more.
SELECTING = ("applicant", "manager", "auditor", "auditor2")

# Where pictures of each page go, in both languages and sizes; none are made unless they are asked for.
SCREENSHOTS = Path("screenshots") if os.environ.get("SERVICEMARK_SCREENSHOTS") else None

# Whether each page is looked at in all sizes and languages: for pictures, and in `make faults`.
THOROUGH = bool(SCREENSHOTS or os.environ.get("SERVICEMARK_FAULTS"))


def told_in(language: str) -> Collection[str]:
    """The languages in which a story is walked: the one that is its turn, all when `THOROUGH`."""
    return LANGUAGES if THOROUGH else (language,)


# What has the focus is called: by its label, or by what it says.
FOCUSED = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"

# Half of what axe takes. All pages are made of what the gallery shows, where it is looked at, as in the stories.
NO_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}

# The rows of a list are all made alike: axe looks at the first ten, for its time grows with each of them.
TAKE_ROWS = """() => [...document.querySelectorAll("tbody tr:nth-child(n + 11)")].map(row => {
    const body = row.parentNode;
    row.remove();
    return [body, row];
})"""
PUT_BACK = "rows => rows.forEach(([body, row]) => body.append(row))"


class Sites(NamedTuple):
    """The sites of the operator `chain`, one of somebody else, and one outside `REGION`."""

    own: tuple[str, ...]
    rival: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The running server, with the environment that it was started in; what people are called, by their addresses."""

    address: str
    environment: Mapping[str, str]
    sites: Sites
    names: Mapping[str, str]

    @property
    def own(self) -> tuple[str, ...]:
        return self.sites.own

    @property
    def rival(self) -> str:
        return self.sites.rival

    @property
    def manager(self) -> str:
        return email_of("manager")

    @property
    def operator(self) -> str:
        return email_of("chain")


@dataclass(slots=True)
class Visitor:
    """A person at a browser. Whatever the policy refuses, a script trips over or leaves the host is kept, and fails."""

    page: Page
    address: str
    language: str = "en"
    complaints: list[str] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("request", lambda sent: self._note(sent.url) if self._is_foreign(sent.url) else None)

    def _note(self, text: str) -> None:
        # A refusal that a journey asks for is told by the browser itself, on every console.
        if "the server responded with a status of" not in text:
            self.complaints.append(text)

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.address, "data:", "blob:"))

    def say(self, text: str) -> str:
        """An English text of the pages in the visitor's language."""
        return language(self.language).gettext(text)

    def field(self, label: str) -> Locator:
        """The field with this label, whether it is optional or not."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(self.say(label))}( \(|$)"))

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=self.say(label), exact=True).click()

    def submit(self, label: str) -> None:
        """Press a button, and wait for the page that answers."""
        self.go_by(self.page.get_by_role("button", name=self.say(label), exact=True))

    def follow(self, label: str) -> None:
        """Click the first link of this name, and wait for the page that it leads to."""
        self.go_by(self.page.get_by_role("link", name=self.say(label), exact=True).first)

    def go_by(self, place: Locator) -> None:
        """Click there, once it is there, and wait for the page that it leads to."""
        place.wait_for()
        with self.page.expect_navigation():
            place.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(self.say(text)).first).to_be_visible()

    def tab_to(self, text: str) -> None:
        """Press Tab until the link, button or field of this name has the focus, and shows that it has."""
        for _press in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED) == text:
                outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                shadow = self.page.evaluate("getComputedStyle(document.activeElement).boxShadow")
                assert outline != "none" or shadow != "none", "the focus must be seen"
                return
        raise AssertionError(f"{text} cannot be reached with the Tab key")

    def sign_in(self, email: str) -> None:
        self.page.goto("/login")
        self.field("Email").fill(email)
        self.field("Password").fill(PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(lambda url: "/login" not in url)
        # An earlier journey may have left this account in the other language.
        self.page.goto(in_language(self.page.url, self.language))

    def look(self, name: str, *, stay: bool = True) -> None:
        """Nothing in this page is cut off or wider than the screen, and axe finds nothing wrong with it.

        In a size and language that its name draws; in all of them when `THOROUGH`, of which axe judges one. Otherwise
        axe judges a third of the pages. Who does not stay goes on from elsewhere, and has to ask for the language.
        """
        here = self.page.url
        self.looked.append(urlsplit(here).path)
        for size, spoken in pairings_of(name):
            if not self.page.evaluate("document.documentElement.lang").startswith(spoken[:2]):
                self.page.goto(in_language(here, spoken))
            self._look_at(name, spoken, size)
        if is_drawn(name):
            self._examine(name, contrast=stay)
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        if stay and self.page.url != here:
            self.page.goto(in_language(here, self.language))
            self.page.evaluate("address => history.replaceState(null, '', address)", here)

    def glance(self, name: str) -> None:
        """This page as it stands: the answer to a form, which no address leads to."""
        self._look_at(name, self.language, DESKTOP)
        self._examine(name, contrast=True)

    def _look_at(self, name: str, language: str, size: tuple[int, int]) -> None:
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is too wide"
        if SCREENSHOTS:
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{width}.png", full_page=True)

    def _examine(self, name: str, *, contrast: bool) -> None:
        rows = self.page.evaluate_handle(TAKE_ROWS)
        found = Axe().run(self.page, options=VIOLATIONS if contrast else VIOLATIONS | NO_CONTRAST)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
        rows.evaluate(PUT_BACK)

    def has_looked_at(self, routes: Iterable[str]) -> None:
        """Fails for those of these routes that it has not looked at."""
        assert [route for route in routes if not any(fits(route, path) for path in self.looked)] == []


def is_drawn(name: str) -> bool:
    """Whether axe judges the page of this name: all of them when `THOROUGH`, else a third."""
    return THOROUGH or crc32(name.encode()) % 3 == 0


def pairings_of(name: str) -> list[tuple[tuple[int, int], str]]:
    """The sizes and languages in which the page of this name is looked at; the last is the one that the name draws."""
    drawn = PAIRINGS[crc32(name.encode()) % len(PAIRINGS)]
    every = sorted(PAIRINGS, key=lambda each: (each[1] == drawn[1], each == drawn))
    return every if THOROUGH else [drawn]


def fits(route: str, path: str) -> bool:
    """Whether a path is one of a route such as /sites/{code}/orders."""
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), path) is not None


def email_of(mailbox: str, language: str = "en") -> str:
    """The address of the demo's person, or of the one beside who reads Chinese."""
    return f"{mailbox}{'' if language == 'en' else '-zh'}@example.com"


def in_language(url: str, language: str) -> str:
    """This address, asking for the language; it may have asked for another."""
    plain = re.sub(r"[?&]lang=\w+", "", url)
    return f"{plain}{'&' if '?' in plain else '?'}lang={language}"


@contextmanager
def visiting(
    browser: Browser, address: str, size: tuple[int, int] = DESKTOP, language: str = "en"
) -> Iterator[Visitor]:
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB" if language == "en" else "zh-CN",
        accept_downloads=True,
    )
    context.set_default_timeout(20_000)
    visitor = Visitor(context.new_page(), address, language)
    visitor.watch()
    yield visitor
    context.close()
    assert visitor.complaints == []


def part_of(network: DemoNetwork) -> DemoNetwork:
    """The sites with a story, those that somebody runs here, and some more; with their records."""
    told = {story.site for story in network.stories} | set(network.sites_of(Role.SITE_OPERATOR))
    others = [site.code for site in network.sites if site.code not in told][: SITES - len(told)]
    kept = told | set(others)
    return replace(
        network,
        sites=[site for site in network.sites if site.code in kept],
        orders=[order for order in network.orders if order.site in kept],
        returns=[each for each in network.returns if each.site in kept],
    )
