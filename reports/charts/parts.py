"""What several charts share: legends, axis steps, broken lines."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Literal

from reports import palette
from reports.surface import Point, Surface

Mark = Literal["bar", "line", "dots", "dashes", "dot", "ring"]
LegendEntry = tuple[Mark, str, str]  # mark, colour, label
LABEL = 6.4


def draw_legend(surface: Surface, at: Point, entries: Sequence[LegendEntry]) -> None:
    """Entries side by side; `at` is the baseline of the first one's label."""
    x, y = at
    for mark, color, label in entries:
        middle = y - LABEL * 0.34
        _draw_mark(surface, (x, middle), mark, color)
        surface.text((x + 15, y), label, size=LABEL, color=palette.MUTED)
        x += 15 + surface.text_width(label, LABEL) + 12


def _draw_mark(surface: Surface, at: Point, mark: Mark, color: str) -> None:
    x, y = at
    if mark == "bar":
        surface.line((x, y), (x + 11, y), stroke=color, weight=4.5)
        return
    if mark in ("dot", "ring"):
        filled = mark == "dot"
        surface.circle((x + 9, y), 2.4, fill=color if filled else palette.WHITE, stroke=color, weight=1.1)
        return
    dash = (3.0, 2.0) if mark == "dashes" else ()
    surface.line((x, y), (x + 12, y), stroke=color, weight=1.1, dash=dash)
    if mark == "dots":
        surface.circle((x + 6, y), 1.6, fill=palette.WHITE, stroke=color, weight=0.9)


def axis_step(highest: float, most: int = 5) -> float:
    """A round step (1, 2 or 5 times a power of ten) that needs at most `most` steps to reach `highest`."""
    raw = highest / most
    power: float = 10.0 ** floor(log10(raw))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * 0.999)


def axis_top(highest: float, step: float) -> float:
    return step * max(1, ceil(highest / step - 0.001))


def draw_series(surface: Surface, points: Sequence[Point | None], *, stroke: str, weight: float) -> None:
    """A line through the known points, broken where one is missing."""
    stretch: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            stretch.append(point)
            continue
        if len(stretch) > 1:
            surface.polyline(stretch, stroke=stroke, weight=weight)
        stretch = []
