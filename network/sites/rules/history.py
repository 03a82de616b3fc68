"""What was true of a site on a day, from what was written down about it. Pure.

Each statement says: from this day on, all of this. One that is written down later knows better than the earlier ones
about every day from its own on, also when it reaches back before them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Standing:
    """What was true from a day on. `region` and `operator` are names of their own; None where there is none."""

    since: date
    region: int | None
    operator: int | None
    status: str
    kind: str


@dataclass(frozen=True, slots=True)
class Period:
    """A standing with its last day; None while it lasts."""

    standing: Standing
    until: date | None = None


def periods(standings: Iterable[Standing]) -> list[Period]:
    """The periods, oldest first, without gaps; `standings` in the order in which they were written down."""
    told: list[Standing] = []
    for standing in standings:
        while told and told[-1].since >= standing.since:
            told.pop()
        if not told or _facts(told[-1]) != _facts(standing):
            told.append(standing)
    ends = [following.since - timedelta(days=1) for following in told[1:]]
    return [Period(standing, until) for standing, until in zip_longest(told, ends)]


def _facts(standing: Standing) -> Standing:
    return replace(standing, since=date.min)
