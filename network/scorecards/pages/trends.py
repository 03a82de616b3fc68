"""The tabs “turnaround” and “history”: a chart each, with its numbers."""

from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.queries.sheets import Card
from reports.charts import svg_history, svg_turnaround
from reports.wording import DASH, points_text, value_text


def turnaround(found: Card) -> dict[str, Any]:
    """What the macro `chart` takes."""
    reading, turnaround = current(), found.sheet.turnaround
    drawing = svg_turnaround(turnaround, reading, "turnaround", width=900, height=360)
    rows = [
        (
            f"{reading.month_short(month.year, month.month)} {month.year}",
            value_text(reading, month.site, "hours"),
            value_text(reading, month.network, "hours"),
        )
        for month in turnaround.months
    ]
    return {
        "title": _("Turnaround by month"),
        "description": _("Median hours from receipt to ready, without the time on hold for the customer."),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Month"), _("This site"), _("Network median")],
        "rows": rows,
    }


def history(found: Card) -> dict[str, Any]:
    """What the macro `chart` takes."""
    reading, bands = current(), found.sheet.judgement.bands
    drawing = svg_history(found.sheet.history, bands, reading, "history", width=900, height=400)
    rows = [
        (
            reading.quarter(point.quarter.year, point.quarter.number),
            points_text(reading, point.score, 2) if point.score is not None else DASH,
            points_text(reading, point.network, 2) if point.network is not None else DASH,
        )
        for point in found.sheet.history
    ]
    return {
        "title": _("Score by quarter"),
        "description": _(
            "Overall score of this site and the mean of all rated sites, over the bands of the standings."
        ),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Quarter"), _("This site"), _("Network mean")],
        "rows": rows,
    }
