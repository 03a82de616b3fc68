"""Tables of any length: what a cell holds, and how rows are laid out under heads that repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from reports import palette
from reports.lettering import clip, pill, wrap
from reports.network.drawing import NetworkDrawing, text_block, title_block
from reports.scorecard.frame import CONTENT, MARGIN, RIGHT, Block
from reports.surface import Anchor, Box
from reports.wording import DASH, change_text, points_text

SIZE, SMALL, LEADING = 7.2, 5.8, 8.6
_HEAD = 15.0


@dataclass(frozen=True, slots=True)
class Column:
    """`width` 0: whatever the others leave. Only one column may be so."""

    label: str
    width: float
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Told:
    """Text in a cell, in at most `most` lines; `sub` is smaller, below."""

    text: str
    sub: str = ""
    ink: str = palette.TEXT
    bold: bool = False
    most: int = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A pill."""

    text: str
    ink: str
    fill: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Points on their colour."""

    points: Decimal | None


Cell = str | Told | Label | Heat


def table(
    drawing: NetworkDrawing,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    note: str = "",
    empty: str = "",
    starts_page: bool = False,
    lowest: float = 17,
) -> list[Block]:
    """A heading, the heads, a block for each row; the heads again on each page. `empty` stands where no row is."""
    edges = _edges(columns)
    heading = title_block(drawing, title, note)
    head = _head_block(drawing, columns, edges)
    first = _joined(heading, head, starts_page=starts_page)
    if not rows:
        return [_joined(heading, text_block(drawing, empty), starts_page=starts_page)]
    blocks = [_row_block(drawing, columns, edges, row, head, lowest) for row in rows]
    if len(blocks) > 2:
        # Nor does the last row begin a page alone.
        blocks[-2:] = [_joined(blocks[-2], blocks[-1], heading=head)]
    # The heads never stand at the foot of a page without a row.
    return [_joined(first, blocks[0], starts_page=starts_page), *blocks[1:]]


def _joined(upper: Block, lower: Block, *, starts_page: bool = False, heading: Block | None = None) -> Block:
    def draw(top: float) -> None:
        upper.draw(top)
        lower.draw(top + upper.height)

    return Block(upper.height + lower.height, draw, gap=upper.gap, heading=heading, starts_page=starts_page)


def _edges(columns: Sequence[Column]) -> list[Box]:
    """Of each column its stretch of the width."""
    rest = CONTENT - sum(column.width for column in columns)
    boxes, x = [], MARGIN
    for column in columns:
        width = column.width or rest
        boxes.append(Box(x, 0, width, 0))
        x += width
    return boxes


def _head_block(drawing: NetworkDrawing, columns: Sequence[Column], edges: Sequence[Box]) -> Block:
    surface = drawing.surface
    heads = [_head(drawing, each, box.width) for each, box in zip(columns, edges, strict=True)]
    height = _HEAD + 7 * (max(map(len, heads), default=1) - 1)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.PANEL, radius=3)
        for column, box, lines in zip(columns, edges, heads, strict=True):
            for place, line in enumerate(lines):
                y = top + height - 5 - (len(lines) - 1 - place) * 7
                at = (_x(column, box), y)
                size = 6 if column.anchor != "middle" or box.width > 13 else 5
                surface.text(at, line, size=size, color=palette.MUTED, bold=True, anchor=column.anchor)

    return Block(height, draw, gap=0)


def _head(drawing: NetworkDrawing, column: Column, width: float) -> list[str]:
    """In one line what is a number, elsewhere in two at most."""
    if column.anchor == "middle":
        return [column.label]
    return wrap(drawing.surface, column.label, 6, width - 6, bold=True, most=2)


def _x(column: Column, box: Box) -> float:
    return {"start": box.x + 4, "middle": box.x + box.width / 2, "end": box.right - 4}[column.anchor]


def _row_block(
    drawing: NetworkDrawing,
    columns: Sequence[Column],
    edges: Sequence[Box],
    row: Sequence[Cell],
    head: Block,
    lowest: float,
) -> Block:
    told = [Told(cell) if isinstance(cell, str) else cell for cell in row]
    lines = [_lines(drawing, cell, box) for cell, box in zip(told, edges, strict=True)]
    height = max(lowest, *(8 + len(texts) * LEADING + _sub(cell) for texts, cell in zip(lines, told, strict=True)))

    def draw(top: float) -> None:
        for column, box, cell, texts in zip(columns, edges, told, lines, strict=True):
            _draw_cell(drawing, column, Box(box.x, top, box.width, height), cell, texts)
        drawing.surface.line((MARGIN, top + height), (RIGHT, top + height), stroke=palette.LINE, weight=0.5)

    return Block(height, draw, gap=0, heading=head)


def _sub(cell: Cell) -> float:
    return 7.4 if isinstance(cell, Told) and cell.sub else 0


def _lines(drawing: NetworkDrawing, cell: Cell, box: Box) -> list[str]:
    if not isinstance(cell, Told):
        return []
    return wrap(drawing.surface, cell.text, SIZE, box.width - 8, bold=cell.bold, most=cell.most)


def _draw_cell(drawing: NetworkDrawing, column: Column, box: Box, cell: Cell, lines: Sequence[str]) -> None:
    surface = drawing.surface
    middle, x = box.y + box.height / 2, _x(column, box)
    if isinstance(cell, Label):
        pill(surface, (x, middle), cell.text, ink=cell.ink, fill=cell.fill, size=6, width=box.width - 4,
             anchor=column.anchor)  # fmt: skip
    elif isinstance(cell, Heat):
        _draw_heat(drawing, box, cell.points)
    elif isinstance(cell, Told):
        y = middle - (len(lines) * LEADING + _sub(cell)) / 2 + SIZE * 0.92
        for text in lines:
            surface.text((x, y), text, size=SIZE, color=cell.ink, bold=cell.bold, anchor=column.anchor)
            y += LEADING
        if cell.sub:
            sub = clip(surface, cell.sub, SMALL, box.width - 8)
            surface.text((x, y - 0.6), sub, size=SMALL, color=palette.MUTED, anchor=column.anchor)


def _draw_heat(drawing: NetworkDrawing, box: Box, points: Decimal | None) -> None:
    color = palette.PANEL if points is None else palette.heat(points)
    # Without round corners: there may be two hundred thousand of these.
    drawing.surface.rect(box.inset(0.5, 1.2, 0.5, 1.2), fill=color)
    ink = palette.MUTED if points is None else _ink_on(color)
    at = (box.x + box.width / 2, box.y + box.height / 2 + 2)
    text = points_text(drawing.language, points, 0)
    drawing.surface.text(at, text, size=5.8, color=ink, anchor="middle")


@cache
def _ink_on(color: str) -> str:
    return palette.ink_on(color)


def standing_label(drawing: NetworkDrawing, code: str | None, *, provisional: bool = False) -> Label:
    """The pill of a standing; of one that older quarters knew, or of none, in grey."""
    band = drawing.band(code)
    if band is None:
        return Label(drawing.language.gettext("Not rated"), palette.MUTED, palette.TRACK)
    place = drawing.sheet.bands.index(band)
    ink, fill = _tones(place, len(drawing.sheet.bands))
    return Label(band.label + (" *" if provisional else ""), ink, fill)


def _tones(place: int, count: int) -> tuple[str, str]:
    if place == 0:
        return palette.BAD_DARK, palette.BAD_TINT
    if place == 1 and count > 2:
        return palette.WARN_DARK, palette.WARN_TINT
    return palette.GOOD_DARK, palette.GOOD_TINT


def change_cell(drawing: NetworkDrawing, change: Decimal | None) -> Cell:
    if change is None:
        return Told(DASH, ink=palette.MUTED)
    ink = palette.MUTED if not change else palette.GOOD_DARK if change > 0 else palette.BAD_DARK
    return Told(change_text(drawing.language, change, 2), ink=ink, bold=True)


def points_cell(drawing: NetworkDrawing, points: Decimal | None, places: int = 1) -> Cell:
    ink = palette.MUTED if points is None else palette.points_ink(points)
    return Told(points_text(drawing.language, points, places), ink=ink, bold=True)
