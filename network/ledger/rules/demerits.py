"""Demerit points, which run like those of a driving licence: each counts for twelve months from its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# So many within any twelve months open a proposal of probation.
LIMIT = Decimal(12)


@dataclass(frozen=True, slots=True)
class Demerit:
    """Points that count from a day on. Below zero: what takes earlier points of that day back."""

    day: date
    points: Decimal


def runs_out_on(day: date) -> date:
    """The first day on which points of `day` do not count any more: the same day a year later.

    Those of 29 February run out on 28 February, as PostgreSQL reckons too: never a day to the site's disadvantage.
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def demerits_on(entries: Iterable[Demerit], day: date) -> Decimal:
    """What counts on a day, never below zero."""
    counting = (entry.points for entry in entries if entry.day <= day < runs_out_on(entry.day))
    return max(Decimal(0), sum(counting, Decimal(0)))


def most_within_a_year(entries: Iterable[Demerit]) -> Decimal:
    """The most that counted on any one day: only on a day that brings points can it become more."""
    known = list(entries)
    return max((demerits_on(known, entry.day) for entry in known), default=Decimal(0))


def reached_on(entries: Iterable[Demerit], limit: Decimal = LIMIT) -> date | None:
    """The first day on which as many counted as the limit says, or more; None when there was none."""
    known = list(entries)
    return min((entry.day for entry in known if demerits_on(known, entry.day) >= limit), default=None)
