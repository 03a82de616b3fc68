"""What the site of a visit can read, and what must not be in it."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader

from network.foundation.i18n import LANGUAGES, language
from tests.journeys.visit_cast import CODE, OPERATOR, Cast

# What a site can open without knowing of anything.
_PAGES = ("/home", "/notices", "/audits", "/findings")
_OF_SITE = ("", "/audits", "/findings", "/trail", "/trail/chain.json")
# The marks of forms are other ones each time, and so is the time of an export.
_PASSING = re.compile(r"<[^>]*>|\"exported_at\"[^\n]*")


def read_by_site(cast: Cast) -> dict[str, str]:
    """The text of each of its pages, by address."""
    addresses = [*_PAGES, *(f"/sites/{cast.place.code}{page}" for page in _OF_SITE)]
    return {address: _PASSING.sub(" ", text) for address, text in opened(cast, addresses).items()}


def opened(cast: Cast, addresses: Sequence[str]) -> dict[str, str]:
    """The source of each, by address."""
    request = cast[OPERATOR].page.request
    return {address: request.get(address).text() for address in addresses}


def printed(cast: Cast, address: str) -> str:
    """The text of a PDF."""
    answer = cast[OPERATOR].page.request.get(address)
    assert answer.ok
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def hidden(cast: Cast, filing: str) -> list[str]:
    """Who came, and when to the minute."""
    at = datetime.fromisoformat(cast.value("select visited_at from filing where id = %s", filing))
    moments = [language(each).moment(at, ZoneInfo("Asia/Shanghai")) for each in LANGUAGES]
    names = [cast.stage.names[f"auditor{each}@example.com"] for each in ("", "-zh")]
    return [*names, CODE, "auditor@example.com", filing, at.isoformat(timespec="minutes")[:16], *moments]


def photos_on(page: Page) -> list[Image.Image]:
    """The large ones behind the small ones of an audit."""
    links: list[str] = page.locator(".audit-photos a").evaluate_all("links => links.map(link => link.pathname)")
    return [Image.open(io.BytesIO(page.request.get(link).body())) for link in dict.fromkeys(links)]


def is_blackened(photo: Image.Image) -> bool:
    """In its left upper quarter, and not elsewhere."""
    grey = photo.convert("L")
    inside, outside = (grey.getpixel((grey.width * part // 8, grey.height * part // 8)) for part in (2, 6))
    return inside == 0 and outside != 0
