"""What a journey plays on: a real server with a part of the demo network, a browser, and an eye on every page."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from network.demo.model import DemoNetwork
from network.foundation.access import Role
from network.foundation.i18n import language
from tests.served import PASSWORD

DESKTOP, TABLET = (1280, 800), (1024, 768)
PUBLISHED, CURRENT = "2026Q2", "2026Q3"
SITES = 60
REGION = "East China"

# Those who bring an application to its certificate: the demo has one of each who reads English, and the stage one more.
SELECTING = ("applicant", "manager", "auditor", "auditor2")

# Where pictures of each page go, in both languages and sizes; none are made unless they are asked for.
SCREENSHOTS = Path("screenshots") if os.environ.get("SERVICEMARK_SCREENSHOTS") else None

# What has the focus is called: by its label, or by what it says.
FOCUSED = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"

# What is in order need not be described at length: that takes longer than finding what is not.
VIOLATIONS = {"resultTypes": ["violations"]}

# Half of what axe takes. All pages are made of what the gallery shows, where it is looked at, as in the stories.
NO_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}

# The rows of a list are all made alike: axe looks at the first ten, for its time grows with each of them.
FEW_ROWS = "document.querySelectorAll('tbody tr:nth-child(n + 11)').forEach(row => row.remove())"


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

    def follow(self, label: str) -> None:
        self.page.get_by_role("link", name=self.say(label), exact=True).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(self.say(text)).first).to_be_visible()

    def tab_to(self, text: str) -> None:
        """Press Tab until the link, button or field of this name has the focus, and shows that it has."""
        for _press in range(80):
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
        """This page in both languages and sizes: nothing in it is cut off or wider than the screen.

        Axe judges it once, in the other language and on the small screen. Who does not stay goes on from elsewhere,
        and has to ask for the language.
        """
        here = self.page.url
        other = "en" if self.language == "zh_CN" else "zh_CN"
        self.looked.append(urlsplit(here).path)
        self._look_at(name, self.language, (TABLET, DESKTOP))
        self.page.goto(in_language(here, other))
        self._look_at(name, other, (DESKTOP, TABLET) if SCREENSHOTS else (TABLET,))
        self._examine(name, contrast=stay)
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        if stay:
            self.page.goto(in_language(here, self.language))
            self.page.evaluate("address => history.replaceState(null, '', address)", here)

    def glance(self, name: str) -> None:
        """This page as it stands: the answer to a form, which no address leads to."""
        self._look_at(name, self.language, (DESKTOP,))
        self._examine(name, contrast=True)

    def _look_at(self, name: str, language: str, sizes: Iterable[tuple[int, int]]) -> None:
        for width, height in sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is too wide"
            if SCREENSHOTS:
                SCREENSHOTS.mkdir(exist_ok=True)
                self.page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{width}.png", full_page=True)

    def _examine(self, name: str, *, contrast: bool) -> None:
        self.page.evaluate(FEW_ROWS)
        found = Axe().run(self.page, options=VIOLATIONS if contrast else VIOLATIONS | NO_CONTRAST)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"

    def has_looked_at(self, routes: Iterable[str]) -> None:
        """Fails for those of these routes that it has not looked at."""
        assert [route for route in routes if not any(fits(route, path) for path in self.looked)] == []


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
