"""Who must have passed what, who has, and until when: the plain model that the one statement is held against. Pure.

A person at a site must have passed a course on a day when an employment of theirs there is active, and a requirement
of its role is open and reaches the site's level; at a site that has closed nobody must. Of several reasons the earliest
beginning counts. Joiners have `JOINING` from their first day at the site on, whatever they did elsewhere: until then
nothing is held against the site.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

JOINING = timedelta(days=30)
# What ends within so many days is to be planned for now.
ENDING = timedelta(days=90)


class Standing(StrEnum):
    VALID = "valid"
    ENDING = "ending"
    JOINING = "joining"
    EXPIRED = "expired"
    MISSING = "missing"


STANDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Standing.VALID: _("Valid"),
        Standing.ENDING: _("Ends soon"),
        Standing.JOINING: _("Still has time"),
        Standing.EXPIRED: _("Expired"),
        Standing.MISSING: _("Not passed"),
    }
)


@dataclass(frozen=True, slots=True)
class Employment:
    site: int
    person: str
    role: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Required:
    course: str
    role: str
    least_level: int | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Level:
    """That a site is certified for a repair level. `ended_on`: the day from which it no longer holds."""

    site: int
    level: int
    valid_from: date
    valid_to: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    person: str
    course: str
    valid_from: date
    valid_to: date | None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A person who must have passed a course, at a site. `since`: from when they have been there.

    valid_to   the last day of what they hold, with what follows it; None: for good, or nothing is held
    ended_on   when nothing is held: the last day of what was; None: nothing ever was
    """

    site: int
    person: str
    course: str
    since: date
    valid: bool
    valid_to: date | None
    ended_on: date | None

    @property
    def due_on(self) -> date:
        """The first day on which it is held against the site."""
        return self.since + JOINING

    def counts(self, day: date) -> bool:
        return self.due_on <= day


def within(day: date, first: date, last: date | None) -> bool:
    """Whether a day is one of those from the first to the last, both included."""
    return first <= day and (last is None or last >= day)


def level_of(levels: Iterable[Level], site: int, day: date) -> int:
    """The highest repair level that a site is certified for on a day; 0 for none."""
    held = (
        each.level
        for each in levels
        if each.site == site
        and within(day, each.valid_from, each.valid_to)
        and (each.ended_on is None or each.ended_on > day)
    )
    return max(held, default=0)


def coverage(
    day: date,
    employments: Sequence[Employment],
    requirements: Sequence[Required],
    levels: Sequence[Level],
    passed: Sequence[Passed],
    closed: Mapping[int, date] = MappingProxyType({}),
) -> list[Pair]:
    """Every person and course that is required on the day, each once a site, in order.

    `closed`: the last day of service of the sites that have one.
    """
    since: dict[tuple[int, str, str], date] = {}
    for work in employments:
        if not within(day, work.from_on, work.to_on) or not within(day, work.from_on, closed.get(work.site)):
            continue
        level = level_of(levels, work.site, day)
        for each in requirements:
            if each.role == work.role and within(day, each.from_on, each.to_on) and (each.least_level or 0) <= level:
                key = (work.site, work.person, each.course)
                since[key] = min(since.get(key, work.from_on), work.from_on)
    return [_pair(day, *key, since[key], passed) for key in sorted(since)]


def _pair(day: date, site: int, person: str, course: str, since: date, passed: Sequence[Passed]) -> Pair:
    records = [each for each in passed if (each.person, each.course) == (person, course) and not each.revoked]
    valid = any(within(day, each.valid_from, each.valid_to) for each in records)
    for_good = any(each.valid_to is None for each in records)
    ends = [each.valid_to for each in records if each.valid_to is not None]
    return Pair(
        site=site,
        person=person,
        course=course,
        since=since,
        valid=valid,
        valid_to=None if for_good else max((each for each in ends if valid and each >= day), default=None),
        ended_on=None if valid else max((each for each in ends if each < day), default=None),
    )


def standing(valid: bool, valid_to: date | None, ended_on: date | None, due_on: date, day: date) -> Standing:
    """In one word; the dates are those of a `Pair`."""
    if valid:
        return Standing.ENDING if valid_to is not None and valid_to - day < ENDING else Standing.VALID
    if due_on > day:
        return Standing.JOINING
    return Standing.EXPIRED if ended_on is not None else Standing.MISSING
