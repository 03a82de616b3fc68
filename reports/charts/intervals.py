"""Estimates with their intervals, one below the other, over one scale that shows where nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL
from reports.language import Language
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface

_NAMES = 120.0
_ROW = 30.0


@dataclass(frozen=True, slots=True)
class Estimated:
    """A row: its name, the value between the ends of its interval, and what is said when it is pointed at."""

    name: str
    low: Decimal
    value: Decimal
    high: Decimal
    told: str


def draw_intervals(surface: Surface, box: Box, rows: Sequence[Estimated], language: Language) -> None:
    """Fractions, shown in points. A row that does not touch the line at zero is coloured."""
    ends = [abs(end) for row in rows for end in (row.low, row.high)]
    reach = float(max([*ends, Decimal("0.01")])) * 1.1
    plot = box.inset(_NAMES, 4, 8, 16)

    def x(value: Decimal | float) -> float:
        return plot.x + plot.width * (float(value) + reach) / (2 * reach)

    surface.line((x(0), plot.y), (x(0), plot.bottom), stroke=palette.INK, weight=0.8, dash=(3.0, 2.0))
    for end in (-reach, 0.0, reach):
        label = language.decimal(Decimal(str(round(end * 100, 1))), 1)
        surface.text((x(end), plot.bottom + 11), label, size=LABEL, color=palette.MUTED, anchor="middle")
    for place, row in enumerate(rows):
        y = plot.y + plot.height * (place + 0.5) / len(rows)
        color = palette.MUTED if row.low <= 0 <= row.high else palette.BLUE
        with surface.group(f"{row.name}: {row.told}"):
            surface.text((box.x, y + 3), row.name, size=LABEL, color=palette.INK)
            surface.line((x(row.low), y), (x(row.high), y), stroke=color, weight=1.6)
            for end_of in (row.low, row.high):
                surface.line((x(end_of), y - 4), (x(end_of), y + 4), stroke=color, weight=1.6)
            surface.circle((x(row.value), y), 3.4, fill=color)


def svg_intervals(rows: Sequence[Estimated], language: Language, title: str, identity: str, width: float = 640) -> str:
    surface = SvgSurface(width, _ROW * len(rows) + 24, identity, READABLE)
    surface.title(title, "; ".join(f"{row.name}: {row.told}" for row in rows))
    draw_intervals(surface, surface.box.inset(2, 2, 2, 2), rows, language)
    return surface.markup()
