"""What the pages show of a report that is read: one revision with all that was said about it, and how it came about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.repairs.pages.report_words import (
    FIELD_LABELS,
    WORD_LABELS,
    badge,
    count,
    due_text,
    moment,
    month_badge,
    month_text,
    report_path,
    timing,
)
from network.repairs.rules.report_figures import FIGURES, SECTION_LABELS, WRITTEN, ReportSection
from network.repairs.rules.reports import RECEIPT_LABELS, WAY_LABELS, ReportState
from network.repairs.schemas.reports import ReceiptOut, ReportOut, RevisionOut
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.schemas.sites import SiteOut


def reading_context(
    actor: Actor, shop: SiteOut, found: ReportOut, now: datetime, shown: RevisionOut | None = None
) -> dict[str, Any]:
    """The names that report.html and report_review.html need. `shown`: the revision to read; the one in force."""
    revision, zone, title = shown or found.in_force, ZoneInfo(shop.time_zone), month_text(found.month)
    files, decides = actor.may(Permission.FILE_REPORTS), actor.may(Permission.DECIDE_REPORTS)
    state = revision.state if revision else None
    return {
        "site": shop,
        "report": found,
        "revision": revision,
        "title": title,
        "badge": month_badge(found, now),
        "timing": timing(found, now),
        "due": due_text(found.due_at, zone),
        "path": report_path(shop.code, found.month),
        "reconciliation_href": site_path(shop.code, "reconciliation", str(found.month)),
        "facts": _facts(revision, zone) if revision else [],
        "sections": _sections(revision, found.known),
        "history": [_history(each, found.revisions, zone) for each in found.revisions],
        "receipts": [_receipt(each, found, zone) for each in found.receipts],
        "may_correct": files and found.in_force is not None,
        "may_accept": decides and state is ReportState.SUBMITTED,
        "may_return": decides and state in (ReportState.SUBMITTED, ReportState.ACCEPTED),
        "tabs": site_tabs(actor, shop.code, "reports"),
        "breadcrumbs": trail_to(shop, current(), _("Monthly reports"), "reports", title),
    }


def _facts(revision: RevisionOut, zone: ZoneInfo) -> list[dict[str, Any]]:
    facts = [
        (_("Submitted"), moment(revision.submitted_at, zone)),
        (_("By"), revision.submitter),
        (_("How"), str(WAY_LABELS[revision.way])),
        (_("Decided"), moment(revision.decided_at, zone)),
        (_("Decided by"), revision.decider),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _sections(revision: RevisionOut | None, known: Mapping[str, int]) -> list[dict[str, Any]]:
    """The figures by section, each beside what the records know; before there is a report, those alone."""
    return [
        {
            "title": str(SECTION_LABELS[section]),
            "rows": [_row(key, revision, known) for key, figure in FIGURES.items() if figure.section is section],
            "words": _words(section, revision) if revision and section in WRITTEN else None,
        }
        for section in ReportSection
    ]


def _row(key: str, revision: RevisionOut | None, known: Mapping[str, int]) -> dict[str, Any]:
    value = revision.figures.get(key) if revision else None
    return {
        "label": str(FIGURES[key].label),
        "value": count(value),
        "known": count(known.get(key)),
        "differs": value is not None and key in known and known[key] != value,
        "why": revision.explanations.get(key, "") if revision else "",
        "returned": revision.returned.get(key, "") if revision else "",
    }


def _words(section: ReportSection, revision: RevisionOut) -> dict[str, str]:
    return {
        "label": str(WORD_LABELS[section]),
        "text": revision.words.get(section.value, ""),
        # Of incidents it stands at their count.
        "returned": "" if section.value in FIGURES else revision.returned.get(section.value, ""),
    }


def _history(revision: RevisionOut, every: list[RevisionOut], zone: ZoneInfo) -> dict[str, Any]:
    """A revision: when, by whom, and what it says otherwise than the one before."""
    before = next((each for each in every if each.revision == revision.revision - 1), None)
    return {
        "number": revision.revision,
        "badge": badge(revision.state.value),
        "at": moment(revision.submitted_at or revision.started_at, zone),
        "who": revision.submitter or "",
        "how": str(WAY_LABELS[revision.way]),
        "sha256": revision.sha256 or "",
        "material": revision.material,
        "changes": _changes(before, revision) if before else [],
    }


def _changes(before: RevisionOut, after: RevisionOut) -> list[str]:
    return [
        _("%(label)s: %(before)s → %(after)s")
        % {
            "label": FIELD_LABELS[key],
            "before": count(before.figures.get(key)) or "–",
            "after": count(after.figures.get(key)) or "–",
        }
        for key in FIGURES
        if before.figures.get(key) != after.figures.get(key)
    ]


def _receipt(receipt: ReceiptOut, found: ReportOut, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "href": report_path(found.site, found.month, "receipts", str(receipt.id)),
        "at": moment(receipt.received_at, zone),
        "how": str(WAY_LABELS[receipt.way]),
        "name": receipt.name,
        "sha256": receipt.sha256,
        "revision": receipt.revision,
        "outcome": str(RECEIPT_LABELS[receipt.outcome]),
    }
