"""Clauses as an audit quotes them."""

from typing import Any

from network.audits.queries.quoting import Quoted
from network.audits.rules.published import PublishedQuestion
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.manuals.markdown import to_text
from network.manuals.schemas.standards import ClauseOut


def quotes_of(question: PublishedQuestion, quoted: Quoted) -> list[dict[str, Any]]:
    """The clauses in force on the day of the visit: where each stands, and what it says, as plain text."""
    return [
        {
            "place": _place(clause),
            "text": to_text(clause.text.in_language(current().code)),
            "href": f"/manuals/{clause.manual}/editions/{clause.edition}#{clause.key}",
        }
        for clause in quoted.get(question.standard or "", [])
    ]


def quote_line(question: PublishedQuestion, quoted: Quoted) -> str:
    """The same for a printed report. Empty for a question that quotes nothing."""
    return "\n".join(f"{quote['place']}: {quote['text']}" for quote in quotes_of(question, quoted))


def _place(clause: ClauseOut) -> str:
    told = {
        "manual": clause.manual_title.in_language(current().code),
        "number": clause.number,
        "title": clause.title.in_language(current().code),
        "edition": clause.edition,
        "day": current().date(clause.effective_on),
    }
    return _("%(manual)s %(number)s “%(title)s”, edition %(edition)s, in force since %(day)s") % told
