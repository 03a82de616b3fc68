"""The calendar of the demo network: its quarters, its seasons and the working day of a site.

Moments are whole minutes on a site's own wall clock, counted from 2000-01-01 00:00: quick to add and to compare.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from random import Random

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _
from network.foundation.periods import Quarter

DAY = 24 * 60
OPENS = 9 * 60
CLOSES = 18 * 60
_ORIGIN = date(2000, 1, 1)

# How busy each month is: quiet around the Spring Festival, a summer peak, another after the November sales.
_MONTH_VOLUME = (1.0, 0.68, 0.95, 0.95, 1.0, 1.05, 1.17, 1.14, 1.0, 0.93, 1.12, 1.1)
_WEEKDAY_VOLUME = (1.2, 1.05, 1.0, 1.0, 1.05, 1.1, 0.75)
# After the last quarter the records go on for this long: units handed over, returns inspected.
_AFTERMATH_DAYS = 3


class QuartersReversed(Invalid):
    code = "quarters_reversed"
    message = _("The last quarter, %(last)s, comes before the first, %(first)s.")


def day_number(day: date) -> int:
    return (day - _ORIGIN).days


def to_date(number: int) -> date:
    return _ORIGIN + timedelta(days=number)


@lru_cache(maxsize=4096)
def _date_text(day: int) -> str:
    return to_date(day).isoformat()


_MINUTE_TEXTS = tuple(f"T{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(DAY))


def iso_text(moment: int) -> str:
    """ "2026-09-30T17:45:00": a million of these are needed, so its two halves come ready-made."""
    day, minute = divmod(moment, DAY)
    return _date_text(day) + _MINUTE_TEXTS[minute]


@lru_cache(maxsize=4096)
def stamp(day: int) -> str:
    """The day as it stands in record numbers: "260930"."""
    return to_date(day).strftime("%y%m%d")


@dataclass(frozen=True)
class Timeline:
    """The quarters of a demo network, `first` to `last`, both included."""

    first: Quarter
    last: Quarter

    @classmethod
    def parse(cls, first: str, last: str) -> "Timeline":
        """NotAPeriod or QuartersReversed unless both are quarters, in order."""
        timeline = cls(Quarter.parse(first), Quarter.parse(last))
        if timeline.last < timeline.first:
            raise QuartersReversed(first=first, last=last)
        return timeline

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        count = (self.last.year - self.first.year) * 4 + self.last.number - self.first.number + 1
        return tuple(self.first.shift(index) for index in range(count))

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The day number that each quarter starts on, and that the last one ends before."""
        return (*(day_number(quarter.first) for quarter in self.quarters), day_number(self.last.end))

    @cached_property
    def start(self) -> int:
        return self.edges[0]

    @cached_property
    def end(self) -> int:
        return self.edges[-1]

    @cached_property
    def cut_off(self) -> int:
        """The moment up to which anything is known: what happens later is not in the files."""
        return (self.end + _AFTERMATH_DAYS) * DAY

    @cached_property
    def busyness(self) -> tuple[float, ...]:
        """For each day from `start`: how many orders it brings, relative to an ordinary day."""
        days = (to_date(number) for number in range(self.start, self.end))
        return tuple(_MONTH_VOLUME[day.month - 1] * _WEEKDAY_VOLUME[day.weekday()] for day in days)

    @cached_property
    def _quarter_of_day(self) -> tuple[int, ...]:
        return tuple(index for index, (a, b) in enumerate(pairwise(self.edges)) for _day in range(a, b))

    @cached_property
    def _strain_of_day(self) -> tuple[float, ...]:
        months = (to_date(number).month for number in range(self.start, self.end))
        return tuple(0.05 if month == 2 else max(0.0, _MONTH_VOLUME[month - 1] - 1.0) * 0.2 for month in months)

    def quarter_index(self, moment: int) -> int:
        return self._quarter_of_day[moment // DAY - self.start]

    def strain(self, moment: int) -> float:
        """By how much the season lowers the chance of a repair in time: busy months, and holidays in February."""
        return self._strain_of_day[moment // DAY - self.start]


def hand_in(day: int, rng: Random) -> int:
    """A moment on this day at which a customer comes in: nearly always within opening hours."""
    if rng.random() < 0.015:
        return day * DAY + rng.choice((8 * 60, 19 * 60)) + int(rng.random() * 59)
    return day * DAY + OPENS + int((rng.random() + rng.random()) / 2 * (CLOSES - OPENS))


def open_moment(day: int, rng: Random) -> int:
    return day * DAY + OPENS + int(rng.random() * (CLOSES - OPENS))


def within_a_day(received: int, rng: Random) -> int:
    """A moment at most 24 hours on: later the same day, or the next day before the hour of the hand-in."""
    day, minute = divmod(received, DAY)
    today = CLOSES - minute - 45
    if minute < OPENS + 45 or (today > 30 and rng.random() < 0.6):
        return received + 45 + int(rng.random() * today)
    return (day + 1) * DAY + OPENS + int(rng.random() * (min(minute, CLOSES) - OPENS))


def after_days(received: int, days: int, rng: Random) -> int:
    """An open moment `days` >= 1 calendar days on, and more than 24 hours later."""
    moment = open_moment(received // DAY + days, rng)
    return moment if moment > received + DAY else received + DAY + 5 + int(rng.random() * 90)


def next_working_moment(moment: int, rng: Random) -> int:
    """The moment itself while the site is open, else some time in the hour after it opens."""
    day, minute = divmod(moment, DAY)
    if OPENS <= minute < CLOSES:
        return moment
    return (day + (minute >= CLOSES)) * DAY + OPENS + int(rng.random() * 60)
