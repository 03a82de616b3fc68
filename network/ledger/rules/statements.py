"""The days that a statement is about."""

from dataclasses import dataclass
from datetime import date, timedelta

from network.ledger.errors.statements import PeriodTooFar, PeriodTurned

_EARLIEST, _LATEST = date(1990, 1, 1), date(9000, 12, 31)


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` until and with `last`."""

    first: date
    last: date

    @property
    def end(self) -> date:
        return self.last + timedelta(days=1)


def require_days(first: date, last: date) -> Days:
    """PeriodTurned, PeriodTooFar."""
    if last < first:
        raise PeriodTurned()
    if first < _EARLIEST or last > _LATEST:
        raise PeriodTooFar()
    return Days(first, last)


def year_to(day: date) -> Days:
    """What a statement shows when nobody says otherwise: the year of the day so far."""
    return Days(date(day.year, 1, 1), day)
