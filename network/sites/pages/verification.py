"""The public page that says whether a certificate's number is valid, and nothing else.

Everyone gets the same bytes for the same answer: the page repeats nothing of what was asked, and is in both languages
at once. A number that was withdrawn, has ended or never was is unknown, all three alike.
"""

from litestar import Controller, get
from litestar.params import FromPath, FromQuery

from network.foundation.clock import now
from network.sites.queries.verification import verified
from network.web.guards import public
from network.web.templating import Page, page


class VerificationPages(Controller):
    path = "/verify"
    guards = [public]

    @get()
    async def ask(self, number: FromQuery[str] = "") -> Page:
        """The form; with a number, its answer."""
        return await _answered(number) if number.strip() else _page("")

    @get("/{number:str}")
    async def verify(self, number: FromPath[str]) -> Page:
        """Where the QR code of a certificate leads."""
        return await _answered(number)


async def _answered(number: str) -> Page:
    return _page(await verified(number, now().date()))


def _page(standing: str) -> Page:
    # Without the links to the other language, which would carry the number.
    return page("verify.html", standing=standing, language_links=[])
