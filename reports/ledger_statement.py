"""The statement of a site's rewards and penalties, as a PDF: `render_statement`. Pages of A4.

The same sheet, language and fonts give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from reports import palette, typeface
from reports.lettering import paragraph, pill, wrap, write
from reports.pdf_surface import PdfSurface
from reports.receipt import Tongue
from reports.scorecard import open_canvas
from reports.scorecard.frame import (
    CONTENT,
    HEIGHT,
    MARGIN,
    RIGHT,
    WIDTH,
    Block,
    draw_head_band,
    draw_slim_band,
    paginate,
)
from reports.surface import Box, Surface

POINTS = "points"
_ROW, _LEADING = 19.0, 10.0
_CARD = 54.0
# The left edges of number, day, kind and reason; the right edges of amount and balance.
_NUMBER, _DAY, _KIND, _REASON = MARGIN + 8, MARGIN + 46, MARGIN + 116, MARGIN + 182
_AMOUNT, _BALANCE = RIGHT - 92, RIGHT - 8
_REASON_WIDTH = _AMOUNT - 84 - _REASON


@dataclass(frozen=True, slots=True)
class StatementAmount:
    """`unit`: `points`, or a currency as ISO 4217 writes it."""

    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A posting as far as it moves one unit. `kind`: in the reader's words; `reversed`: it was taken back later."""

    number: int
    day: date
    kind: str
    reason: str
    unit: str
    amount: Decimal
    balance: Decimal
    reversed: bool


@dataclass(frozen=True, slots=True)
class StatementSheet:
    """All that a statement says. `made_at` is on the site's clock; units that stand at nothing are left out."""

    network_name: str
    site_code: str
    site_name: str
    first: date
    last: date
    opening: tuple[StatementAmount, ...]
    closing: tuple[StatementAmount, ...]
    rows: tuple[StatementRow, ...]
    demerits: Decimal
    demerit_limit: Decimal
    made_at: datetime


@dataclass(frozen=True, slots=True)
class _Drawing:
    surface: Surface
    sheet: StatementSheet
    language: Tongue

    def amount(self, unit: str, amount: Decimal) -> str:
        if unit != POINTS:
            return self.language.money(amount, unit)
        count = self.language.ngettext("%(count)s point", "%(count)s points", int(abs(amount)))
        return count % {"count": self.language.decimal(amount, 0)}

    def amounts(self, amounts: Sequence[StatementAmount]) -> str:
        said = ", ".join(self.amount(each.unit, each.amount) for each in amounts)
        return said or self.language.gettext("nothing")


def render_statement(sheet: StatementSheet, language: Tongue) -> bytes:
    """The PDF, at least one page. Raises MissingGlyph for a text that the fonts cannot draw, FontMissing without."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, language.code.replace("_", "-"), (WIDTH, HEIGHT))
        surface = PdfSurface(canvas, HEIGHT)
        drawing = _Drawing(surface, sheet, language)
        canvas.setTitle(f"{sheet.site_code} {sheet.site_name} – {_period(drawing)}")
        canvas.setSubject(language.gettext("Statement of rewards and penalties"))
        canvas.setAuthor(sheet.network_name)
        canvas.setCreator("Servicemark")
        pages = paginate(_blocks(drawing))
        for number, placed in enumerate(pages, start=1):
            _draw_frame(drawing, number, len(pages))
            for block, top in placed:
                block.draw(top)
            surface.next_page()
        canvas.save()
        return output.getvalue()


def _blocks(drawing: _Drawing) -> list[Block]:
    head = Block(20, lambda top: _draw_table_head(drawing, top), gap=14)
    rows = [_row_block(drawing, row, head, shaded=place % 2 == 1) for place, row in enumerate(drawing.sheet.rows)]
    empty = [Block(34, lambda top: _draw_empty(drawing, top), gap=0)]
    closing = Block(24, lambda top: _draw_closing(drawing, top), gap=0, heading=head if rows else None)
    note = Block(30, lambda top: _draw_note(drawing, top), gap=12)
    return [Block(_CARD, lambda top: _draw_cards(drawing, top)), head, *(rows or empty), closing, note]


def _row_block(drawing: _Drawing, row: StatementRow, head: Block, *, shaded: bool) -> Block:
    lines = wrap(drawing.surface, row.reason, 7.2, _REASON_WIDTH, most=4)
    height = _ROW + max(len(lines) - 1, int(row.reversed), 0) * _LEADING
    return Block(height, lambda top: _draw_row(drawing, row, lines, Box(MARGIN, top, CONTENT, height), shaded),
                 gap=0, heading=head)  # fmt: skip


def _period(drawing: _Drawing) -> str:
    return f"{drawing.language.date(drawing.sheet.first)} – {drawing.language.date(drawing.sheet.last)}"


def _draw_frame(drawing: _Drawing, number: int, count: int) -> None:
    surface, sheet, _ = drawing.surface, drawing.sheet, drawing.language.gettext
    if number == 1:
        draw_head_band(surface)
        left, room = MARGIN + 46, CONTENT - 46
        place = f"{sheet.network_name}   |   {sheet.site_code}"
        write(surface, (left, 27), place, size=8.2, color=palette.BLUE_PALE, width=room, smallest=6)
        write(surface, (left, 47), sheet.site_name, size=15.5, color=palette.WHITE, width=room, bold=True, smallest=8)
        statement = _("Statement of rewards and penalties")
        title = f"{statement}   {_period(drawing)}"
        write(surface, (left, 65), title, size=9.4, color=palette.GOOD_TINT, width=room, smallest=6)
    else:
        draw_slim_band(surface)
        write(surface, (RIGHT, 23), f"{sheet.site_code}  |  {_period(drawing)}", size=7.6, color=palette.BLUE_PALE,
              width=220, anchor="end")  # fmt: skip
        write(surface, (MARGIN + 26, 23.4), sheet.site_name, size=9.6, color=palette.WHITE, width=CONTENT - 260,
              bold=True, smallest=7)  # fmt: skip
    _draw_foot(drawing, number, count)


def _draw_foot(drawing: _Drawing, number: int, count: int) -> None:
    surface, sheet, _ = drawing.surface, drawing.sheet, drawing.language.gettext
    surface.line((MARGIN, HEIGHT - 34), (RIGHT, HEIGHT - 34), stroke=palette.LINE)
    page = _("Page %(page)s of %(pages)s") % {"page": number, "pages": count}
    surface.text((RIGHT, HEIGHT - 22), page, size=6.4, color=palette.TEXT, bold=True, anchor="end")
    generated = _("Generated %(moment)s") % {"moment": drawing.language.date(sheet.made_at.date())}
    secret = _("Confidential: for the site operator and %(network)s only") % {"network": sheet.network_name}
    write(surface, (MARGIN, HEIGHT - 22), f"{generated}   {secret}", size=6.2, color=palette.MUTED, width=CONTENT - 70)


def _draw_cards(drawing: _Drawing, top: float) -> None:
    """Before, after, and the points against the licence."""
    surface, sheet, _ = drawing.surface, drawing.sheet, drawing.language.gettext
    decimal = drawing.language.decimal
    licence = _("%(points)s of %(limit)s") % {
        "points": decimal(sheet.demerits, 0),
        "limit": decimal(sheet.demerit_limit, 0),
    }
    cards = (
        (_("Balance before"), drawing.amounts(sheet.opening), palette.INK),
        (_("Balance after"), drawing.amounts(sheet.closing), palette.NAVY),
        (_("Demerit points of 12 months"), licence, palette.BAD_DARK if sheet.demerits else palette.INK),
    )
    width = (CONTENT - 20) / 3
    for place, (label, value, color) in enumerate(cards):
        box = Box(MARGIN + place * (width + 10), top, width, _CARD)
        surface.rect(box, fill=palette.PANEL, stroke=palette.LINE, radius=5)
        write(surface, (box.x + 10, top + 17), label, size=7.4, color=palette.MUTED, width=width - 20)
        lines = wrap(surface, value, 11.5, width - 20, bold=True, most=2)
        size = 11.5 if len(lines) == 1 else 9.2
        lines = wrap(surface, value, size, width - 20, bold=True, most=2)
        first = (box.x + 10, top + (38 if len(lines) == 1 else 33))
        paragraph(surface, first, lines, size=size, color=color, bold=True)


def _draw_table_head(drawing: _Drawing, top: float) -> None:
    surface, _ = drawing.surface, drawing.language.gettext
    surface.rect(Box(MARGIN, top, CONTENT, 18), fill=palette.NAVY, radius=3)
    left = (
        (_NUMBER, _("No."), 36),
        (_DAY, _("Day"), 66),
        (_KIND, _("Posting type"), 62),
        (_REASON, _("Why"), _REASON_WIDTH),
    )
    for x, label, width in left:
        write(surface, (x, top + 12), label, size=7, color=palette.WHITE, width=width, bold=True, smallest=5)
    for x, label in ((_AMOUNT, _("Amount")), (_BALANCE, _("Balance"))):
        write(surface, (x, top + 12), label, size=7, color=palette.WHITE, width=80, bold=True, anchor="end")


def _draw_row(drawing: _Drawing, row: StatementRow, lines: list[str], box: Box, shaded: bool) -> None:
    surface, language = drawing.surface, drawing.language
    if shaded:
        surface.rect(box, fill=palette.PANEL)
    y = box.y + 12.5
    write(surface, (_NUMBER, y), str(row.number), size=7.2, color=palette.MUTED, width=36, smallest=5)
    write(surface, (_DAY, y), language.date(row.day), size=7.2, color=palette.TEXT, width=66, smallest=5.5)
    write(surface, (_KIND, y), row.kind, size=7.2, color=palette.INK, width=62, bold=True, smallest=5.5)
    if row.reversed:
        pill(
            surface, (_KIND, y + 9), language.gettext("reversed"), ink=palette.WARN_DARK, fill=palette.WARN_TINT, size=5
        )
    for place, line in enumerate(lines):
        surface.text((_REASON, y + place * _LEADING), line, size=7.2, color=palette.TEXT)
    color = palette.BAD_DARK if row.amount < 0 else palette.GOOD_DARK
    amount, balance = drawing.amount(row.unit, row.amount), drawing.amount(row.unit, row.balance)
    write(surface, (_AMOUNT, y), amount, size=7.4, color=color, width=80, bold=True, anchor="end", smallest=5)
    write(surface, (_BALANCE, y), balance, size=7.4, color=palette.INK, width=80, anchor="end", smallest=5)


def _draw_empty(drawing: _Drawing, top: float) -> None:
    said = drawing.language.gettext("Nothing was posted in these days.")
    write(drawing.surface, (_NUMBER, top + 21), said, size=8.4, color=palette.MUTED, width=CONTENT - 16)


def _draw_closing(drawing: _Drawing, top: float) -> None:
    surface, sheet, _ = drawing.surface, drawing.sheet, drawing.language.gettext
    surface.line((MARGIN, top), (RIGHT, top), stroke=palette.NAVY, weight=0.9)
    label = _("Balance on %(day)s") % {"day": drawing.language.date(sheet.last)}
    write(surface, (_NUMBER, top + 15), label, size=8, color=palette.NAVY, width=180, bold=True, smallest=6)
    write(surface, (_BALANCE, top + 15), drawing.amounts(sheet.closing), size=8.6, color=palette.NAVY,
          width=CONTENT - 210, bold=True, anchor="end", smallest=5)  # fmt: skip


def _draw_note(drawing: _Drawing, top: float) -> None:
    _ = drawing.language.gettext
    said = _(
        "An amount above zero is owed to the site, one below zero by it. Nothing is ever changed in these books: what "
        "was wrong is taken back by another posting, which stands beside it. The ledger moves no money."
    )
    paragraph(drawing.surface, (MARGIN, top + 9), wrap(drawing.surface, said, 7, CONTENT, most=3), size=7,
              color=palette.MUTED)  # fmt: skip
