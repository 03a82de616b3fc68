"""When an edition may be approved, and from which day it holds. Pure."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum


class Unfit(StrEnum):
    """Why a day cannot be the first one of an edition."""

    MISSING = "missing"
    PAST = "past"
    TAKEN = "taken"
    BEFORE_LAST = "before_last"


def unfit_day(effective_on: date | None, approved: Collection[date], today: date) -> Unfit | None:
    """What speaks against the day; None when nothing does.

    `approved`: the first days of the approved editions of the manual. `today`: where the day begins first.
    """
    if effective_on is None:
        return Unfit.MISSING
    if effective_on < today:
        return Unfit.PAST
    if effective_on in approved:
        return Unfit.TAKEN
    return Unfit.BEFORE_LAST if approved and effective_on < max(approved) else None
