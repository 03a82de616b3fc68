"""From a metric's value to points: the curve of one criterion, with the value of today on it."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL
from reports.language import Language
from reports.sheet import Unit
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import value_text

Breakpoints = Sequence[tuple[Decimal, Decimal]]  # value, points

_BEYOND = Decimal("0.12")
_TOGETHER = 24.0


def draw_curve(
    surface: Surface, box: Box, curve: Breakpoints, unit: Unit, language: Language, value: Decimal | None = None
) -> None:
    """Linear between the breakpoints, flat outside; `value` is marked with a dot and a dropped line."""
    plot = box.inset(20, 8, 10, 14)
    first, last = curve[0][0], curve[-1][0]
    margin = (last - first) * _BEYOND or Decimal(1)
    low = min([first - margin, *([value] if value is not None else [])])
    high = max([last + margin, *([value] if value is not None else [])])

    def at(x: Decimal, points: Decimal) -> Point:
        return plot.x + plot.width * float((x - low) / (high - low)), plot.bottom - plot.height * float(points) / 100

    draw_steps(surface, plot, language)
    corners = [(low, curve[0][1]), *curve, (high, curve[-1][1])]
    surface.polyline([at(x, points) for x, points in corners], stroke=palette.BLUE, weight=1.6)
    _draw_breakpoints(surface, plot, [(at(x, points), value_text(language, x, unit)) for x, points in curve])
    if value is not None:
        here = at(value, points_at(curve, value))
        surface.line((here[0], here[1]), (here[0], plot.bottom), stroke=palette.NAVY, weight=0.8, dash=(2.0, 1.6))
        surface.circle(here, 3, fill=palette.NAVY, stroke=palette.WHITE, weight=1)


def draw_steps(surface: Surface, plot: Box, language: Language) -> None:
    """The lines of 0, 60 and 100 points over the height of the plot."""
    for points in (0, 60, 100):
        y = plot.bottom - plot.height * points / 100
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(points), 0)
        surface.text((plot.x - 5, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")


def _draw_breakpoints(surface: Surface, plot: Box, marks: Sequence[tuple[Point, str]]) -> None:
    """A ring for each, its value below; one too near to its neighbour goes without its value."""
    labelled = -100.0
    for number, (at, label) in enumerate(marks):
        surface.circle(at, 2, fill=palette.WHITE, stroke=palette.BLUE, weight=1.1)
        if number and at[0] - labelled < _TOGETHER:
            continue
        labelled = at[0]
        surface.text((at[0], plot.bottom + 9), label, size=LABEL, color=palette.MUTED, anchor="middle")


def points_at(curve: Breakpoints, value: Decimal) -> Decimal:
    """Where the curve is at `value`, for drawing; scores are computed elsewhere."""
    for (left, lower), (right, upper) in itertools.pairwise(curve):
        if left <= value <= right:
            return lower + (upper - lower) * (value - left) / (right - left)
    return curve[0][1] if value < curve[0][0] else curve[-1][1]


def svg_curve(
    curve: Breakpoints,
    unit: Unit,
    label: str,
    language: Language,
    identity: str,
    value: Decimal | None = None,
    width: float = 300,
    height: float = 150,
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    steps = ", ".join(f"{value_text(language, x, unit)} → {language.decimal(points, 0)}" for x, points in curve)
    described = steps if value is None else f"{steps}; " + _("this site") + f": {value_text(language, value, unit)}"
    surface.title(_("Points for %(criterion)s") % {"criterion": label}, described)
    draw_curve(surface, surface.box, curve, unit, language, value)
    return surface.markup()
