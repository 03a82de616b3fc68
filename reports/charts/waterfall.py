"""From one score to another: a bar for each part, on the level where the one before it ended."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from reports import palette
from reports.charts.parts import LABEL, axis_step
from reports.language import Language
from reports.lettering import clip
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import change_text, points_text

_NAMES = 230.0
_NUMBERS = 60.0
_ROW = 26.0


class Step(NamedTuple):
    """A part of the difference."""

    label: str
    change: Decimal


class Waterfall(NamedTuple):
    """`steps` add up to `end - start`."""

    start_label: str
    start: Decimal
    end_label: str
    end: Decimal
    steps: Sequence[Step]


class _Scale:
    """Scores along the width: only as much of the axis as is needed."""

    def __init__(self, plot: Box, shown: Waterfall) -> None:
        levels = [float(shown.start), float(shown.end)]
        level = float(shown.start)
        for step in shown.steps:
            level += float(step.change)
            levels.append(level)
        self.step = axis_step(max(max(levels) - min(levels), 1.0))
        self.low = max(0.0, (floor(min(levels) / self.step) - 1) * self.step)
        self.high = (ceil(max(levels) / self.step) + (max(levels) > 100 - self.step)) * self.step
        self.plot = plot

    def x(self, score: float) -> float:
        return self.plot.x + self.plot.width * (score - self.low) / (self.high - self.low)


def waterfall_height(shown: Waterfall) -> float:
    return _ROW * (len(shown.steps) + 2) + 18


def draw_waterfall(surface: Surface, box: Box, shown: Waterfall, language: Language) -> None:
    """One row a part, the two scores first and last; gains to the right in green with a plus, losses in red."""
    names = min(_NAMES, box.width * 0.42)
    plot = box.inset(names, 2, _NUMBERS, 16)
    scale, row = _Scale(plot, shown), (box.height - 18) / (len(shown.steps) + 2)
    _draw_axis(surface, plot, scale, language)
    _draw_score(surface, plot, scale, 0, row, shown.start_label, shown.start, language, names)
    level = float(shown.start)
    for number, step in enumerate(shown.steps, start=1):
        top = plot.y + row * number
        after = level + float(step.change)
        left, right = sorted((scale.x(level), scale.x(after)))
        color = palette.GOOD if step.change > 0 else palette.BAD if step.change < 0 else palette.FAINT
        surface.line((scale.x(level), top - row * 0.2), (scale.x(level), top + row * 0.5), stroke=palette.FAINT)
        surface.rect(Box(left, top + row * 0.2, max(right - left, 1.2), row * 0.6), fill=color, radius=1.5)
        _draw_name(surface, plot, top + row * 0.5, step.label, names)
        surface.text(
            (right + 5, top + row * 0.5 + 2.4), change_text(language, step.change, 2), size=LABEL, color=palette.TEXT
        )
        level = after
    _draw_score(surface, plot, scale, len(shown.steps) + 1, row, shown.end_label, shown.end, language, names)


def _draw_score(
    surface: Surface,
    plot: Box,
    scale: _Scale,
    number: int,
    row: float,
    label: str,
    score: Decimal,
    language: Language,
    names: float,
) -> None:
    top = plot.y + row * number
    x = scale.x(float(score))
    surface.rect(Box(plot.x, top + row * 0.16, max(x - plot.x, 1), row * 0.68), fill=palette.NAVY_LIGHT, radius=1.5)
    _draw_name(surface, plot, top + row * 0.5, label, names, bold=True)
    surface.text(
        (x + 5, top + row * 0.5 + 2.4), points_text(language, score, 2), size=LABEL, color=palette.INK, bold=True
    )


def _draw_name(surface: Surface, plot: Box, y: float, label: str, names: float, *, bold: bool = False) -> None:
    text = clip(surface, label, LABEL, names - 8)
    surface.text(
        (plot.x - 6, y + 2.4), text, size=LABEL, color=palette.INK if bold else palette.TEXT, bold=bold, anchor="end"
    )


def _draw_axis(surface: Surface, plot: Box, scale: _Scale, language: Language) -> None:
    count = round((scale.high - scale.low) / scale.step)
    for number in range(count + 1):
        score = scale.low + number * scale.step
        x = scale.x(score)
        surface.line((x, plot.y), (x, plot.bottom), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(str(round(score, 2))), 0 if scale.step >= 1 else 1)
        surface.text((x, plot.bottom + 10), label, size=LABEL, color=palette.MUTED, anchor="middle")


def svg_waterfall(shown: Waterfall, title: str, language: Language, identity: str, width: float = 640) -> str:
    surface = SvgSurface(width, waterfall_height(shown), identity, READABLE)
    steps = "; ".join(f"{step.label} {change_text(language, step.change, 2)}" for step in shown.steps)
    ends = [
        f"{label}: {points_text(language, score, 2)}"
        for label, score in ((shown.start_label, shown.start), (shown.end_label, shown.end))
    ]
    surface.title(title, "; ".join([ends[0], steps, ends[1]] if steps else ends))
    draw_waterfall(surface, surface.box, shown, language)
    return surface.markup()
