"""The public page that the QR code of an issued document leads to."""

from time import monotonic
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.i18n import language
from network.foundation.settings import Settings
from network.scorecards.queries.documents import Verified, verified_document
from network.web.guards import public
from network.web.pace import Pace
from network.web.requests import HouseRequest, Sender, sender_of
from network.web.templating import Page, page

_PACE = Pace(most=120, seconds=60)
_LANGUAGES = ("en", "zh_CN")


class DocumentVerificationPages(Controller):
    """Everyone gets the same bytes for the same answer: the page repeats nothing of what was asked, and is in both
    languages at once. Of a site no more is told than its code and its name."""

    path = "/verify/document"
    guards = [public]

    @get()
    async def ask(self, request: HouseRequest, settings: NamedDependency[Settings], code: FromQuery[str] = "") -> Page:
        """The form; with a code, its answer."""
        return await _answered(sender_of(request, settings), code) if code.strip() else _page(None, asked=False)

    @get("/{code:str}")
    async def verify(self, request: HouseRequest, settings: NamedDependency[Settings], code: FromPath[str]) -> Page:
        """Where the QR code of a document leads."""
        return await _answered(sender_of(request, settings), code)


async def _answered(sender: Sender, code: str) -> Page:
    _PACE.step(sender.address, monotonic())
    return _page(await verified_document(code), asked=True)


def _page(found: Verified | None, *, asked: bool) -> Page:
    # Without the links to the other language, which would carry the code.
    return page("document_verify.html", asked=asked, found=found and _told(found), language_links=[])


def _told(found: Verified) -> dict[str, Any]:
    """In English and in Chinese, where the two differ."""
    quarters = [language(code).quarter(found.period.year, found.period.number) for code in _LANGUAGES]
    groups = [found.sha256[start : start + 8] for start in range(0, 64, 8)]
    return {
        "kind": found.kind.value,
        "newest": found.is_newest,
        "scope": found.scope,
        "site": found.site,
        "names": list(dict.fromkeys(filter(None, (found.name, found.name_zh)))),
        "quarters": quarters,
        "revision": found.revision,
        "language": found.language,
        "issued": [language(code).moment(found.issued_at) for code in _LANGUAGES],
        "sha256": found.sha256,
        "groups": groups,
        "size": [language(code).decimal(found.size) for code in _LANGUAGES],
    }
