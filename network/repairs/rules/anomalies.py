"""What looks odd in a month's records of a site. Pure.

A flag is a question for a person and never touches a score. Each threshold asks for a number of records, for a share of
the month, and for more than an honest site comes to by chance; the last is asked of all sites and kinds together, so
that a month of a network in which all are honest brings less than one wrong question in twenty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import exp, lgamma, log, log1p
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Oddity(StrEnum):
    BURST = "burst"
    HEAPED_MINUTES = "heaped_minutes"
    SAME_TURNAROUND = "same_turnaround"
    BEFORE_MIDNIGHT = "before_midnight"
    BEFORE_DUE = "before_due"
    CANCELLED_BEFORE_DUE = "cancelled_before_due"
    NEVER_HANDED_OVER = "never_handed_over"
    FALSE_NIL = "false_nil"
    COPIED_REPORT = "copied_report"


ODDITY_LABELS: Mapping[Oddity, Text] = MappingProxyType(
    {
        Oddity.BURST: _("Many stamps in one minute"),
        Oddity.HEAPED_MINUTES: _("Minutes that heap"),
        Oddity.SAME_TURNAROUND: _("The same turnaround again and again"),
        Oddity.BEFORE_MIDNIGHT: _("Closed just before midnight"),
        Oddity.BEFORE_DUE: _("Closed just before the promise ends"),
        Oddity.CANCELLED_BEFORE_DUE: _("Cancelled just before the promise ends"),
        Oddity.NEVER_HANDED_OVER: _("Ready but never handed over"),
        Oddity.FALSE_NIL: _("Nil report, but HQ had units of the month"),
        Oddity.COPIED_REPORT: _("The same report as the month before"),
    }
)

# So many stamps in one minute are a burst.
BURST = 8
# The last digit of the minute, against all ten being as frequent: chi-square with 9 degrees of freedom passes this
# once in a million months. People round to five minutes, so one digit must be beyond what two in turn explain too.
CRITICAL_CHI_SQUARE = Decimal("44.811")
# From this hour on a day is about to end; this many hours before the promise ends it is about to.
LATE_EVENING = "23:50"
LAST_HOURS = 1
# A unit that nobody has fetched after so many days was hardly ready.
DAYS_TO_FETCH = 14
# A report with no figure above this may honestly be that of the month before once more: a quiet site repeats itself.
SMALL_FIGURE = 20
# So many wrong questions are expected at most, of all sites and kinds of a month together.
WRONG_QUESTIONS = 0.05


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least so many records, and at least this share of those they are counted among.

    `honest`: the largest share that honest work has of them, where each record has it or not by itself.
    """

    records: int
    share: Decimal
    honest: float | None = None

    def passed(self, found: int, among: int, sites: int) -> bool:
        """In a month in which so many sites are asked about."""
        if found < self.records or found < self.share * among:
            return False
        return self.honest is None or by_chance(found, among, self.honest) * sites * len(Oddity) <= WRONG_QUESTIONS


# How often honest work is such, generously. Minutes rounded to five end in 0 half of the time; who works day and night
# closes 1 in 144 orders in the last ten minutes of a day; who finishes "the same time tomorrow" hits the last hour of
# the promise more often than the 1 in 24 of a cancellation.
THRESHOLDS: Mapping[Oddity, Threshold] = MappingProxyType(
    {
        Oddity.BURST: Threshold(BURST, Decimal("0.20")),
        Oddity.HEAPED_MINUTES: Threshold(20, Decimal("0.60"), honest=0.5),
        Oddity.SAME_TURNAROUND: Threshold(10, Decimal("0.50"), honest=0.05),
        Oddity.BEFORE_MIDNIGHT: Threshold(6, Decimal("0.25"), honest=0.02),
        Oddity.BEFORE_DUE: Threshold(12, Decimal("0.50"), honest=0.15),
        Oddity.CANCELLED_BEFORE_DUE: Threshold(4, Decimal("0.50"), honest=0.05),
        Oddity.NEVER_HANDED_OVER: Threshold(8, Decimal("0.40"), honest=0.08),
        Oddity.FALSE_NIL: Threshold(1, Decimal(0)),
        Oddity.COPIED_REPORT: Threshold(5, Decimal(0)),
    }
)


def by_chance(found: int, among: int, share: float) -> float:
    """The chance of at least so many, when each of those among which they are counted is one with this chance."""
    ways = lgamma(among + 1) - lgamma(found + 1) - lgamma(among - found + 1)
    term = exp(ways + found * log(share) + (among - found) * log1p(-share))
    total = 0.0
    for number in range(found, among + 1):
        total += term
        term *= (among - number) / (number + 1) * share / (1 - share)
    return min(total, 1.0)


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What was counted in a month of a site. Counts of records, each of those that it is counted among.

    stamps     ready and handed-over; `burst` of them lie in minutes with `BURST` or more
    ready      orders made ready: `digit_most` of them end in the minute's digit `digit`; `same` had the same
               turnaround, `same_hours`; `before_midnight` from `LATE_EVENING` on; `before_due` in the last hour of 24
    cancelled  of them `cancelled_before_due` in the last hour of 24
    settled    made ready at the site early enough that somebody would have fetched them; `kept` nobody has
    nil        whether the report in force is nil; `shipped`: units of the month that HQ has
    copied     figures above 0, besides staffing, when all of them are those of the month before, one of them is above
               `SMALL_FIGURE`, and the records of the month say otherwise or nothing; else 0
    """

    site: int
    stamps: int = 0
    burst: int = 0
    ready: int = 0
    digit: int = 0
    digit_most: int = 0
    chi_square: Decimal = Decimal(0)
    same: int = 0
    same_hours: Decimal = Decimal(0)
    before_midnight: int = 0
    before_due: int = 0
    cancelled: int = 0
    cancelled_before_due: int = 0
    settled: int = 0
    kept: int = 0
    nil: bool = False
    shipped: int = 0
    copied: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """`facts`: numbers in JSON; decimals as text. They always hold `found` and `among`."""

    site: int
    kind: Oddity
    facts: Mapping[str, Any]


def odd(month: MonthFacts, sites: int) -> list[Flag]:
    """Everything odd about this month of one of so many sites, in the order of `Oddity`."""
    return [
        Flag(month.site, kind, {"found": found, "among": among, **more})
        for kind, found, among, more in _counted(month)
        if THRESHOLDS[kind].passed(found, among, sites)
    ]


def _counted(month: MonthFacts) -> Iterator[tuple[Oddity, int, int, dict[str, Any]]]:
    """Each oddity with what was found of it, among how many, and what else is worth telling."""
    yield Oddity.BURST, month.burst, month.stamps, {}
    if month.chi_square > CRITICAL_CHI_SQUARE:
        told = {"digit": month.digit, "chi_square": f"{month.chi_square:.1f}"}
        yield Oddity.HEAPED_MINUTES, month.digit_most, month.ready, told
    yield Oddity.SAME_TURNAROUND, month.same, month.ready, {"hours": str(month.same_hours)}
    yield Oddity.BEFORE_MIDNIGHT, month.before_midnight, month.ready, {}
    yield Oddity.BEFORE_DUE, month.before_due, month.ready, {}
    yield Oddity.CANCELLED_BEFORE_DUE, month.cancelled_before_due, month.cancelled, {}
    yield Oddity.NEVER_HANDED_OVER, month.kept, month.settled, {}
    if month.nil:
        yield Oddity.FALSE_NIL, month.shipped, month.shipped, {}
    yield Oddity.COPIED_REPORT, month.copied, month.copied, {}
