"""Who may assess, who may decide, and when. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Marks

# The states of an application in which assessors are chosen and may write; only in the later two they hand in.
CHOOSING = ("submitted", "desk_review", "site_visit")
ASSESSING = ("desk_review", "site_visit")

INDEPENDENT = 2

# Clocks on earth are at most this far ahead of UTC: no visit that has been made lies on a later date.
_FURTHEST_AHEAD = timedelta(hours=14)


def may_assess(account: UUID, applicant: UUID, assessors: Collection[UUID]) -> bool:
    """Not one's own application, and not twice."""
    return account != applicant and account not in assessors


def may_decide(account: UUID | None, assessors: Collection[UUID]) -> bool:
    """Whoever assessed an application does not decide on it."""
    return account not in assessors


def next_place(places: Collection[int], submitted: int) -> int | None:
    """The place of the assessor to choose next: 1, 2, or 3 when two have handed in and are too far apart; else None.

    Asked of an application that is not scored: two that agree would have scored it.
    """
    free = [place for place in range(1, INDEPENDENT + 1) if place not in places]
    if free:
        return free[0]
    return 3 if 3 not in places and submitted == INDEPENDENT else None


def visit_possible(visited_on: date, now: datetime) -> bool:
    """Whether a visit on this day may have been made, wherever on earth."""
    return visited_on <= (now + _FURTHEST_AHEAD).date()


def missing_from(
    document: CriteriaDocument, levels: Marks, notes: Mapping[str, str], *, visited: bool
) -> dict[str, Text]:
    """What an assessment lacks to be handed in: `marks.<criterion>` or `visited_on` -> what to do."""
    missing: dict[str, Text] = {}
    for criterion in document.criteria:
        level = levels.get(criterion.key)
        if level is None:
            missing[f"marks.{criterion.key}"] = _("Choose a level.")
        elif criterion.knocks_out(level) and not notes.get(criterion.key):
            missing[f"marks.{criterion.key}"] = _("This level keeps the applicant out: say in a note what you saw.")
    if not visited:
        missing["visited_on"] = _("Enter the day of your visit.")
    return missing
