"""What the blocks of the report share: the surface, the frame of a page, headings, small print."""

from decimal import Decimal
from typing import Any, NamedTuple

from reports import palette
from reports.lettering import clip, wrap, write
from reports.network.sheet import NetworkSheet
from reports.pdf_surface import PdfSurface
from reports.receipt import Tongue
from reports.scorecard.frame import (
    CONTENT,
    HEIGHT,
    MARGIN,
    RIGHT,
    Block,
    draw_head_band,
    draw_heading,
    draw_slim_band,
)
from reports.sheet import Band
from reports.typeface import missing_glyphs


class Paper(PdfSurface):
    """Draws a box for what the fonts lack: one odd name keeps no report of ten thousand sites."""

    def text(self, at: Any, text: str, **how: Any) -> None:
        super().text(at, _drawable(text), **how)

    @staticmethod
    def text_width(text: str, size: float, bold: bool = False) -> float:
        return PdfSurface.text_width(_drawable(text), size, bold)


def _drawable(text: str) -> str:
    missing = missing_glyphs(text)
    return text.translate(dict.fromkeys(map(ord, missing), "□")) if missing else text


class NetworkDrawing(NamedTuple):
    """What every block needs. `title`: of the document."""

    surface: Paper
    sheet: NetworkSheet
    language: Tongue
    title: str

    def whole(self, count: int) -> str:
        return self.language.decimal(Decimal(count), 0)

    def band(self, code: str | None) -> Band | None:
        return next((band for band in self.sheet.bands if band.code == code), None)


def draw_frame(drawing: NetworkDrawing, number: int, count: int) -> None:
    """Header band and footer of page `number` of `count`."""
    if number == 1:
        _draw_head(drawing)
    else:
        _draw_slim_head(drawing)
    _draw_foot(drawing, number, count)


def _draw_head(drawing: NetworkDrawing) -> None:
    surface, sheet, language, title = drawing
    draw_head_band(surface)
    quarter = language.quarter(sheet.quarter.year, sheet.quarter.number)
    surface.text((RIGHT, 44), quarter, size=20, color=palette.WHITE, bold=True, anchor="end")
    days = f"{language.date(sheet.first_day)} – {language.date(sheet.last_day)}"
    surface.text((RIGHT, 59), days, size=7.6, color=palette.GOOD_TINT, anchor="end")
    left = MARGIN + 46
    room = RIGHT - left - 160
    write(surface, (left, 33), sheet.network_name, size=8.6, color=palette.BLUE_PALE, width=room, smallest=6)
    write(surface, (left, 52), title, size=16.5, color=palette.WHITE, width=room, bold=True, smallest=11)
    write(surface, (left, 66), sheet.scope, size=8.6, color=palette.GOOD_TINT, width=room, smallest=6)


def _draw_slim_head(drawing: NetworkDrawing) -> None:
    surface, sheet, language, title = drawing
    draw_slim_band(surface)
    quarter = language.quarter(sheet.quarter.year, sheet.quarter.number)
    about = f"{clip(surface, sheet.scope, 7.6, 190)}  |  {quarter}"
    surface.text((RIGHT, 23), about, size=7.6, color=palette.BLUE_PALE, anchor="end")
    room = CONTENT - 38 - surface.text_width(about, 7.6)
    write(surface, (MARGIN + 26, 23.4), title, size=9.6, color=palette.WHITE, width=room, bold=True, smallest=7)


def _draw_foot(drawing: NetworkDrawing, number: int, count: int) -> None:
    surface, sheet, language, _title = drawing
    _ = language.gettext
    origin = sheet.provenance
    surface.line((MARGIN, HEIGHT - 34), (RIGHT, HEIGHT - 34), stroke=palette.LINE)
    document = _("Document %(number)s, revision %(revision)s")
    document %= {"number": origin.document_number, "revision": origin.revision}
    page = _("Page %(page)s of %(pages)s") % {"page": number, "pages": count}
    upper, lower = HEIGHT - 24, HEIGHT - 15.5
    write(surface, (MARGIN, upper), document, size=6.4, color=palette.TEXT, width=CONTENT - 90, bold=True)
    surface.text((RIGHT, upper), page, size=6.4, color=palette.TEXT, bold=True, anchor="end")
    generated = _("Generated %(moment)s") % {"moment": language.moment(origin.generated_at)}
    surface.text((RIGHT, lower), generated, size=6.2, color=palette.MUTED, anchor="end")
    room = CONTENT - 20 - surface.text_width(generated, 6.2)
    secret = _("Confidential: for the headquarters of %(network)s only") % {"network": sheet.network_name}
    write(surface, (MARGIN, lower), secret, size=6.2, color=palette.MUTED, width=room)


def title_block(drawing: NetworkDrawing, title: str, note: str = "", *, starts_page: bool = False) -> Block:
    return Block(
        14,
        lambda top: draw_heading(drawing.surface, (MARGIN, top + 9), title, CONTENT, note),
        gap=16,
        starts_page=starts_page,
    )


def text_block(drawing: NetworkDrawing, text: str, gap: float = 2) -> Block:
    """A paragraph of small print."""
    surface = drawing.surface
    lines = wrap(surface, text, 6.8, CONTENT)

    def draw(top: float) -> None:
        for place, line in enumerate(lines):
            surface.text((MARGIN, top + 8 + place * 9.2), line, size=6.8, color=palette.MUTED)

    return Block(3 + len(lines) * 9.2, draw, gap=gap)
