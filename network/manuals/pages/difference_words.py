"""What became of a clause between two editions, side by side with the words that differ marked."""

from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.manuals.pages.manual_words import local, materiality_words
from network.manuals.rules.documents import Clause
from network.manuals.rules.edition_comparison import Became, ClauseDifference, words_compared

_BECAME = {
    Became.ADDED: (_("New"), "good", "plus"),
    Became.REMOVED: (_("Removed"), "bad", "trash"),
    Became.CHANGED: (_("Changed"), "warn", "edit"),
    Became.MOVED: (_("Moved"), "neutral", "arrow-right"),
}


def difference_view(found: ClauseDifference) -> dict[str, Any]:
    """`sides`: the texts in the reader's language, in stretches; none for a clause that only moved."""
    label, tone, symbol = _BECAME[found.became]
    before, after = found.before, found.after
    clause = (after or before or ("", None))[1]
    change = after[1].change if after else None
    return {
        "became": {"label": str(label), "tone": tone, "symbol": symbol},
        "key": found.key,
        "title": local(clause.title) if clause else found.key,
        "before": before[0] if before else "",
        "after": after[0] if after else "",
        "note": local(change.note) if change else "",
        "materiality": materiality_words(change.materiality) if change else None,
        "sides": [] if found.became is Became.MOVED else words_compared(_said(before), _said(after)),
    }


def _said(placed: tuple[str, Clause] | None) -> str:
    """Title, text and standards in one piece: whatever differs in them is seen."""
    if placed is None:
        return ""
    clause, code = placed[1], current().code
    parts = [clause.title.in_language(code), clause.text.in_language(code), ", ".join(clause.standards)]
    return "\n\n".join(part for part in parts if part)
