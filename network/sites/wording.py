"""A site's opening hours in words of the reader's language."""

from network.foundation.i18n import current
from network.sites.rules.sites import OpeningHours, runs_of_days


def opening_hours_text(hours: OpeningHours) -> str:
    """`Mon–Fri 09:00–18:00; Sat 10:00–16:00`; neighbouring days with the same hours are told together."""
    told = []
    for days, spans in runs_of_days(hours):
        first, last = _day(days[0]), _day(days[-1])
        span = ", ".join("–".join(times) for times in spans)
        told.append(f"{first}–{last} {span}" if len(days) > 1 else f"{first} {span}")
    return "; ".join(told)


def _day(weekday: int) -> str:
    name: str = current().locale.days["format"]["abbreviated"][weekday - 1]
    return name
