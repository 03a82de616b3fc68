"""Rewards and penalties that wait for a decision, as lines of the home of headquarters."""

from datetime import date
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.ledger.queries.proposals import open_count
from network.scorecards.lists import PROPOSALS_PATH
from network.scorecards.pages.texts import whole
from network.scorecards.pages.waiting import TONES, since_text
from network.sites.rules.waiting import LONG, Urgency


async def consequence_lines(actor: Actor, today: date) -> list[dict[str, Any]]:
    """None for who decides about nothing."""
    if not actor.may(Permission.APPROVE_CONSEQUENCES):
        return []
    waiting, appealed, since = await open_count(actor)
    matters = (
        (waiting, _("Rewards and penalties to decide"), "scale", "open"),
        (appealed, _("Appeals against rewards and penalties to decide"), "gavel", "appealed"),
    )
    first = since.date() if since else today
    return [
        {
            "tone": TONES[Urgency.SOON if first + LONG <= today else Urgency.OPEN],
            "symbol": symbol,
            "count": whole(count),
            "label": label,
            "href": f"{PROPOSALS_PATH}?state={state}",
            "detail": "",
            "sites": [],
            "when": since_text(first, today),
        }
        for count, label, symbol, state in matters
        if count
    ]
