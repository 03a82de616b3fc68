"""The last quarters of one criterion, a word-sized line."""

from collections.abc import Sequence
from decimal import Decimal

from reports import palette
from reports.charts.parts import draw_series
from reports.language import Language
from reports.surface import Box, Point, Surface
from reports.svg_surface import SvgSurface
from reports.wording import points_text

_GUIDE = Decimal(60)
_SMALLEST_SPAN = 25.0


def draw_sparkline(surface: Surface, box: Box, points: Sequence[Decimal | None]) -> None:
    """Points 0..100, oldest left; broken where a quarter has none. The dashed guide is 60 points, when near."""
    known = [float(value) for value in points if value is not None]
    if not known:
        return
    middle = (max(known) + min(known)) / 2
    span = max(max(known) - min(known), _SMALLEST_SPAN)
    low = middle - span / 2

    def at(position: int, value: float) -> Point:
        x = box.x + box.width * position / max(len(points) - 1, 1)
        return x, box.bottom - box.height * (value - low) / span

    guide = at(0, float(_GUIDE))[1]
    if box.y <= guide <= box.bottom:
        surface.line((box.x, guide), (box.right, guide), stroke=palette.FAINT, weight=0.5, dash=(1.6, 1.4))
    last = points[-1]
    color = palette.BLUE if last is None or last >= _GUIDE else palette.points_color(last)
    series = [None if value is None else at(n, float(value)) for n, value in enumerate(points)]
    draw_series(surface, series, stroke=color, weight=1)
    _draw_dots(surface, series, color)


def _draw_dots(surface: Surface, series: list[Point | None], color: str) -> None:
    """The newest known quarter, and any that stands alone between gaps and so has no line."""
    newest = max(n for n, point in enumerate(series) if point is not None)
    for position, point in enumerate(series):
        neighbours = series[max(position - 1, 0) : position] + series[position + 1 : position + 2]
        if point is not None and (position == newest or not any(neighbours)):
            surface.circle(point, 1.5, fill=color)


def svg_sparkline(
    points: Sequence[Decimal | None],
    label: str,
    language: Language,
    identity: str,
    width: float = 72,
    height: float = 20,
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity)
    values = ", ".join(points_text(language, value) for value in points)
    title = _("%(criterion)s: points in the last quarters") % {"criterion": label}
    surface.title(title, _("Oldest first: %(values)s") % {"values": values})
    draw_sparkline(surface, Box(2, 3, width - 4, height - 6), points)
    return surface.markup()
