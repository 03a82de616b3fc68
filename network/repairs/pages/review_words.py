"""Odd records in words: what was counted, what it may mean, and the good reasons there may be."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.anomalies import BURST, DAYS_TO_FETCH, LATE_EVENING, Oddity
from network.repairs.schemas.review import FlagOut, FlagState

TONES: Mapping[FlagState, tuple[str, str]] = MappingProxyType(
    {
        FlagState.OPEN: ("warn", "hourglass"),
        FlagState.CONFIRMED: ("bad", "alert-circle"),
        FlagState.CLEARED: ("good", "circle-check"),
    }
)

_SENTENCES: Mapping[Oddity, Text] = MappingProxyType(
    {
        Oddity.BURST: lazy(
            "%(found)s of %(among)s ready and handed-over stamps lie in minutes with %(burst)s or more."
        ),
        Oddity.HEAPED_MINUTES: lazy(
            "The minute of %(found)s of %(among)s ready stamps ends in %(digit)s (chi-square %(chi_square)s)."
        ),
        Oddity.SAME_TURNAROUND: lazy("%(found)s of %(among)s orders took exactly %(hours)s hours."),
        Oddity.BEFORE_MIDNIGHT: lazy("%(found)s of %(among)s orders became ready from %(evening)s on."),
        Oddity.BEFORE_DUE: lazy("%(found)s of %(among)s orders became ready in the last of the 24 hours."),
        Oddity.CANCELLED_BEFORE_DUE: lazy(
            "%(found)s of %(among)s cancelled orders were cancelled in the last of the 24 hours."
        ),
        Oddity.NEVER_HANDED_OVER: lazy(
            "%(found)s of %(among)s units repaired here were not handed over within %(days)s days."
        ),
        Oddity.FALSE_NIL: lazy(
            "The report says that there was no activity; HQ has %(found)s units shipped in the month."
        ),
        Oddity.COPIED_REPORT: lazy("All %(found)s figures above 0 are those of the month before."),
    }
)
_REASONS: Mapping[Oddity, Text] = MappingProxyType(
    {
        Oddity.BURST: lazy("Closed in a batch, later or earlier than the work was done? Or one truck, one customer?"),
        Oddity.HEAPED_MINUTES: lazy("Times made up? Or a system that writes hours only?"),
        Oddity.SAME_TURNAROUND: lazy("Times made up? Or an import with one default?"),
        Oddity.BEFORE_MIDNIGHT: lazy("Closed at the end of the day whatever was done? Or a late shift?"),
        Oddity.BEFORE_DUE: lazy("Closed because the promise ends, not because the work does? Or very well planned?"),
        Oddity.CANCELLED_BEFORE_DUE: lazy(
            "Cancelled so as not to be late, and entered again under a new number? Or did the customers leave?"
        ),
        Oddity.NEVER_HANDED_OVER: lazy("Closed before the work was done? Or are hand-overs not always written down?"),
        Oddity.FALSE_NIL: lazy("Did somebody spare themselves the report? Or were the units sent late?"),
        Oddity.COPIED_REPORT: lazy("Was the last report sent again? Or really the same month twice?"),
    }
)


def told(flag: FlagOut) -> str:
    """What was counted, in a sentence."""
    number = current().decimal
    facts = flag.facts
    return str(_SENTENCES[flag.kind]) % {
        **facts,
        "found": number(facts["found"]),
        "among": number(facts["among"]),
        "hours": number(Decimal(facts.get("hours", "0")), 2),
        "burst": BURST,
        "evening": LATE_EVENING,
        "days": DAYS_TO_FETCH,
    }


def asked(kind: Oddity) -> str:
    """What to find out."""
    return str(_REASONS[kind])


def decision(flag: FlagOut) -> str:
    """Who decided, and when; empty while it is open."""
    if flag.decided_at is None:
        return ""
    told_by: dict[str, Any] = {"at": current().moment(flag.decided_at), "who": flag.decider}
    return _("%(at)s by %(who)s") % told_by
