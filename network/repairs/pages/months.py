"""Choosing a month in a form."""

from datetime import datetime

from network.foundation.i18n import current
from network.foundation.periods import Month, NotAPeriod
from network.repairs.rules.report_files import latest_month

OFFERED = 13


def month_options(now: datetime, chosen: str) -> list[dict[str, str]]:
    """The months of a year and one, newest first, and `chosen` when it is another one: options of `select_field`."""
    latest = latest_month(now)
    months = [latest.shift(-back) for back in range(OFFERED)]
    try:
        asked = Month.parse(chosen)
    except NotAPeriod:
        asked = latest
    if asked not in months:
        months.append(asked)
    language = current()
    return [{"value": str(month), "label": language.month(month.year, month.number)} for month in months]
