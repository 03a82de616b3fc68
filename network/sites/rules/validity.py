"""From when to when a certificate holds. Pure: days in, days out. The last day of a certificate is still valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.periods import Month, Quarter

A_DAY = timedelta(days=1)
MONTHS_OF_A_YEAR = 12

# The fewest days that so many months have: a window must stay below what a certificate lasts at least.
SHORTEST_MONTH = 28
# A fixed date lies at most half a year from where the months would end.
HALF_A_YEAR = 180


class ValidityRule(StrEnum):
    FROM_DECISION = "from_decision"
    FROM_PREVIOUS_EXPIRY = "from_previous_expiry"
    FIXED_DATE = "fixed_date"


VALIDITY_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ValidityRule.FROM_DECISION: _("From the decision"),
        ValidityRule.FROM_PREVIOUS_EXPIRY: _("From the previous expiry"),
        ValidityRule.FIXED_DATE: _("Until a fixed date"),
    }
)


@dataclass(frozen=True, slots=True)
class FixedDate:
    """A day of every year. 29 February is the last of February in years that lack it."""

    month: int
    day: int

    def __post_init__(self) -> None:
        """Raises ValueError for a day that no year has, such as 31 April."""
        date(2024, self.month, self.day)

    def of(self, year: int) -> date:
        last = Month(year, self.month).end - A_DAY
        return date(year, self.month, min(self.day, last.day))


@dataclass(frozen=True, slots=True)
class Validity:
    """How a certificate type reckons: its rule, how many months it gives, how long before the end it may be renewed."""

    rule: ValidityRule
    months: int
    window_days: int
    fixed: FixedDate | None = None


def last_day(first: date, months: int) -> date:
    """The last of so many months that begin on `first`: 15 May and one month is 14 June.

    A day that the last month lacks ends the one before it: 31 January and one month is 28 (or 29) February.
    """
    month = Month(first.year, first.month).shift(months)
    days = (month.end - month.first).days
    return month.end - A_DAY if first.day > days else date(month.year, month.number, first.day) - A_DAY


def validity(
    rule: ValidityRule, months: int, decided_on: date, previous_valid_to: date | None, fixed: FixedDate | None = None
) -> tuple[date, date]:
    """The first and the last day of the certificate that a decision gives.

    While the previous certificate still holds, the new one begins on the day after it, whatever the rule: nothing is
    cut short. When it has ended, or there was none, the new one begins on the day of the decision.

    - From the decision: the months count from the decision, also when the certificate begins later.
    - From the previous expiry: they count from the day after the previous end; once that has passed, from the decision.
    - Fixed date: until that day of the year which is nearest to the end of the months, and after the beginning.
    """
    running = previous_valid_to is not None and previous_valid_to >= decided_on
    first = previous_valid_to + A_DAY if previous_valid_to is not None and running else decided_on
    if rule is ValidityRule.FROM_DECISION:
        return first, max(first, last_day(decided_on, months))
    if rule is ValidityRule.FIXED_DATE and fixed is not None:
        return first, _nearest(fixed, first, last_day(first, months))
    return first, last_day(first, months)


def _nearest(fixed: FixedDate, first: date, wanted: date) -> date:
    """The occurrence after `first` that is nearest to `wanted`; of two at the same distance the later one."""
    years = range(first.year, wanted.year + 2)
    return min(
        (day for year in years if (day := fixed.of(year)) > first),
        key=lambda day: (abs(day - wanted), -day.toordinal()),
    )


def renewable_from(valid_to: date, window_days: int) -> date:
    """The first day on which a certificate may be renewed."""
    return valid_to - timedelta(days=window_days)


def longest_window(rule: ValidityRule, months: int) -> int:
    """The most days that a renewal window may have, so that no renewal ends before what it renews."""
    shortest = months * SHORTEST_MONTH - 1
    return min(shortest, HALF_A_YEAR) if rule is ValidityRule.FIXED_DATE else shortest


def provisional_until(first: date) -> date:
    """The end of the second full quarter from `first` on: for 15 November that of June."""
    quarter = Quarter.of(first)
    full = quarter if quarter.first == first else quarter.shift(1)
    return full.shift(2).first - A_DAY


class Case(StrEnum):
    """Decisions that a preview shows the dates of."""

    FIRST = "first"
    EARLY = "early"
    LATE_IN_WINDOW = "late_in_window"
    LAST_DAY = "last_day"
    SOON_AFTER = "soon_after"
    LONG_AFTER = "long_after"


CASE_LABELS: Mapping[Case, Text] = MappingProxyType(
    {
        Case.FIRST: _("The first certificate, decided today"),
        Case.EARLY: _("Renewed on the first day of its window"),
        Case.LATE_IN_WINDOW: _("Renewed halfway through its window"),
        Case.LAST_DAY: _("Renewed on its last day"),
        Case.SOON_AFTER: _("Decided a week after its end"),
        Case.LONG_AFTER: _("Decided seven months after its end"),
    }
)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What a decision on a day would give. `previous_to`: the last day of the certificate before."""

    case: Case
    decided_on: date
    previous_to: date | None
    valid_from: date
    valid_to: date

    @property
    def days(self) -> int:
        return (self.valid_to - self.valid_from).days + 1


def preview(terms: Validity, today: date) -> list[PreviewLine]:
    """The dates of a first certificate decided today, and of what follows it, decided early, in time and late."""
    first = _line(terms, Case.FIRST, today, None)
    end = first.valid_to
    opens = renewable_from(end, terms.window_days)
    decisions = {
        Case.EARLY: opens,
        Case.LATE_IN_WINDOW: opens + (end - opens) // 2,
        Case.LAST_DAY: end,
        Case.SOON_AFTER: end + timedelta(weeks=1),
        Case.LONG_AFTER: last_day(end + A_DAY, 7) + A_DAY,
    }
    return [first, *(_line(terms, case, day, end) for case, day in decisions.items())]


def _line(terms: Validity, case: Case, decided_on: date, previous: date | None) -> PreviewLine:
    first, last = validity(terms.rule, terms.months, decided_on, previous, terms.fixed)
    return PreviewLine(case, decided_on, previous, first, last)
