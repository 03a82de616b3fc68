"""On which days a site may be visited, and at what hours. Pure.

A set of days is an integer: bit n stands for the n-th day of the plan. A plan asks for thousands of sites and auditors
which days they share, and this answers in one step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from network.audits.rules.planning import (
    NOTICE_DAYS,
    SETTLING_DAYS,
    SHORTEST_MINUTES,
    SPACING_DAYS,
    DaySpan,
    ProgrammeRules,
    SiteRule,
)
from network.sites.rules.sites import OpeningHours

Slot = tuple[int, int]
"""From a minute of a day to a later one."""
# Spans by ISO weekday, in a form that can be a key: `OpeningHours` as tuples, days and spans in order.
Week = tuple[tuple[int, tuple[Slot, ...]], ...]


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit that was made, or is assigned: the days on which it was or may be."""

    span: DaySpan
    auditor: UUID | None
    scored: bool


@dataclass(frozen=True, slots=True)
class PlanSite:
    """A site as a plan knows it. `hours` empty: not known, so those of the programme hold. `wanted`: how many visits
    are still missing."""

    id: int
    code: str
    zone: str
    operator: int | None
    open_from: date | None
    open_to: date | None
    active: bool
    certified: tuple[DaySpan, ...]
    hours: Week
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    place: tuple[float, float] | None
    visits: tuple[PastVisit, ...]
    wanted: int = 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a plan: those of the programme from which an auditor still hears in time."""

    first: date
    count: int
    black_out: int
    week: Week
    scored: bool

    @property
    def all(self) -> int:
        return (1 << self.count) - 1

    def day(self, place: int) -> date:
        return self.first + timedelta(days=place)

    def days(self, first: date, last: date) -> int:
        """The days from one to the other, as far as they are in the plan."""
        begin = max((first - self.first).days, 0)
        end = min((last - self.first).days + 1, self.count)
        return (1 << end) - (1 << begin) if end > begin else 0


def calendar(from_on: date, to_on: date, rules: ProgrammeRules, today: date, *, scored: bool) -> Calendar:
    first = max(from_on, today + timedelta(days=NOTICE_DAYS))
    bare = Calendar(first, max((to_on - first).days + 1, 0), 0, week_of(rules.hours), scored)
    black_out = union(bare.days(each.from_on, each.to_on) for each in rules.black_out)
    return Calendar(bare.first, bare.count, black_out, bare.week, scored)


def week_of(hours: OpeningHours) -> Week:
    return tuple(sorted((int(day), tuple(_slot(span) for span in spans)) for day, spans in hours.items()))


def _slot(span: list[str]) -> Slot:
    begin, end = span
    return _minutes(begin), _minutes(end)


def _minutes(clock: str) -> int:
    hours, _colon, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def union(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


def bits(days: int) -> Iterator[int]:
    """The places of the days in a set, in order."""
    while days:
        low = days & -days
        yield low.bit_length() - 1
        days ^= low


def site_days(site: PlanSite, plan: Calendar) -> tuple[int, SiteRule | None]:
    """The days on which the site may be visited; when there are none, the rule that took the last of them."""
    open_days = plan.days(site.open_from or date.min, site.open_to or date.max) if site.active else 0
    settled = site.open_from + timedelta(days=SETTLING_DAYS) if site.open_from else date.min
    steps: tuple[tuple[SiteRule, int], ...] = (
        (SiteRule.NOT_OPEN, open_days),
        (SiteRule.NOT_CERTIFIED, union(plan.days(span.first, span.last) for span in site.certified)),
        (SiteRule.SETTLING, plan.days(settled, date.max)),
        (SiteRule.BLACK_OUT, ~plan.black_out),
        (SiteRule.NO_HOURS, _with_hours(site, plan)),
        (SiteRule.SPACING, ~_too_soon(site, plan)),
    )
    days = plan.all
    if not days:
        return 0, SiteRule.NO_DAYS_LEFT
    for rule, allowed in steps:
        days &= allowed
        if not days:
            return 0, rule
    return days, None


def around(span: DaySpan, distance: int, plan: Calendar) -> int:
    """The days of the plan that lie less than `distance` days from the span, or in it."""
    near = timedelta(days=distance - 1)
    return plan.days(span.first - near, span.last + near)


def _too_soon(site: PlanSite, plan: Calendar) -> int:
    if not plan.scored:
        return 0
    return union(around(visit.span, SPACING_DAYS, plan) for visit in site.visits if visit.scored)


def _with_hours(site: PlanSite, plan: Calendar) -> int:
    """The days of the week on which both have hours, but for the site's holidays, and the days it makes up for them."""
    days = _weekdays(plan.first.isoweekday(), plan.count, tuple(shared_hours(plan.week, site.hours)))
    for day in site.holidays:
        days &= ~plan.days(day, day)
    for day in site.make_up_days:
        if slots_on(day, site, plan):
            days |= plan.days(day, day)
    return days


@lru_cache(maxsize=256)
def _weekdays(first: int, count: int, weekdays: tuple[int, ...]) -> int:
    return union(1 << place for place in range(count) if (first - 1 + place) % 7 + 1 in weekdays)


@lru_cache(maxsize=4096)
def shared_hours(programme: Week, site: Week) -> Mapping[int, tuple[Slot, ...]]:
    """Weekday -> the spans in which the programme sends somebody and the site is open, long enough for a visit."""
    found = {day: _common(spans, dict(site).get(day, ()) if site else spans) for day, spans in programme}
    return {day: spans for day, spans in found.items() if spans}


def _common(ours: tuple[Slot, ...], theirs: tuple[Slot, ...]) -> tuple[Slot, ...]:
    both = ((max(a, c), min(b, d)) for a, b in ours for c, d in theirs)
    return tuple(sorted((begin, end) for begin, end in both if end - begin >= SHORTEST_MINUTES))


def slots_on(day: date, site: PlanSite, plan: Calendar) -> tuple[Slot, ...]:
    """When a visit may be made on a day. A day that makes up for a holiday has the hours of a Monday."""
    shared = shared_hours(plan.week, site.hours)
    weekday = day.isoweekday()
    if weekday not in shared and day in site.make_up_days:
        weekday = 1
    return shared.get(weekday, ())
