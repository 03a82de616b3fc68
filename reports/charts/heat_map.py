"""Rows by columns of points: how each region does on each criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL
from reports.language import Language
from reports.lettering import clip
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import DASH, points_text

_ROW = 13.0
_HEAD_LINE = 7.6
_HEAD_SIZE = 5.8
_MOST_LINES = 4
_NAMES = 92.0


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Mean points of the sites that have any; `sites` tells how many those are. No points: nobody has any."""

    points: Decimal | None
    sites: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    cells: tuple[HeatCell, ...]


def heat_map_height(surface: Surface, width: float, columns: Sequence[str], rows: int) -> float:
    """What a heat map of these heads and so many rows needs, in the units drawn in."""
    return _head_height(_heads(surface, columns, _slot(width, columns))) + _ROW * max(rows, 1)


def draw_heat_map(
    surface: Surface, box: Box, columns: Sequence[str], rows: Sequence[HeatRow], language: Language
) -> None:
    """A cell for each row and column, its points in it, coloured as points are everywhere."""
    names, slot = _names(box.width), _slot(box.width, columns)
    heads = _heads(surface, columns, slot)
    below = box.y + _head_height(heads)
    for place, lines in enumerate(heads):
        middle = box.x + names + slot * (place + 0.5)
        for line, text in enumerate(lines):
            at = (middle, below - 5 - (len(lines) - 1 - line) * _HEAD_LINE)
            surface.text(at, text, size=_HEAD_SIZE, color=palette.MUTED, anchor="middle")
    for line, row in enumerate(rows):
        top = below + _ROW * line
        name = clip(surface, row.name, LABEL, names - 6)
        surface.text((box.x, top + _ROW / 2 + 2.2), name, size=LABEL, color=palette.TEXT)
        for place, cell in enumerate(row.cells):
            square = Box(box.x + names + slot * place, top, slot, _ROW)
            with surface.group(f"{row.name}, {columns[place]}: {_told(cell, language)}"):
                _draw_cell(surface, square, cell, language)


def _names(width: float) -> float:
    return min(_NAMES, width / 4)


def _slot(width: float, columns: Sequence[str]) -> float:
    return (width - _names(width)) / max(len(columns), 1)


def _head_height(heads: Sequence[Sequence[str]]) -> float:
    return 6 + _HEAD_LINE * max((len(lines) for lines in heads), default=1)


def _heads(surface: Surface, columns: Sequence[str], slot: float) -> list[list[str]]:
    return [_folded(surface, column, slot - 3) for column in columns]


def _folded(surface: Surface, text: str, width: float) -> list[str]:
    """In lines that end where words do; in Chinese anywhere."""
    words = text.split(" ") if " " in text else list(text)
    glue = " " if " " in text else ""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]}{glue}{word}" if lines else word
        if lines and surface.text_width(joined, _HEAD_SIZE) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        kept[-1] += "…"
    return [clip(surface, line, _HEAD_SIZE, width) for line in kept]


def _draw_cell(surface: Surface, square: Box, cell: HeatCell, language: Language) -> None:
    color = palette.PANEL if cell.points is None else palette.heat(cell.points)
    surface.rect(square.inset(0.7, 0.7, 0.7, 0.7), fill=color, radius=1.5)
    text = DASH if cell.points is None else points_text(language, cell.points, 0)
    ink = palette.MUTED if cell.points is None else palette.ink_on(color)
    at = (square.x + square.width / 2, square.y + square.height / 2 + 2.2)
    surface.text(at, text, size=LABEL, color=ink, anchor="middle")


def _told(cell: HeatCell, language: Language) -> str:
    if cell.points is None:
        return language.gettext("no points")
    sites = language.ngettext("%(count)s site", "%(count)s sites", cell.sites)
    return f"{points_text(language, cell.points)} · {sites % {'count': language.decimal(Decimal(cell.sites), 0)}}"


def svg_heat_map(
    columns: Sequence[str], rows: Sequence[HeatRow], language: Language, title: str, identity: str, width: float = 940
) -> str:
    measuring = SvgSurface(width, width, identity, READABLE)
    height = heat_map_height(measuring, measuring.box.width - 4, columns, len(rows)) + 4
    surface = SvgSurface(width, height * READABLE, identity, READABLE)
    surface.title(title, "; ".join(row.name for row in rows))
    draw_heat_map(surface, surface.box.inset(2, 2, 2, 2), columns, rows, language)
    return surface.markup()
