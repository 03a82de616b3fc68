"""The review of a visit: how long it may wait, and for how long it stays secret after it. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from network.audits.rules.assignments import REASONED, REVIEW_MOVES, FilingState

# Nothing is ever approved by waiting: who is late is told, and so are others.
REVIEW_WITHIN = timedelta(hours=72)
# With somebody at headquarters; with an auditor is what needs clarification.
WAITS_FOR_REVIEW = frozenset({FilingState.RECEIVED, FilingState.IN_REVIEW})
# While nothing was decided its auditor may say something about it.
MAY_ANSWER = WAITS_FOR_REVIEW | {FilingState.NEEDS_CLARIFICATION}

_DECIDED = frozenset({FilingState.APPROVED, FilingState.APPROVED_EXCLUDED, FilingState.REJECTED})
# Gives a whole number from 0 up to, and without, this one.
Draw = Callable[[int], int]


def is_overdue(state: str, received_at: datetime, at: datetime) -> bool:
    return state in WAITS_FOR_REVIEW and at - received_at > REVIEW_WITHIN


def moves_of(state: FilingState, *, published: bool) -> Sequence[FilingState]:
    """Where a review may go from here. What was published is never taken up again; it can be voided."""
    if state is FilingState.QUARANTINED:
        return ()
    return [to for to in FilingState if to in REVIEW_MOVES[state] and (not published or to is FilingState.VOIDED)]


def asks_reason(state: FilingState, to: FilingState) -> bool:
    """Whether a reason must be given: for what is against somebody, and for opening again what was decided."""
    return to in REASONED or state in _DECIDED


def embargo_until(approved_at: datetime, least_days: int, most_days: int, draw: Draw) -> datetime:
    """From when on a visit is published: so many days after it was approved, to a second that nobody foresees."""
    seconds = (most_days - least_days) * 86_400
    return approved_at + timedelta(days=least_days, seconds=draw(seconds + 1))
