"""What is due at an operator's sites, and what was decided lately, as lines of its home."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current
from network.foundation.i18n import lazy as _
from network.scorecards.pages.texts import days_text
from network.scorecards.pages.waiting import TONES
from network.sites.pages.sites import site_path
from network.sites.queries.due import Decided, Due
from network.sites.rules.documents import DOCUMENT_KIND_LABELS
from network.sites.rules.proposals import PROPOSAL_LABELS, ProposalState
from network.sites.rules.waiting import Matter, urgency_of

# What is due, the part of the site's pages where it is dealt with, and its icon.
WORDS: Mapping[Matter, tuple[Text, str, str]] = MappingProxyType(
    {
        Matter.EXPIRED: (_("Certificate has expired"), "certification", "certificate"),
        Matter.ENDING: (_("Certificate ends"), "certification", "certificate"),
        Matter.PROVISIONAL: (_("Provisional period ends"), "certification", "hourglass"),
        Matter.CONDITION: (_("Condition to meet"), "certification", "list-check"),
        Matter.DOCUMENT: (_("Document ends"), "documents", "file-text"),
        Matter.EQUIPMENT: (_("Equipment to be checked"), "file", "tools"),
    }
)


def due_line(due: Due, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    label, part, symbol = WORDS[due.matter]
    reading = current()
    subject = (due.subject_zh or due.subject) if reading.code == "zh_CN" else due.subject
    note = str(DOCUMENT_KIND_LABELS[due.note]) if due.matter is Matter.DOCUMENT else due.note
    return {
        "label": str(label),
        "subject": subject,
        "note": note if note != subject else "",
        "symbol": symbol,
        "site": names.get(due.site, due.site),
        "href": site_path(due.site, part),
        "day": reading.date(due.day),
        "on": due.day,
        "left": days_text(due.day, today),
        "tone": TONES[urgency_of(due.day, today)],
    }


def decided_line(decided: Decided, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "state": str(PROPOSAL_LABELS[decided.state]),
        "tone": "good" if decided.state is ProposalState.ACCEPTED else "warn",
        "site": names.get(decided.site, decided.site),
        "href": site_path(decided.site, "proposals"),
        "day": current().date(decided.decided_at.date()),
        "reason": decided.reason,
    }
