"""Documents of a site's file in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from network.foundation.evidence.kinds import Kind
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_path
from network.sites.rules.documents import (
    DOCUMENT_KIND_LABELS,
    STAGE_LABELS,
    DocumentStage,
    stages,
)
from network.sites.schemas.documents import DocumentOut

TONES = {
    DocumentStage.COMING: ("info", "calendar"),
    DocumentStage.IN_FORCE: ("good", "circle-check"),
    DocumentStage.ENDING: ("warn", "clock"),
    DocumentStage.EXPIRED: ("bad", "alert-circle"),
    DocumentStage.REPLACED: ("neutral", "archive"),
}


def document_rows(documents: Sequence[DocumentOut], today: date, code: str) -> tuple[list[Any], list[Any]]:
    """Those that count now or will, by kind; and those that were replaced, the latest first."""
    told = [(stage, _row(each, stage, code)) for each, stage in stages(documents, today)]
    order = list(DOCUMENT_KIND_LABELS)
    now = [row for stage, row in told if stage is not DocumentStage.REPLACED]
    earlier = [row for stage, row in told if stage is DocumentStage.REPLACED]
    return sorted(now, key=lambda row: order.index(row["kind"])), earlier[::-1]


def document_row(document: DocumentOut, today: date, code: str) -> dict[str, Any]:
    """One that nothing has replaced."""
    [(_document, stage)] = stages([document], today)
    return _row(document, stage, code)


def _row(document: DocumentOut, stage: DocumentStage, code: str) -> dict[str, Any]:
    tone, symbol = TONES[stage]
    here = site_path(code, "documents", str(document.id))
    return {
        "id": str(document.id),
        "kind": document.kind.value,
        "kind_label": str(DOCUMENT_KIND_LABELS[document.kind]),
        "title": document.title,
        "version": document.version,
        "validity": _validity(document),
        "stage": {"label": str(STAGE_LABELS[stage]), "tone": tone, "icon": symbol},
        "file_name": document.file_name,
        "size": _size(document.file_size),
        "photo": document.file_kind is Kind.PHOTO,
        "file_href": f"{here}/file",
        "thumbnail_href": f"{here}/thumbnail" if document.file_kind is Kind.PHOTO else "",
        "remove_href": f"{here}/remove",
        "added": _("%(day)s by %(who)s") % {"day": current().date(document.added_on), "who": document.added_by},
    }


def _validity(document: DocumentOut) -> str:
    spoken = current()
    first = spoken.date(document.valid_from) if document.valid_from else ""
    last = spoken.date(document.valid_to) if document.valid_to else ""
    if first and last:
        return f"{first} – {last}"
    if last:
        return _("until %(day)s") % {"day": last}
    return _("from %(day)s") % {"day": first} if first else _("not limited")


def _size(size: int) -> str:
    """In kB or MB, rounded up: nothing has a size of 0."""
    spoken = current()
    if size < 1_000_000:
        return f"{spoken.decimal(-(-size // 1000))} kB"
    return f"{spoken.decimal(-(-size // 100_000) // 10)} MB"
