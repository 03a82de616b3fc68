"""Which months files are bound to, and what a report's workbook may be taken for. Pure."""

from datetime import datetime, timedelta

from network.foundation.periods import Month

# The form of the report that workbooks are made for; another one whenever its figures change.
FORM = 1
# Of how many months back a workbook is still taken.
MONTHS_TAKEN = 12

# Where a day begins first, clocks are so far ahead of UTC.
_EARLIEST_CLOCK = timedelta(hours=14)


def latest_month(now: datetime) -> Month:
    """The month that it already is somewhere on earth."""
    day = (now + _EARLIEST_CLOCK).date()
    return Month(day.year, day.month)


def is_too_old(month: Month, now: datetime) -> bool:
    """Whether no workbook of this month is taken any more."""
    return month < latest_month(now).shift(-MONTHS_TAKEN)
