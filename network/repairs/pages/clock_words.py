"""The five clocks in words and drawings, as the pages of an order, a site and the network show them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from network.foundation.i18n import Language, current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month, NotAPeriod, Quarter
from network.repairs.rules.clocks import CLOCK_LABELS, CLOCK_MEANINGS, CLOCKS, Clocks, Course, Keeper, clocks, hours
from network.repairs.schemas.clocks import ClockOut, MonthSumsOut, SumsOut
from network.repairs.wording import Wording
from reports import palette
from reports.charts import Class, Column, Part, svg_bar, svg_columns
from reports.wording import DASH

# In the order in which bars and columns show them.
KEEPERS = (Keeper.SITE, Keeper.HQ, Keeper.LOGISTICS, Keeper.HOLD)
_COLORS = {
    Keeper.SITE: palette.BLUE,
    Keeper.HQ: palette.NAVY,
    Keeper.LOGISTICS: palette.TEAL,
    Keeper.HOLD: palette.SILVER_PALE,
}
MONTHS_OFFERED = 12
QUARTERS_OFFERED = 4


def asked_period(text: str, today: date) -> Month | Quarter:
    """The period that an address names, such as 2026-07 or 2026Q3; else the last month that is over."""
    try:
        return Quarter.parse(text) if "Q" in text else Month.parse(text)
    except NotAPeriod:
        return Month(today.year, today.month).shift(-1)


def period_text(period: Month | Quarter) -> str:
    reading = current()
    if isinstance(period, Month):
        return reading.month(period.year, period.number)
    return reading.quarter(period.year, period.number)


def period_choices(path: str, chosen: Month | Quarter, today: date) -> list[dict[str, Any]]:
    """The items of the macro `switcher`: the last months and quarters, and the one that is shown."""
    month, quarter = Month(today.year, today.month), Quarter.of(today)
    offered: list[Month | Quarter] = [month.shift(-back) for back in range(MONTHS_OFFERED)]
    offered += [quarter.shift(-back) for back in range(QUARTERS_OFFERED)]
    if chosen not in offered:
        offered.insert(0, chosen)
    return [{"label": period_text(each), "href": f"{path}?period={each}", "active": each == chosen} for each in offered]


def length_text(language: Language, length: Decimal | None) -> str:
    """Hours with one place; a dash where there are none."""
    return DASH if length is None else language.decimal(length, 1)


def order_panel(course: Course, moment: datetime, spoken: Wording) -> dict[str, Any]:
    """The clocks of an order at this moment: `facts`, what the macro `chart` takes, and whether they still run."""
    found = clocks(course, moment)
    return {
        "running": course.ends_at(moment) == moment and moment > course.received_at,
        "facts": [_fact(clock, found, spoken.language) for clock in CLOCKS],
        "chart": _course_chart(found, spoken) if found.stretches else None,
        "unplaced": spoken.hours(hours(found.unplaced)) if found.unplaced else "",
    }


def _fact(clock: str, found: Clocks, language: Language) -> dict[str, Any]:
    length = found.read(clock)
    text = None if length is None else _("%(hours)s h") % {"hours": length_text(language, hours(length))}
    return {"label": str(CLOCK_LABELS[clock]), "value": text, "reason": _("The unit has not been diagnosed yet.")}


def _course_chart(found: Clocks, spoken: Wording) -> dict[str, Any]:
    rows = [
        (
            str(CLOCK_LABELS[each.keeper]),
            spoken.value("start_at", each.start) or DASH,
            spoken.value("end_at", each.end) or DASH,
            length_text(spoken.language, hours(each.length)),
        )
        for each in found.stretches
    ]
    parts = [
        Part(
            KEEPERS.index(each.keeper),
            hours(each.length),
            _("%(clock)s: %(hours)s h, from %(start)s to %(end)s")
            % {"clock": name, "hours": length, "start": start, "end": end},
            length,
        )
        for each, (name, start, end, length) in zip(found.stretches, rows, strict=True)
    ]
    title = _("Who had the customer's time")
    return {
        "title": title,
        "description": _("Hours, in the order in which they passed."),
        "svg": drawn(svg_bar(keeper_classes(), parts, title, "course")),
        "headers": [_("Clock"), _("From"), _("To"), _("Hours")],
        "rows": rows,
    }


def shares_chart(sums: SumsOut, language: Language) -> dict[str, Any]:
    """What the macro `chart` takes: how the customers' time was spent, with all clocks as numbers."""
    parts = []
    for place, keeper in enumerate(KEEPERS):
        clock = sums.clocks[keeper]
        told = _("%(clock)s: %(hours)s h an order, %(share)s") % {
            "clock": CLOCK_LABELS[keeper],
            "hours": length_text(language, clock.mean_h),
            "share": share_text(language, clock.share),
        }
        if clock.total_h:
            parts.append(Part(place, clock.total_h, told, share_text(language, clock.share)))
    title = _("Where the customers' time went")
    return {
        "title": title,
        "description": _("Share of all hours that customers waited for these orders."),
        "svg": drawn(svg_bar(keeper_classes(), parts, title, "shares", width=900)),
        "headers": [_("Clock"), _("Orders"), _("Mean"), _("Median"), _("Nine in ten"), _("Sum"), _("Share")],
        "rows": [_clock_row(clock, sums.clocks[clock], language) for clock in CLOCKS],
    }


def trend_chart(trend: Sequence[MonthSumsOut], language: Language) -> dict[str, Any]:
    """What the macro `chart` takes: hours an order by month."""
    title = _("Hours an order, by month")
    return {
        "title": title,
        "description": _("Mean of the orders made ready in each of the last twelve months."),
        "svg": drawn(
            svg_columns(
                keeper_classes(), [_month(each, language) for each in trend], language, title, "trend", 900, 300
            )
        ),
        "headers": [
            _("Month"),
            _("Orders"),
            _("Median"),
            _("Nine in ten"),
            *(str(CLOCK_LABELS[keeper]) for keeper in KEEPERS),
        ],
        "rows": [_month_row(each, language) for each in trend],
    }


def _month(sums: MonthSumsOut, language: Language) -> Column:
    means = [sums.clocks[keeper].mean_h or Decimal(0) for keeper in KEEPERS]
    told = ", ".join(
        f"{CLOCK_LABELS[keeper]} {length_text(language, mean)}" for keeper, mean in zip(KEEPERS, means, strict=True)
    )
    return Column(language.month_short(sums.month.year, sums.month.month), tuple(means), told)


def _month_row(sums: MonthSumsOut, language: Language) -> tuple[str, ...]:
    customer = sums.clocks["customer"]
    return (
        language.month(sums.month.year, sums.month.month),
        language.decimal(sums.orders),
        length_text(language, customer.median_h),
        length_text(language, customer.p90_h),
        *(length_text(language, sums.clocks[keeper].mean_h) for keeper in KEEPERS),
    )


def _clock_row(clock: str, found: ClockOut, language: Language) -> tuple[str, ...]:
    return (
        str(CLOCK_LABELS[clock]),
        language.decimal(found.orders),
        *(length_text(language, each) for each in (found.mean_h, found.median_h, found.p90_h, found.total_h)),
        share_text(language, found.share),
    )


def share_text(language: Language, share: Decimal | None) -> str:
    return DASH if share is None else language.percent(share, 0)


def keeper_classes() -> list[Class]:
    return [Class(str(CLOCK_LABELS[keeper]), _COLORS[keeper]) for keeper in KEEPERS]


def meanings() -> list[dict[str, str]]:
    """The `items` of the macro `definitions`: what each clock measures."""
    return [{"label": str(CLOCK_LABELS[clock]), "value": str(CLOCK_MEANINGS[clock])} for clock in CLOCKS]


def drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - our own drawing; its texts are escaped there
