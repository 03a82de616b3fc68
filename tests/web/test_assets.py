"""The built assets and the house style: the build, the texts, and a gallery of every part in a real browser."""

import gzip
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

import hatch_build
from network.web.assets import DIST, AssetsMissing, asset, load_manifest
from tests.web.gallery.server import Gallery, serving

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
PAGES = ("/gallery", "/login", "/throttled", "/not-found", "/not-found-inside", "/api")
SIZES = WIDE, NARROW = (1280, 800), (360, 740)
# The shell is the same browser without its window, which takes half of the time that a page takes.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# What axe finds in order need not be described at length: that takes longer than finding what is not.
VIOLATIONS = {"resultTypes": ["violations"]}
SWITCHES = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def test_every_asset_has_a_name_made_from_its_content() -> None:
    manifest = load_manifest()
    assert {"main.js", "styles.css", "icons.svg", "mark.svg", "api_docs.js", "api_docs.css"} <= manifest.keys()
    for name, file in manifest.items():
        stem, dot = name.split(".")
        assert re.fullmatch(rf"{stem}-[0-9A-Za-z]{{8}}\.{dot}", file)
        assert (DIST / file).is_file()
        assert asset(name) == f"/static/dist/{file}"


def test_missing_assets_are_named_with_the_command_that_makes_them(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make setup"):
        load_manifest(tmp_path)
    with pytest.raises(AssetsMissing, match=r"'chart\.js'"):
        asset("chart.js")


def test_a_first_page_is_under_150_kilobytes() -> None:
    sent = sum(
        len(gzip.compress((DIST / file).read_bytes()))
        for name, file in load_manifest().items()
        if "api_docs" not in name and "tablet" not in name
    )
    assert sent < 130_000, "leaves 20 kB for the page itself"


def test_the_sprite_holds_every_icon_that_a_template_names() -> None:
    sprite = (DIST / load_manifest()["icons.svg"]).read_text("utf-8")
    templates = [*(ROOT / "network").rglob("templates/**/*.html")]
    named = {name for file in templates for name in re.findall(r'icon\("([a-z0-9-]+)"', file.read_text("utf-8"))}
    assert named
    assert not {name for name in named if f'id="{name}"' not in sprite}


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_assets_are_built_again_only_after_a_source_changed(tmp_path: Path) -> None:
    for path in (hatch_build.MANIFEST, *hatch_build.FONTS, Path("frontend/src/main.ts"), Path("frontend/package.json")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}", "utf-8")
    for source in hatch_build.sources(tmp_path):
        os.utime(source, (1, 1))
    assert hatch_build.build_assets(tmp_path) is False

    os.utime(tmp_path / "frontend/src/main.ts", (2**31, 2**31))
    assert not hatch_build.is_current(tmp_path)

    os.utime(tmp_path / "frontend/src/main.ts", (1, 1))
    (tmp_path / hatch_build.FONTS[0]).unlink()
    assert not hatch_build.is_current(tmp_path)


def test_templates_have_nothing_that_the_policy_refuses() -> None:
    refused = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|js:|javascript:|https?://(?!www\.w3\.org)"
    )
    for file in (ROOT / "network").rglob("templates/**/*.html"):
        source = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert not refused.search(source), file.name


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "NO BROWSER: the pages were not looked at. apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test on a refusal of the policy, a script error, or a request that leaves the host."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request", lambda sent: complaints.append(sent.url) if not sent.url.startswith((address, "data:")) else None
    )
    yield opened
    context.close()
    assert complaints == []


def sizes_of(path: str, language: str) -> tuple[tuple[int, int], ...]:
    """Both of the gallery, of whose parts all pages are made, and in `make faults`; else one, by turns."""
    if path == "/gallery" or "SERVICEMARK_FAULTS" in os.environ:
        return SIZES
    return (WIDE if (PAGES.index(path) % 2 == 0) == (language == "en") else NARROW,)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits_every_screen(page: Page, path: str, language: str) -> None:
    for width, height in sizes_of(path, language):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{path}?lang={language}")
        if path == "/api":
            page.locator("#operations-tag-Sites").click()
            expect(page.get_by_text("Open a site")).to_be_visible()
        found = Axe().run(page, options=VIOLATIONS)
        assert found.violations_count == 0, f"{width} px\n{found.generate_report()}"
    for width in (320, 2560):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_the_language_of_the_page_is_declared(page: Page) -> None:
    page.goto("/gallery?lang=zh_CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("button", name="导出CSV").or_(page.get_by_role("link", name="导出CSV"))).to_be_visible()


@pytest.mark.browser
def test_the_navigation_is_a_menu_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/gallery")
    expect(page.get_by_role("link", name="Repairs", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Repairs", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()


@pytest.mark.browser
def test_a_keyboard_skips_to_the_content_and_leaves_menus_with_escape(page: Page) -> None:
    page.goto("/login")
    page.goto("/not-found-inside")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    account = page.locator("summary", has_text="Hua Zhang")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.browser
def test_the_reason_for_an_unknown_number_shows_on_focus(page: Page) -> None:
    page.goto("/gallery", wait_until="networkidle")  # at rest: as it comes, it goes to what is wrong in its form
    for unknown in page.locator(".unknown").all():
        reason = unknown.locator(".unknown-reason")
        expect(reason).to_be_hidden()
        unknown.focus()
        expect(reason).to_be_in_viewport(ratio=1)
        seen = reason.evaluate(
            """reason => {
                const { left, top, width, height } = reason.getBoundingClientRect();
                return document.elementFromPoint(left + width / 2, top + height - 2) === reason;
            }"""
        )
        assert seen, "nothing may cover or cut off the reason"


@pytest.mark.browser
def test_errors_take_the_focus_and_lead_to_their_field(page: Page) -> None:
    page.goto("/gallery")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Enter a day after 1 March 2026").click()
    expect(page.get_by_label("Closed on")).to_be_focused()
    expect(page.get_by_label("Closed on")).to_have_accessible_description(re.compile("first day.*Enter a day"))


@pytest.mark.browser
def test_a_dialog_names_the_consequence_and_sends_its_form_once(page: Page) -> None:
    page.goto("/gallery")
    opener = page.get_by_role("button", name="Withdraw scorecard").first
    opener.click()
    dialog = page.get_by_role("dialog", name="Withdraw scorecard")
    expect(dialog).to_contain_text("stays readable for ever")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()

    opener.click()
    dialog.get_by_label("Reason").fill("Wrong quarter")
    Gallery.received.clear()
    dialog.get_by_role("button", name="Withdraw scorecard").dblclick()
    page.wait_for_url("**/echo")
    [sent] = [request["form"] for request in Gallery.received if request["path"] == "/echo"]
    assert sent == {"_csrf": ["token-of-this-session"], "withdraw_reason": ["Wrong quarter"]}


@pytest.mark.browser
def test_progress_is_asked_for_until_it_ends_and_carries_the_token(page: Page) -> None:
    Gallery.received.clear()
    page.goto("/gallery")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100", timeout=10_000)
    page.wait_for_timeout(2_500)
    [asked] = [request["headers"] for request in Gallery.received if request["path"] == "/progress"]
    assert asked["x-csrf-token"] == "token-of-this-session"


@pytest.mark.browser
def test_a_click_on_a_row_opens_what_its_heading_links_to(page: Page) -> None:
    page.goto("/gallery")
    page.get_by_role("cell", name="96.65").click()
    page.wait_for_url("**/gallery?site=1")


@pytest.mark.browser
def test_another_page_size_applies_at_once_and_keeps_the_rest_of_the_address(page: Page) -> None:
    page.goto("/gallery")
    page.get_by_label("Rows per page").select_option("100")
    page.wait_for_url("**/gallery?sort=rank&size=100")


@pytest.mark.browser
def test_the_description_of_the_api_is_drawn_from_this_host(page: Page) -> None:
    page.goto("/api")
    page.locator("#operations-tag-Sites").click()
    expect(page.get_by_text("Sites that you may see")).to_be_visible()
    page.locator(".opblock-get .opblock-summary-control").click()
    expect(page.get_by_text("A page", exact=True)).to_be_visible()


@pytest.mark.browser
def test_a_printed_page_has_no_frame(page: Page) -> None:
    page.goto("/gallery")
    page.emulate_media(media="print")
    for part in (".frame-side", ".frame-top", ".paging", ".list-tools", "h1 ~ .actions"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
