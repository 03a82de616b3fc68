"""A list about one month: which one is asked for (`?month=2026-07`), and pills to go to another."""

from collections.abc import Callable
from typing import Any

from network.foundation.clock import now
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.pages.report_words import month_text

# Months to choose among, the newest first; an older one that is asked for comes after them.
OFFERED = 6


def chosen_month(written: str) -> Month:
    """The month that is asked for, else the last one that is over. NotAPeriod."""
    return Month.parse(written) if written else last_over()


def last_over() -> Month:
    today = now().date()
    return Month(today.year, today.month).shift(-1)


def month_pills(chosen: Month, href: Callable[[Month], str]) -> dict[str, Any]:
    """One of the `groups` of a list card. `href`: the address of the same list about another month."""
    months = [last_over().shift(-back) for back in range(OFFERED)]
    offered = months if chosen in months else [*months, chosen]
    return {
        "label": _("Month"),
        "options": [{"label": month_text(str(each)), "href": href(each), "active": each == chosen} for each in offered],
    }
