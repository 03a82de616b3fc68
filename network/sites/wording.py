"""A site's opening hours in words of the reader's language."""

from itertools import groupby

from network.foundation.i18n import current
from network.sites.rules.sites import OpeningHours


def opening_hours_text(hours: OpeningHours) -> str:
    """`Mon–Fri 09:00–18:00; Sat 10:00–16:00`; neighbouring days with the same hours are told together."""
    days = [(day, hours[day]) for day in sorted(hours)]
    told = []
    # Days that follow each other keep the same difference to their place in the list.
    for (_gap, spans), group in groupby(enumerate(days), key=lambda each: (int(each[1][0]) - each[0], each[1][1])):
        names = [_day(day) for _place, (day, _spans) in group]
        span = ", ".join("–".join(times) for times in spans)
        told.append(f"{names[0]}–{names[-1]} {span}" if len(names) > 1 else f"{names[0]} {span}")
    return "; ".join(told)


def _day(weekday: str) -> str:
    name: str = current().locale.days["format"]["abbreviated"][int(weekday) - 1]
    return name
