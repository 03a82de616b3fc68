"""Which months files are bound to, and what a report's workbook may be taken for. Pure."""

from datetime import datetime, timedelta

from network.foundation.periods import Month

# Where a day begins first, clocks are so far ahead of UTC.
_EARLIEST_CLOCK = timedelta(hours=14)


def latest_month(now: datetime) -> Month:
    """The month that it already is somewhere on earth."""
    day = (now + _EARLIEST_CLOCK).date()
    return Month(day.year, day.month)
