"""Working days on a site's calendar. Pure."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date], make_up_days: Collection[date]) -> bool:
    """Monday to Friday without the site's holidays; and the days that it works to make up for one."""
    return day in make_up_days or (day.weekday() < _SATURDAY and day not in holidays)


def working_days_after(day: date, count: int, holidays: Collection[date], make_up_days: Collection[date]) -> date:
    """So many working days later; the day itself is not counted."""
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays, make_up_days)
    return day


def ends_after(
    at: datetime, count: int, zone: ZoneInfo, holidays: Collection[date], make_up_days: Collection[date]
) -> datetime:
    """The first moment at which so many working days are over: 24:00 of the last one, on the site's clock."""
    last = working_days_after(at.astimezone(zone).date(), count, holidays, make_up_days)
    return datetime.combine(last + timedelta(days=1), time(), zone)
