"""Who must have passed what, from when until when. Pure."""

from datetime import date

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 2
# The repair levels that a site may be certified for.
LEVELS = (1, 2, 3)


def requirement_faults(from_on: date, to_on: date | None, today: date) -> dict[str, Text]:
    """What cannot be true of the days on which a course is required, by field."""
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    if not EARLIEST <= from_on <= latest:
        return {"from_on": _("Check the year of this date.")}
    if to_on and to_on < from_on:
        return {"to_on": _("The last day is before the first one. Correct one of them.")}
    if to_on and to_on > latest:
        return {"to_on": _("Check the year of this date.")}
    return {}


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two stretches of days, the last ones included, share one. None: without an end."""
    (from_on, to_on), (other_from, other_to) = first, second
    return (other_to is None or from_on <= other_to) and (to_on is None or other_from <= to_on)
