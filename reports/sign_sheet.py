"""A sheet on which people sign that they have taken note of an edition, as a PDF: `render_sign_sheet`. Pages of A4.

Both languages on it. The same sheet and fonts give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reports import palette, typeface
from reports.certificate import Pair
from reports.language import Language
from reports.lettering import write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.surface import Box

WIDTH, HEIGHT = 595.28, 841.89
_LEFT, _RIGHT = 48.0, WIDTH - 48.0
_CONTENT = _RIGHT - _LEFT
_HEAD = 58.0
_FIRST_ROW = 236.0
_ROW = 34.0
_FOOT = HEIGHT - 64.0
# The left edges of the name, the day and the signature.
_COLUMNS = (_LEFT + 24, _LEFT + 210, _LEFT + 310)
ROWS_A_PAGE = int((_FOOT - _FIRST_ROW) // _ROW)


@dataclass(frozen=True, slots=True)
class SignSheet:
    """`stamp`: the beginning of the fingerprint of the edition, which says that it is this one and no other."""

    network: Pair
    site_code: str
    site: Pair
    manual: Pair
    number: int
    effective_on: date | None
    stamp: str
    people: tuple[str, ...]


def _words(language: Language, sheet: SignSheet) -> dict[str, str]:
    """What is said in one language."""
    _ = language.gettext
    day = language.date(sheet.effective_on) if sheet.effective_on else ""
    return {
        "edition": _("Edition %(number)s") % {"number": sheet.number},
        "from": _("In force from %(day)s on.") % {"day": day} if day else "",
        "meaning": _("With my signature I say that I have read this edition and work by it."),
        "name": _("Full name"),
        "day": _("Day"),
        "signature": _("Signature"),
    }


@dataclass(frozen=True, slots=True)
class _Drawing:
    surface: PdfSurface
    sheet: SignSheet
    english: dict[str, str]
    chinese: dict[str, str]

    def said(self, name: str) -> Pair:
        return Pair(self.english[name], self.chinese[name])

    def line(self, y: float, text: Pair, size: float, *, bold: bool = False) -> None:
        write(self.surface, (_LEFT, y), text.both, size=size, color=palette.NAVY if bold else palette.TEXT,
              width=_CONTENT, bold=bold, smallest=6)  # fmt: skip


def render_sign_sheet(sheet: SignSheet, english: Language, chinese: Language) -> bytes:
    """The PDF, at least one page. Raises MissingGlyph for a text that the fonts cannot draw, FontMissing without."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, "en", (WIDTH, HEIGHT))
        drawing = _Drawing(PdfSurface(canvas, HEIGHT), sheet, _words(english, sheet), _words(chinese, sheet))
        canvas.setTitle(f"{sheet.manual.both} {sheet.number} – {sheet.site_code}")
        canvas.setAuthor(sheet.network.both)
        canvas.setCreator("Servicemark")
        pages = max(1, -(-len(sheet.people) // ROWS_A_PAGE))
        for place in range(pages):
            shown = sheet.people[place * ROWS_A_PAGE : (place + 1) * ROWS_A_PAGE]
            _draw_head(drawing)
            _draw_rows(drawing, shown, place * ROWS_A_PAGE)
            _draw_foot(drawing, place + 1, pages)
            drawing.surface.next_page()
        canvas.save()
        return output.getvalue()


def _draw_head(drawing: _Drawing) -> None:
    surface, sheet, said = drawing.surface, drawing.sheet, drawing.said
    surface.rect(Box(0, 0, WIDTH, _HEAD), fill=palette.NAVY)
    surface.rect(Box(0, _HEAD, WIDTH, 2.2), fill=palette.TEAL)
    write(surface, (_LEFT, 26), sheet.network.both, size=12, color=palette.WHITE, width=_CONTENT, bold=True, smallest=7)
    place = f"{sheet.site_code}   {sheet.site.both}"
    write(surface, (_LEFT, 43), place, size=8.5, color=palette.BLUE_PALE, width=_CONTENT, smallest=6)
    drawing.line(92, sheet.manual, 16, bold=True)
    drawing.line(112, said("edition"), 11)
    drawing.line(128, said("from"), 9)
    text = said("meaning")
    for row, one in enumerate(text):
        write(surface, (_LEFT, 154 + row * 14), one, size=9.5, color=palette.INK, width=_CONTENT, smallest=7)
    labels = (said("name"), said("day"), said("signature"))
    for x, label in zip(_COLUMNS, labels, strict=True):
        write(surface, (x, _FIRST_ROW - 14), label.both, size=8, color=palette.MUTED, width=95)


def _draw_rows(drawing: _Drawing, people: Sequence[str], before: int) -> None:
    surface = drawing.surface
    for row, name in enumerate(people):
        y = _FIRST_ROW + row * _ROW + 22
        number = str(before + row + 1)
        write(surface, (_LEFT, y), number, size=8, color=palette.MUTED, width=20)
        write(surface, (_COLUMNS[0], y), name, size=10.5, color=palette.INK, width=176, smallest=6)
        for left, right in ((_COLUMNS[1], _COLUMNS[2] - 14), (_COLUMNS[2], _RIGHT)):
            surface.line((left, y + 4), (right, y + 4), stroke=palette.FAINT)


def _draw_foot(drawing: _Drawing, page: int, pages: int) -> None:
    sheet, y = drawing.sheet, HEIGHT - 34
    stamp = f"{sheet.manual.english} · {sheet.number} · {sheet.stamp}"
    write(drawing.surface, (_LEFT, y), stamp, size=7.5, color=palette.MUTED, width=_CONTENT - 60, smallest=5)
    place = f"{page} / {pages}"
    write(drawing.surface, (_RIGHT, y), place, size=7.5, color=palette.MUTED, width=50, anchor="end")
