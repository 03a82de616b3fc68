"""A length cut into parts: one bar, or a column for each month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL, LegendEntry, axis_step, axis_top, draw_legend
from reports.charts.standings import Class
from reports.language import Language
from reports.lettering import clip
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface

_BAR = 16.0
_GAP = 0.28  # of a slot stays empty between two columns


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: `kind` is the place of its class; `told` is shown when it is pointed at, `short` within it."""

    kind: int
    length: Decimal
    told: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the length of each class, in their order; `told` is shown when it is pointed at."""

    name: str
    lengths: tuple[Decimal, ...]
    told: str


def draw_bar(surface: Surface, box: Box, classes: Sequence[Class], parts: Sequence[Part]) -> None:
    """The parts side by side in their order, and below which colour is which class."""
    total = sum((part.length for part in parts), Decimal(0))
    surface.rect(Box(box.x, box.y, box.width, _BAR), fill=palette.TRACK, radius=2)
    left = box.x
    for part in parts:
        width = box.width * float(part.length / total) if total else 0
        color = classes[part.kind].color
        with surface.group(part.told):
            surface.rect(Box(left, box.y, width, _BAR), fill=color, stroke=palette.WHITE, weight=0.5)
            if part.short and surface.text_width(part.short, LABEL) + 4 < width:
                at = (left + width / 2, box.y + _BAR / 2 + 2.2)
                surface.text(at, part.short, size=LABEL, color=palette.ink_on(color), anchor="middle")
        left += width
    present = sorted({part.kind for part in parts})
    draw_legend(surface, (box.x, box.y + _BAR + 12), [_entry(classes[kind]) for kind in present])


def draw_columns(
    surface: Surface, box: Box, classes: Sequence[Class], columns: Sequence[Column], language: Language
) -> None:
    """A column for each name, oldest left, the first class at the bottom, over one scale that starts at zero."""
    draw_legend(surface, (box.x, box.y + LABEL), [_entry(each) for each in classes])
    plot = box.inset(26, 18, 2, 14)
    highest = max([float(sum(column.lengths)) for column in columns], default=0)
    step = axis_step(max(highest, 0.5))
    top = axis_top(max(highest, 0.5), step)
    for place in range(round(top / step) + 1):
        y = plot.bottom - plot.height * place * step / top
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(str(place * step)), 0 if step >= 1 else 1)
        surface.text((plot.x - 4, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")
    slot = plot.width / max(len(columns), 1)
    for place, column in enumerate(columns):
        width = min(slot * (1 - _GAP), 48)
        middle = plot.x + slot * (place + 0.5)
        name = clip(surface, column.name, LABEL, slot)
        surface.text((middle, plot.bottom + 10), name, size=LABEL, color=palette.MUTED, anchor="middle")
        with surface.group(f"{column.name}: {column.told}"):
            _draw_column(surface, Box(middle - width / 2, plot.y, width, plot.height), classes, column, top)


def _draw_column(surface: Surface, box: Box, classes: Sequence[Class], column: Column, top: float) -> None:
    bottom = box.bottom
    for each, length in zip(classes, column.lengths, strict=True):
        height = box.height * float(length) / top
        if height:
            surface.rect(Box(box.x, bottom - height, box.width, height), fill=each.color)
        bottom -= height


def _entry(each: Class) -> LegendEntry:
    return "bar", each.color, each.label


def svg_bar(
    classes: Sequence[Class], parts: Sequence[Part], title: str, identity: str, width: float = 640, height: float = 64
) -> str:
    surface = SvgSurface(width, height, identity, READABLE)
    surface.title(title, "; ".join(part.told for part in parts))
    draw_bar(surface, surface.box.inset(1, 1, 1, 1), classes, parts)
    return surface.markup()


def svg_columns(
    classes: Sequence[Class],
    columns: Sequence[Column],
    language: Language,
    title: str,
    identity: str,
    width: float = 640,
    height: float = 260,
) -> str:
    surface = SvgSurface(width, height, identity, READABLE)
    surface.title(title, "; ".join(f"{column.name}: {column.told}" for column in columns))
    draw_columns(surface, surface.box.inset(2, 2, 2, 2), classes, columns, language)
    return surface.markup()
