"""The blocks of a manual as ReportLab's flowing parts."""

from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.platypus import HRFlowable, Image, Spacer, TableStyle
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from reports import palette, typeface
from reports.manual_sheet import Block, Heading, Item, Paragraph, Picture, Preformatted, Rule, Spans, Table

_SIZE, _LEADING, _STEP = 9.5, 14.0, 14.0
_TALLEST = 320.0


class Styles:
    """The styles of one language: Chinese may break between any two signs."""

    def __init__(self, code: str) -> None:
        self._wrap = "CJK" if code == "zh_CN" else None
        self.body = self.made(_SIZE, space=5)
        self.lead = self.made(11, leading=17, space=6)
        self.cell = self.made(8, leading=11)
        self.head = self.made(8, leading=11, bold=True)
        self.caption = self.made(8, leading=11, color=palette.MUTED, space=6)
        self.code = self.made(8.5, leading=12, space=6, back=palette.PANEL)
        self.inner_heading = self.made(10.5, bold=True, before=6, space=3, together=True)
        self.chapter = self.made(20, leading=26, bold=True, color=palette.NAVY, space=12, together=True)
        self.clause = self.made(12.5, leading=17, bold=True, color=palette.INK, before=4, space=5, together=True)
        self.contents_title = self.made(16, leading=22, bold=True, color=palette.NAVY, space=8)
        self.contents_chapter = self.made(10, leading=15, bold=True, before=5, color=palette.INK)
        self.contents_clause = self.made(9, leading=13, left=14)

    def made(
        self,
        size: float,
        *,
        leading: float = _LEADING,
        space: float = 0,
        before: float = 0,
        left: float = 0,
        bold: bool = False,
        color: str = palette.TEXT,
        back: str | None = None,
        together: bool = False,
    ) -> Any:
        return ParagraphStyle(
            "manual",
            fontName=typeface.BOLD if bold else typeface.REGULAR,
            fontSize=size,
            leading=leading,
            spaceAfter=space,
            spaceBefore=before,
            leftIndent=left,
            textColor=HexColor(color),
            backColor=HexColor(back) if back else None,
            keepWithNext=1 if together else 0,
            wordWrap=self._wrap,
        )

    def at_depth(self, depth: int) -> Any:
        """The body, as far from the margin as its list lies deep."""
        return self.made(_SIZE, space=4, left=depth * _STEP)

    def point(self, depth: int) -> Any:
        """A point of a list: its mark hangs out to the left."""
        style = self.made(_SIZE, space=3, left=(depth + 1) * _STEP)
        style.bulletIndent = depth * _STEP + 2
        style.bulletFontName, style.bulletFontSize = typeface.REGULAR, _SIZE
        return style


def drawable(text: str) -> str:
    """The text with a box for each sign that the fonts lack."""
    missing = typeface.missing_glyphs(text)
    return typeface.typeset("".join("□" if sign in missing else sign for sign in text))


def marked_up(text: str) -> str:
    """Plain text for a paragraph of ReportLab, which reads XML."""
    return escape(drawable(text.replace("\n", " ")), quote=False)


def block_flowables(block: Block, pictures: Mapping[str, bytes], styles: Styles, room: float) -> Iterator[Any]:
    """What is drawn for a block, in a column of the width `room` in points."""
    match block:
        case Paragraph():
            yield Text(_spans(block.spans), styles.at_depth(block.depth))
        case Heading():
            yield Text(_spans(block.spans), styles.inner_heading)
        case Item():
            yield Text(_spans(block.spans) or " ", styles.point(block.depth), bulletText=drawable(block.mark))
        case Table():
            yield from _table(block, styles, room)
        case Picture():
            yield from _picture(block, pictures, styles, room)
        case Preformatted():
            lines = (marked_up(line) or " " for line in block.text.splitlines())
            yield Text("<br/>".join(lines) or " ", styles.code)
        case Rule():
            yield HRFlowable(width="100%", color=HexColor(palette.LINE), spaceBefore=4, spaceAfter=6)


def _spans(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Any) -> str:
    if span.text == "\n":
        return "<br/>"
    text = marked_up(span.text)
    # There is no slanted cut of the font: what is stressed gets another ink.
    if span.bold:
        text = f'<font name="{typeface.BOLD}">{text}</font>'
    if span.italic:
        text = f'<font color="{palette.NAVY_LIGHT}">{text}</font>'
    if span.href:
        href = escape(span.href)
        text = f'<a href="{href}" color="{palette.BLUE}">{text}</a>'
    return text


def _table(table: Table, styles: Styles, room: float) -> Iterator[Any]:
    columns = max((len(row) for row in table.rows), default=0)
    if not columns:
        return
    rows = [
        [Text(_spans(cell), styles.cell if place else styles.head) for cell in row] + [""] * (columns - len(row))
        for place, row in enumerate(table.rows)
    ]
    yield Grid(
        rows,
        colWidths=_widths(table, columns, room),
        repeatRows=1,
        splitInRow=1,
        style=TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, HexColor(palette.LINE)),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor(palette.PANEL)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        ),
    )
    yield Spacer(1, 7)


def _widths(table: Table, columns: int, room: float) -> list[float]:
    """By the longest text of each column, but none narrower than half of its even share."""
    longest = [4.0] * columns
    for row in table.rows:
        for place, cell in enumerate(row):
            said = "".join(span.text for span in cell)
            longest[place] = max(longest[place], min(typeface.width(drawable(said.replace("\n", " ")), False), 40.0))
    least = room / columns / 2
    spare = room - least * columns
    return [least + spare * share / sum(longest) for share in longest]


def _picture(block: Picture, pictures: Mapping[str, bytes], styles: Styles, room: float) -> Iterator[Any]:
    content = pictures[block.sha256]
    width, height = ImageReader(BytesIO(content)).getSize()
    scale = min(room / width, _TALLEST / height, 0.75)
    yield Image(BytesIO(content), width * scale, height * scale, hAlign="LEFT")
    yield Text(marked_up(block.caption) or " ", styles.caption)
