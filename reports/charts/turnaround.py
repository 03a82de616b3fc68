"""Median turnaround by month: the site's bars, the network's line, the target."""

from collections.abc import Sequence
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL, LegendEntry, axis_step, axis_top, draw_legend, draw_series
from reports.language import Language
from reports.sheet import Turnaround, TurnaroundMonth
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import value_text


class _Scale:
    """Where months and hours fall in the plot."""

    def __init__(self, plot: Box, turnaround: Turnaround) -> None:
        values = [value for month in turnaround.months for value in (month.site, month.network)]
        known = [float(value) for value in [*values, turnaround.target_hours] if value is not None]
        self.plot = plot
        self.known = bool(known)
        highest = max([*known, 0.5])
        self.step = axis_step(highest)
        self.top = axis_top(highest, self.step)
        self.slot = plot.width / max(len(turnaround.months), 1)

    def x(self, position: int) -> float:
        return self.plot.x + self.slot * (position + 0.5)

    def y(self, hours: float | Decimal) -> float:
        return self.plot.bottom - self.plot.height * float(hours) / self.top


def draw_turnaround(surface: Surface, box: Box, turnaround: Turnaround, language: Language) -> None:
    """Months of the sheet's quarter are saturated and carry their value; months above the target are amber."""
    _draw_legend(surface, box, turnaround, language)
    scale = _Scale(box.inset(20, 18, 2, 14), turnaround)
    _draw_grid(surface, scale, language)
    for position, month in enumerate(turnaround.months):
        title = f"{language.month_short(month.year, month.month)}: {value_text(language, month.site, 'hours')}"
        with surface.group(title):
            _draw_month(surface, scale, position, month, turnaround.target_hours, language)
    if turnaround.target_hours is not None:
        y = scale.y(turnaround.target_hours)
        surface.line((scale.plot.x, y), (scale.plot.right, y), stroke=palette.BAD, weight=0.9, dash=(3.0, 2.0))
    _draw_network(surface, scale, turnaround.months)
    if not any(month.site is not None for month in turnaround.months):
        _ = language.gettext
        middle = (scale.plot.x + scale.plot.width / 2, scale.plot.y + scale.plot.height / 2)
        surface.text(middle, _("No finished repairs in these months"), size=7.2, color=palette.MUTED, anchor="middle")


def _draw_legend(surface: Surface, box: Box, turnaround: Turnaround, language: Language) -> None:
    _ = language.gettext
    entries: list[LegendEntry] = [
        ("bar", palette.BLUE, _("This site")),
        ("dots", palette.NAVY, _("Network median")),
    ]
    if turnaround.target_hours is not None:
        hours = value_text(language, turnaround.target_hours, "hours")
        entries.append(("dashes", palette.BAD, _("Target %(hours)s") % {"hours": hours}))
    draw_legend(surface, (box.x + 20, box.y + 7), entries)


def _draw_grid(surface: Surface, scale: _Scale, language: Language) -> None:
    for number in range(round(scale.top / scale.step) + 1):
        hours = Decimal(repr(round(number * scale.step, 6)))
        y = scale.y(hours)
        surface.line((scale.plot.x, y), (scale.plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(hours, 0 if scale.step >= 1 else 1)
        if scale.known:
            surface.text((scale.plot.x - 5, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")


def _draw_month(
    surface: Surface, scale: _Scale, position: int, month: TurnaroundMonth, target: Decimal | None, language: Language
) -> None:
    x, half = scale.x(position), min(scale.slot * 0.36, 18)
    name = language.month_short(month.year, month.month)
    ink = palette.INK if month.in_quarter else palette.MUTED
    below = (x, scale.plot.bottom + 10)
    surface.text(below, name, size=LABEL, color=ink, bold=month.in_quarter, anchor="middle")
    if month.site is None:
        surface.text((x, scale.plot.bottom - 3), "–", size=7, color=palette.MUTED, anchor="middle")
        return
    top = scale.y(month.site)
    bar = Box(x - half, top, half * 2, scale.plot.bottom - top)
    surface.rect(bar, fill=_bar_color(month, target), radius=1.6)
    if month.in_quarter:
        y = _baseline(bar, [scale.y(hours) for hours in (month.network, target) if hours is not None])
        color = palette.WHITE if y > top else palette.INK
        surface.text((x, y), language.decimal(month.site, 1), size=LABEL, color=color, bold=True, anchor="middle")


def _baseline(bar: Box, lines: Sequence[float]) -> float:
    """Of the value of a bar: at its head or, where a line crosses it there, at its foot; above a bar that is low."""
    if bar.height <= 14:
        return bar.y - 3
    head, foot = bar.y + 9, bar.bottom - 5
    crossed = any(head - LABEL - 2 < line < head + 2 for line in lines)
    return foot if crossed and bar.height > 30 else head


def _bar_color(month: TurnaroundMonth, target: Decimal | None) -> str:
    late = target is not None and month.site is not None and month.site > target
    if month.in_quarter:
        return palette.WARN_DARK if late else palette.BLUE
    return palette.WARN_PALE if late else palette.BLUE_PALE


def _draw_network(surface: Surface, scale: _Scale, months: Sequence[TurnaroundMonth]) -> None:
    series: list[Point | None] = [
        None if month.network is None else (scale.x(n), scale.y(month.network)) for n, month in enumerate(months)
    ]
    draw_series(surface, series, stroke=palette.NAVY, weight=1.1)
    for point in series:
        if point:
            surface.circle(point, 1.7, fill=palette.WHITE, stroke=palette.NAVY, weight=0.9)


def svg_turnaround(
    turnaround: Turnaround, language: Language, identity: str, width: float = 600, height: float = 280
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    values = "; ".join(
        f"{language.month_short(month.year, month.month)} {value_text(language, month.site, 'hours')}"
        for month in turnaround.months
    )
    surface.title(_("Median repair turnaround by month (hours)"), values)
    draw_turnaround(surface, surface.box.inset(2, 2, 2, 2), turnaround, language)
    return surface.markup()
