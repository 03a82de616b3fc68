"""Who looks at the pages of visits, and on which way they come there."""

import re
from pathlib import Path

from tests.journeys.stage import Visitor
from tests.journeys.stops import Stop

# What answers a GET of theirs, but is no page.
VISIT_FILES = {
    "/checklists/photos/{sha256}",
    "/checklists/{checklist_id}/document",
    "/checklists/{checklist_id}/workbook.xlsx",
    "/sites/{code}/actions/{action_id}/files/{file_id}",
    "/sites/{code}/actions/{action_id}/files/{file_id}/thumbnail",
    "/sites/{code}/audits/{audit_id}/appeal-files/{file_id}",
    "/sites/{code}/audits/{audit_id}/photos/{photo_id}",
    "/sites/{code}/audits/{audit_id}/photos/{photo_id}/thumbnail",
    "/sites/{code}/audits/{audit_id}/report.pdf",
    "/tablet/manifest.webmanifest",
    "/tablet/worker.js",
    "/visits/{filing_id}/photos/{photo_id}/original",
    "/visits/{filing_id}/photos/{photo_id}/picture",
    "/visits/{filing_id}/photos/{photo_id}/redacted",
    "/visits/{filing_id}/photos/{photo_id}/thumbnail",
}


def _starts_a_checklist(visitor: Visitor, _folder: Path) -> None:
    page = visitor.page
    links: list[str] = page.locator("main tbody a[href]").evaluate_all("links => links.map(link => link.pathname)")
    page.goto(links[0])
    page.get_by_role("button", name="Start draft").first.click()
    page.wait_for_url(re.compile("/edit$"))


def _finds_the_draft(visitor: Visitor, _folder: Path) -> None:
    row = visitor.page.get_by_role("row").filter(has_text="Draft").first
    visitor.page.goto(row.get_by_role("link").first.get_attribute("href") or "")


def _opens_the_draft(visitor: Visitor, folder: Path) -> None:
    """The one that was started."""
    _finds_the_draft(visitor, folder)
    visitor.page.goto(f"{visitor.page.url}/edit")


def _previews_the_draft(visitor: Visitor, folder: Path) -> None:
    _opens_the_draft(visitor, folder)
    visitor.follow("Preview")


def _finds_what_can_be_appealed(visitor: Visitor, _folder: Path) -> None:
    page = visitor.page
    links = page.locator("main a[href*='/audits/']").evaluate_all("links => links.map(link => link.pathname)")
    for link in links:
        page.goto(link)
        if page.locator("main a[href*='/appeals/new']").count():
            return


VISIT_WALKS: dict[str, tuple[Stop, ...]] = {
    "manager": (
        Stop("/programmes"),
        Stop("/programmes/new"),
        Stop("/programmes/{programme_id}", "/programmes"),
        Stop("/programmes/{programme_id}/edit", "/programmes?q=Calls", through=("/programmes/{programme_id}",)),
        Stop("/assignments"),
        Stop("/assignments/{assignment_id}", "/assignments?state=accepted"),
        Stop("/visits"),
        Stop("/visits/embargo"),
        Stop("/visits/{filing_id}", "/visits?state=in_review"),
        Stop("/visits/{filing_id}/photos/{photo_id}", "/visits?state=in_review", through=("/visits/{filing_id}",)),
        Stop("/visits/{filing_id}/quarantine", "/visits?state=quarantined", through=("/visits/{filing_id}",)),
        Stop("/auditors"),
        Stop("/auditors/quality"),
        Stop("/auditors/quality/{auditor_id}", "/auditors/quality"),
        Stop("/auditors/{auditor_id}", "/auditors"),
        Stop("/auditors/{auditor_id}/identity", "/auditors", through=("/auditors/{auditor_id}",)),
        Stop("/calibrations"),
        Stop("/calibrations/new"),
        Stop("/calibrations/{round_id}", "/calibrations?state=open"),
        Stop("/calibrations/{round_id}/edit", "/calibrations", _finds_the_draft),
        Stop("/calibrations/{round_id}/reference", "/calibrations", _finds_the_draft),
        Stop("/audits"),
        Stop(
            "/sites/{code}/audits/{audit_id}/revisions",
            "/sites/{own}/audits",
            through=("/sites/{code}/audits/{audit_id}",),
        ),
        Stop("/appeals"),
        Stop("/findings"),
        Stop("/sites/{code}/findings/new", "/sites/{own}/findings/new"),
    ),
    "admin": (
        Stop("/auditors/new"),
        Stop("/auditors/{auditor_id}/edit", "/auditors", through=("/auditors/{auditor_id}",)),
        Stop("/appeals/{appeal_id}", "/appeals?state=open"),
        Stop("/checklists"),
        Stop("/checklists/new"),
        Stop("/checklists/{checklist_id}", "/checklists"),
        Stop("/checklists/{checklist_id}/trial", "/checklists", through=("/checklists/{checklist_id}",)),
        Stop("/checklists/{checklist_id}/edit", "/checklists", _starts_a_checklist),
        Stop("/checklists/{checklist_id}/edit/heading", "/checklists", _opens_the_draft),
        Stop("/checklists/{checklist_id}/edit/section", "/checklists", _opens_the_draft),
        Stop("/checklists/{checklist_id}/edit/question", "/checklists", _opens_the_draft),
        Stop(
            "/checklists/{checklist_id}/question/photo",
            "/checklists",
            _opens_the_draft,
            ("/checklists/{checklist_id}/edit/question",),
        ),
        Stop("/checklists/{checklist_id}/text", "/checklists", _opens_the_draft),
        Stop("/checklists/{checklist_id}/workbook", "/checklists", _opens_the_draft),
        Stop("/checklists/{checklist_id}/changes", "/checklists", _previews_the_draft),
    ),
    "chain": (
        Stop("/sites/{code}/audits", "/sites/{own}/audits"),
        Stop("/sites/{code}/audits/{audit_id}", "/sites/{own}/audits"),
        Stop("/sites/{code}/audits/{audit_id}/appeals/new", "/audits", _finds_what_can_be_appealed),
        Stop("/sites/{code}/findings", "/sites/{own}/findings"),
        Stop("/sites/{code}/actions/{action_id}", "/sites/{own}/findings"),
        Stop(
            "/sites/{code}/findings/{finding_id}",
            "/sites/{own}/findings",
            through=("/sites/{code}/actions/{action_id}",),
        ),
    ),
    "auditor": (
        Stop("/my-visits"),
        Stop("/my-visits/filings"),
        Stop("/my-visits/filings/{filing_id}", "/my-visits/filings"),
        Stop("/tablet"),
    ),
    "auditor2": (
        Stop("/calibrations/open"),
        Stop("/calibrations/{round_id}/answer", "/calibrations/open"),
    ),
}
