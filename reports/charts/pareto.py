"""What occurs most: a bar for each, and how much of all it and those above it make up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL, draw_series
from reports.language import Language
from reports.lettering import clip
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface

_SLOT = 15.0


@dataclass(frozen=True, slots=True)
class Frequent:
    """One line: `cumulative` is the share of all that it and those above it make up, 0 to 1."""

    label: str
    count: int
    cumulative: Decimal


def draw_pareto(surface: Surface, box: Box, lines: Sequence[Frequent], language: Language) -> None:
    """The most frequent on top. The curve is the cumulative share, over the width of the plot."""
    most = max((line.count for line in lines), default=0) or 1
    names = min(max((surface.text_width(line.label, LABEL) for line in lines), default=0) + 6, box.width * 0.38)
    plot = box.inset(names, 0, 54, 0)
    curve: list[Point | None] = []
    for place, line in enumerate(lines):
        middle = plot.y + _SLOT * (place + 0.5)
        told = f"{language.decimal(Decimal(line.count), 0)} · {language.percent(line.cumulative, 0)}"
        with surface.group(f"{line.label}: {told}"):
            label = clip(surface, line.label, LABEL, names - 6)
            surface.text((plot.x - 5, middle + 2.2), label, size=LABEL, color=palette.TEXT, anchor="end")
            surface.rect(Box(plot.x, middle - _SLOT * 0.32, plot.width, _SLOT * 0.64), fill=palette.PANEL, radius=2)
            bar = Box(plot.x, middle - _SLOT * 0.32, plot.width * line.count / most, _SLOT * 0.64)
            surface.rect(bar, fill=palette.BLUE_PALE, radius=2)
            surface.text((plot.right + 5, middle + 2.2), told, size=LABEL, color=palette.INK)
        curve.append((plot.x + plot.width * float(line.cumulative), middle))
    draw_series(surface, curve, stroke=palette.NAVY, weight=1)
    for point in filter(None, curve):
        surface.circle(point, 1.7, fill=palette.WHITE, stroke=palette.NAVY, weight=0.9)


def svg_pareto(
    lines: Sequence[Frequent], language: Language, title: str, description: str, identity: str, width: float = 460
) -> str:
    """As high as its lines need."""
    surface = SvgSurface(width, (len(lines) * _SLOT + 4) * READABLE, identity, READABLE)
    surface.title(title, description)
    draw_pareto(surface, surface.box.inset(2, 2, 2, 2), lines, language)
    return surface.markup()
