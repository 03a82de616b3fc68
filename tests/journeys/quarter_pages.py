"""The pages of a quarter, of what follows from it and of what customers say, and who looks at them."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.stage import Visitor
from tests.journeys.stops import Stop

_DRAFT = "/scorecards/scheme-drafts/{draft_id}"
_SCHEME = "/scorecards/schemes/authorized-site/5"

# Parts of pages, which a page asks for itself, and files.
QUARTER_PARTS = {
    f"{_DRAFT}/curve",
    f"{_DRAFT}/weights/sum",
    "/feedback/samples/{draw_id}/orders",
    "/network/meeting.pdf",
    "/network/report.pdf",
    "/scorecards/runs/asked/{number}/progress",
}


def _prints_a_quarter(visitor: Visitor, _folder: Path) -> None:
    visitor.submit("Print quarter")
    visitor.page.goto("/scorecards/printing")


def _takes_the_draft_back(visitor: Visitor, _folder: Path) -> None:
    """It has been sent in; only what is not can be written in."""
    visitor.go_by(visitor.page.locator('main a[href*="/scheme-drafts/"]').first)
    visitor.submit("Take it back")


def _draws_a_month(visitor: Visitor, _folder: Path) -> None:
    visitor.field("Month").select_option(index=1)
    visitor.submit("Draw the month")


def _opens_a_case(visitor: Visitor, _folder: Path) -> None:
    """About the site at whose page it starts."""
    code = urlsplit(visitor.page.url).path.rsplit("/", 1)[-1]
    visitor.page.goto("/falsifications/new")
    visitor.field("Site").fill(code)
    visitor.page.get_by_role("radio").first.check()
    visitor.field("Which one").fill("2026-09")
    visitor.field("Happened on").fill("2026-09-30")
    visitor.field("What shows it").fill("The order numbers of this report are on no receipt.")
    visitor.submit("Open the case")


def _of_draft(part: str) -> Stop:
    return Stop(f"{_DRAFT}/{part}", "/scorecards/schemes", through=(_DRAFT,))


QUARTER_WALKS: dict[str, tuple[Stop, ...]] = {
    "manager": (
        Stop("/network/dashboard"),
        Stop("/network/meeting"),
        Stop(_DRAFT, "/scorecards/schemes", _takes_the_draft_back),
        _of_draft("changes"),
        _of_draft("criterion"),
        _of_draft("gate"),
        _of_draft("heading"),
        _of_draft("standings"),
        _of_draft("text"),
        _of_draft("what-if"),
        Stop("/scorecards/schemes/{code}/{version}/draft", f"{_SCHEME}/draft"),
        Stop("/scorecards/schemes/{code}/{version}/what-if", f"{_SCHEME}/what-if"),
        Stop("/scorecards/printing"),
        Stop("/scorecards/printing/{number}", "/scorecards/printing", _prints_a_quarter),
        Stop("/ledger"),
        Stop("/ledger/honours"),
        Stop("/ledger/postings"),
        Stop("/ledger/proposals"),
        Stop("/ledger/settlements"),
        Stop("/ledger/settlements/{settlement_id}", "/ledger/settlements"),
        Stop("/sites/{code}/ledger/{posting_id}", "/ledger/postings"),
        Stop("/sites/{code}/consequences/new", "/sites/{own}/consequences/new"),
        Stop("/complaints"),
        Stop("/complaints/import"),
        Stop("/complaints/new"),
        Stop("/complaints/problems"),
        Stop("/complaints/{complaint_id}", "/complaints"),
        Stop("/overcharges"),
        Stop("/overcharges/{case_id}", "/overcharges"),
        Stop("/price-lists"),
        Stop("/price-lists/new"),
        Stop("/price-lists/{list_id}", "/price-lists"),
        Stop("/feedback"),
        Stop("/feedback/samples"),
        Stop("/feedback/samples/{draw_id}", "/feedback/samples", _draws_a_month),
        Stop("/feedback/calls"),
        Stop("/feedback/headquarters"),
        Stop("/feedback/calls/{call_id}", "/feedback/calls"),
        Stop("/feedback/import"),
        Stop("/feedback/{answer_id}/void", "/feedback"),
        Stop("/falsifications"),
        Stop("/falsifications/new"),
        Stop("/falsifications/{case_id}", "/sites/{own}", _opens_a_case),
    ),
    "admin": (Stop("/jobs"),),
    "chain": (
        Stop("/sites/{code}/feedback", "/sites/{own}/feedback"),
        Stop("/sites/{code}/headquarters", "/sites/{own}/headquarters"),
        Stop("/sites/{code}/poster", "/sites/{own}/poster"),
        Stop("/sites/{code}/consequences", "/sites/{own}/consequences"),
    ),
}
