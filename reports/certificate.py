"""The certificate of a site as a PDF: `render_certificate`. One page of A4 across, both languages on it.

The same sheet and fonts give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from reports import palette, typeface
from reports.certificate_ornaments import draw_divider, draw_frame, draw_qr, draw_rosette, draw_seal
from reports.language import Language
from reports.lettering import write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.scorecard.frame import draw_mark
from reports.surface import Box, Surface

WIDTH, HEIGHT = 841.89, 595.28
_MIDDLE = WIDTH / 2
_LEFT, _RIGHT = 48.0, WIDTH - 48.0
_BAND = Box(26, 26, WIDTH - 52, 72)
_QR = 86.0
_TEXT_WIDTH = 620.0
_FACTS_TOP = 462.0


class Pair(NamedTuple):
    """The same in English and in Chinese; one of them may be empty."""

    english: str
    chinese: str

    @property
    def both(self) -> str:
        """On one line; once, when they do not differ."""
        return "  ·  ".join(dict.fromkeys(filter(None, self)))


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """All that a certificate says. `valid_to` is the last day.

    `provisional_to` is None for one that is no longer provisional; `verify_url` is where its QR code leads.
    """

    number: str
    network: Pair
    site_code: str
    site: Pair
    operator: Pair
    address: Pair
    title: Pair
    product_line: Pair
    repair_level: int
    valid_from: date
    valid_to: date
    issued_on: date
    provisional_to: date | None
    conditional: bool
    verify_url: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The fixed words in one language."""

    title: str
    certifies: str
    operated_by: str
    authorised: str
    level: str
    number: str
    valid_from: str
    valid_to: str
    issued_on: str
    scan: str
    note: str
    provisional: str
    conditional: str


def _words(language: Language, sheet: CertificateSheet) -> _Words:
    _ = language.gettext
    operator = sheet.operator.chinese if language.code == "zh_CN" else sheet.operator.english
    until = language.date(sheet.provisional_to) if sheet.provisional_to else ""
    return _Words(
        title=_("Certificate of Authorised Repair"),
        certifies=_("This certifies that"),
        operated_by=_("operated by %(operator)s") % {"operator": operator} if operator else "",
        authorised=_("is authorised by %(network)s to repair")
        % {"network": sheet.network.chinese if language.code == "zh_CN" else sheet.network.english},
        level=_("repair level %(level)s") % {"level": sheet.repair_level},
        number=_("Certificate number"),
        valid_from=_("Valid from"),
        valid_to=_("Valid until"),
        issued_on=_("Issued on"),
        scan=_("Scan to verify"),
        note=_("This certificate is valid as long as the verification page says so."),
        provisional=_("Provisional until %(day)s") % {"day": until} if until else "",
        conditional=_("Under conditions"),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    surface: Surface
    sheet: CertificateSheet
    english: Language
    chinese: Language

    def words(self, name: str) -> Pair:
        """The fixed words of this name."""
        return Pair(*(getattr(_words(language, self.sheet), name) for language in (self.english, self.chinese)))

    def days(self, day: date) -> Pair:
        return Pair(self.english.date(day), self.chinese.date(day))

    def centred(self, y: float, text: str, size: float, color: str, *, bold: bool = False, smallest: float = 7) -> None:
        write(self.surface, (_MIDDLE, y), text, size=size, color=color, width=_TEXT_WIDTH, bold=bold,
              anchor="middle", smallest=smallest)  # fmt: skip


def render_certificate(sheet: CertificateSheet, english: Language, chinese: Language) -> bytes:
    """The PDF. Raises MissingGlyph for a name that the fonts cannot draw, FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, "en", (WIDTH, HEIGHT))
        surface = PdfSurface(canvas, HEIGHT)
        drawing = _Drawing(surface, sheet, english, chinese)
        _describe(canvas, drawing)
        draw_frame(surface, WIDTH, HEIGHT)
        draw_rosette(surface, (_MIDDLE, 300), 190)
        _draw_band(drawing)
        _draw_title(drawing)
        _draw_holder(drawing)
        _draw_scope(drawing)
        _draw_facts(drawing)
        surface.next_page()
        canvas.save()
        return output.getvalue()


def _describe(canvas: Any, drawing: _Drawing) -> None:
    sheet = drawing.sheet
    canvas.setTitle(f"{sheet.number} – {sheet.site.both}")
    canvas.setSubject(drawing.words("title").both)
    canvas.setAuthor(sheet.network.both)
    canvas.setKeywords(f"{sheet.number}; {sheet.site_code}")
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _draw_band(drawing: _Drawing) -> None:
    surface, sheet = drawing.surface, drawing.sheet
    surface.rect(_BAND, fill=palette.NAVY)
    for x, width in ((470, 92), (586, 18)):
        top, bottom = _BAND.y, _BAND.bottom
        surface.polygon(
            [(x + 72, top), (x + 72 + width, top), (x + width, bottom), (x, bottom)], fill=palette.NAVY_LIGHT
        )
    surface.rect(Box(_BAND.x, _BAND.bottom, _BAND.width, 2.4), fill=palette.GOLD)
    draw_mark(surface, (_LEFT + 24, _BAND.y + 36), 21)
    left, room = _LEFT + 60, 400.0
    upper, lower = (sheet.network.english, sheet.network.chinese)
    write(surface, (left, 60), upper, size=15, color=palette.WHITE, width=room, bold=True, smallest=8)
    write(surface, (left, 79), lower, size=11, color=palette.BLUE_PALE, width=room, smallest=7)
    label = drawing.words("number").both
    write(surface, (_RIGHT, 57), label, size=8, color=palette.BLUE_PALE, width=220, anchor="end", smallest=6)
    surface.text((_RIGHT, 78), sheet.number, size=15, color=palette.WHITE, bold=True, anchor="end")


def _draw_title(drawing: _Drawing) -> None:
    title = drawing.words("title")
    drawing.centred(150, title.english, 30, palette.NAVY, bold=True, smallest=18)
    drawing.centred(178, title.chinese, 18, palette.NAVY, smallest=11)
    draw_divider(drawing.surface, (_MIDDLE, 195), 150)


def _draw_holder(drawing: _Drawing) -> None:
    """Whose certificate it is: the site, its operator, where it is."""
    sheet = drawing.sheet
    drawing.centred(219, drawing.words("certifies").both, 10, palette.MUTED)
    names = list(dict.fromkeys(filter(None, sheet.site)))
    drawing.centred(250, names[0], 25, palette.INK, bold=True, smallest=12)
    for other in names[1:]:
        drawing.centred(274, other, 16, palette.INK, smallest=9)
    drawing.centred(295, drawing.words("operated_by").both, 10, palette.TEXT)
    drawing.centred(311, sheet.address.both, 9, palette.MUTED, smallest=6.5)


def _draw_scope(drawing: _Drawing) -> None:
    """What it may repair, and under which reservation."""
    surface, sheet = drawing.surface, drawing.sheet
    drawing.centred(340, drawing.words("authorised").both, 10, palette.MUTED)
    panel = Box(_MIDDLE - 250, 351, 500, 62)
    surface.rect(panel, fill=palette.WHITE, stroke=palette.GOLD, weight=0.9, radius=6)
    drawing.centred(374, sheet.title.english, 16, palette.NAVY, bold=True, smallest=9)
    drawing.centred(391, sheet.title.chinese, 11.5, palette.NAVY, smallest=8)
    level = drawing.words("level")
    scope = Pair(f"{sheet.product_line.english}, {level.english}", f"{sheet.product_line.chinese} {level.chinese}")
    drawing.centred(405.5, scope.both, 8, palette.MUTED)
    told = [drawing.words("provisional").both if sheet.provisional_to else ""]
    told += [drawing.words("conditional").both if sheet.conditional else ""]
    _draw_reservation(surface, "   |   ".join(filter(None, told)))


def _draw_reservation(surface: Surface, text: str) -> None:
    if text:
        width = min(surface.text_width(text, 9.5, bold=True) + 28, _TEXT_WIDTH)
        surface.rect(Box(_MIDDLE - width / 2, 421, width, 19), fill=palette.WARN_TINT, radius=9.5)
        write(surface, (_MIDDLE, 434), text, size=9.5, color=palette.WARN_DARK, width=width - 20, bold=True,
              anchor="middle", smallest=6)  # fmt: skip


def _draw_facts(drawing: _Drawing) -> None:
    """The days, the seal and the way to verify it."""
    surface, sheet = drawing.surface, drawing.sheet
    draw_seal(surface, (_LEFT + 46, _FACTS_TOP + 38), 36)
    facts = [
        (drawing.words("valid_from"), drawing.days(sheet.valid_from)),
        (drawing.words("valid_to"), drawing.days(sheet.valid_to)),
        (drawing.words("issued_on"), drawing.days(sheet.issued_on)),
    ]
    _draw_columns(surface, facts, _LEFT + 124)
    note = drawing.words("note")
    for y, text in ((_FACTS_TOP + 72, note.english), (_FACTS_TOP + 84, note.chinese)):
        write(surface, (_LEFT + 124, y), text, size=7.6, color=palette.MUTED, width=470, smallest=6)
    place = Box(_RIGHT - _QR, _FACTS_TOP - 22, _QR, _QR)
    draw_qr(surface, place, sheet.verify_url)
    middle = place.x + _QR / 2
    write(surface, (middle, place.bottom + 19), drawing.words("scan").both, size=8, color=palette.NAVY, width=130,
          bold=True, anchor="middle", smallest=6)  # fmt: skip
    shown = sheet.verify_url.partition("://")[2] or sheet.verify_url
    write(surface, (_RIGHT, place.bottom + 29), shown, size=6.4, color=palette.MUTED, width=240,
          anchor="end", smallest=4.6)  # fmt: skip


def _draw_columns(surface: Surface, facts: Sequence[tuple[Pair, Pair]], left: float) -> None:
    for number, (label, value) in enumerate(facts):
        x = left + number * 156
        surface.line((x, _FACTS_TOP), (x + 132, _FACTS_TOP), stroke=palette.GOLD, weight=0.9)
        write(surface, (x, _FACTS_TOP + 14), label.both, size=8, color=palette.MUTED, width=140, smallest=6)
        surface.text((x, _FACTS_TOP + 34), value.english, size=15, color=palette.INK, bold=True)
        surface.text((x, _FACTS_TOP + 49), value.chinese, size=10, color=palette.TEXT)
