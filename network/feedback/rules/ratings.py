"""Ratings of headquarters by its sites: when one may be given, and when they are told. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from network.foundation.periods import Month

# Ratings of a month are told when it is over and so many sites gave one. The database has the same number.
FEWEST_SITES = 5


def month_to_rate(at: datetime, zone: ZoneInfo) -> Month:
    """The month that it is at the site."""
    there = at.astimezone(zone)
    return Month(there.year, there.month)
