"""The curve of a criterion over how the network stood: which values sites had, and how many points they would earn."""

from collections.abc import Sequence
from decimal import Decimal

from reports import palette
from reports.charts.curve import Breakpoints
from reports.charts.parts import LABEL
from reports.language import Language
from reports.sheet import Unit
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import value_text

_BEYOND = Decimal("0.06")
_BINS = 24
_TOGETHER = 34.0
_TALLEST = 0.82


def svg_curve_over(
    curve: Breakpoints,
    values: Sequence[Decimal],
    unit: Unit,
    label: str,
    language: Language,
    identity: str,
    width: float = 520,
    height: float = 240,
) -> str:
    """`curve` may be empty, or not rise, while somebody is still typing it; what there is of it is drawn."""
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    steps = ", ".join(f"{value_text(language, x, unit)} → {language.decimal(points, 0)}" for x, points in curve)
    told = _("%(sites)s sites of the last published quarter") % {"sites": language.decimal(Decimal(len(values)), 0)}
    surface.title(_("Points for %(criterion)s") % {"criterion": label}, f"{steps}; {told}" if steps else told)
    _draw(surface, surface.box.inset(24, 8, 10, 16), sorted(curve), values, unit, language)
    return surface.markup()


def _draw(
    surface: Surface, plot: Box, curve: Breakpoints, values: Sequence[Decimal], unit: Unit, language: Language
) -> None:
    low, high = _reach([*values, *(x for x, _points in curve)])

    def at(x: Decimal, points: Decimal) -> Point:
        return plot.x + plot.width * float((x - low) / (high - low)), plot.bottom - plot.height * float(points) / 100

    _bars(surface, plot, values, low, high)
    for level in (Decimal(0), Decimal(60), Decimal(100)):
        y = at(low, level)[1]
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(level, 0)
        surface.text((plot.x - 5, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")
    if curve:
        corners = [(low, curve[0][1]), *curve, (high, curve[-1][1])]
        surface.polyline([at(x, points) for x, points in corners], stroke=palette.BLUE, weight=1.8)
    written = -100.0
    for x, points in curve:
        here = at(x, points)
        surface.circle(here, 2.6, fill=palette.WHITE, stroke=palette.BLUE, weight=1.3)
        if here[0] - written >= _TOGETHER:
            written = here[0]
            text = value_text(language, x, unit)
            surface.text((here[0], plot.bottom + 10), text, size=LABEL, color=palette.MUTED, anchor="middle")


def _bars(surface: Surface, plot: Box, values: Sequence[Decimal], low: Decimal, high: Decimal) -> None:
    """How many sites lay in each of equal steps; the tallest reaches the same height in every drawing."""
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int((value - low) / (high - low) * _BINS))] += 1
    most, step = max(counts), plot.width / _BINS
    for place, count in enumerate(counts):
        if count:
            tall = plot.height * _TALLEST * count / most
            box = Box(plot.x + place * step + 0.5, plot.bottom - tall, step - 1, tall)
            surface.rect(box, fill=palette.BLUE_PALE)


def _reach(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    if not values:
        return Decimal(0), Decimal(1)
    margin = (max(values) - min(values)) * _BEYOND or Decimal(1)
    return min(values) - margin, max(values) + margin
