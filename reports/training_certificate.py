"""The certificate of what somebody has passed as a PDF: `render_training_certificate`. One page of A4 across, both
languages on it.

The same sheet and fonts give the same bytes.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reports import palette, typeface
from reports.certificate import HEIGHT, WIDTH, Pair
from reports.certificate_ornaments import draw_divider, draw_frame, draw_qr, draw_rosette, draw_seal
from reports.language import Language
from reports.lettering import write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.scorecard.frame import draw_mark
from reports.surface import Box, Surface

_MIDDLE = WIDTH / 2
_LEFT, _RIGHT = 48.0, WIDTH - 48.0
_BAND = Box(26, 26, WIDTH - 52, 72)
_QR = 86.0
_FACTS_TOP = 448.0


@dataclass(frozen=True, slots=True)
class TrainingSheet:
    """All that the certificate says. `valid_to` is the last day, None for good; `issuer` is empty for the
    network's own; `verify_url` is where its QR code leads."""

    number: str
    network: Pair
    person: str
    course: Pair
    topic: Pair
    site: Pair
    issuer: str
    passed_on: date
    valid_from: date
    valid_to: date | None
    verify_url: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The fixed words in one language."""

    title: str
    certifies: str
    passed: str
    number: str
    passed_on: str
    valid_from: str
    valid_to: str
    for_good: str
    issued_by: str
    scan: str
    note: str


def _words(language: Language, sheet: TrainingSheet) -> _Words:
    _ = language.gettext
    return _Words(
        title=_("Certificate of Training"),
        certifies=_("This certifies that"),
        passed=_("has passed the course"),
        number=_("Certificate number"),
        passed_on=_("Passed on"),
        valid_from=_("Valid from"),
        valid_to=_("Valid until"),
        for_good=_("for good"),
        issued_by=_("Issued by %(issuer)s") % {"issuer": sheet.issuer} if sheet.issuer else "",
        scan=_("Scan to verify"),
        note=_("This certificate is valid as long as the verification page says so."),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    surface: Surface
    sheet: TrainingSheet
    english: Language
    chinese: Language

    def words(self, name: str) -> Pair:
        """The fixed words of this name."""
        return Pair(*(getattr(_words(language, self.sheet), name) for language in (self.english, self.chinese)))

    def days(self, day: date) -> Pair:
        return Pair(self.english.date(day), self.chinese.date(day))

    def centred(self, y: float, text: str, size: float, color: str, *, bold: bool = False) -> None:
        write(self.surface, (_MIDDLE, y), text, size=size, color=color, width=620, bold=bold, anchor="middle",
              smallest=7)  # fmt: skip


def render_training_certificate(sheet: TrainingSheet, english: Language, chinese: Language) -> bytes:
    """The PDF. Raises MissingGlyph for a name that the fonts cannot draw, FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, "en", (WIDTH, HEIGHT))
        surface = PdfSurface(canvas, HEIGHT)
        drawing = _Drawing(surface, sheet, english, chinese)
        canvas.setTitle(f"{sheet.number} – {sheet.person}")
        canvas.setSubject(drawing.words("title").both)
        canvas.setAuthor(sheet.network.both)
        canvas.setCreator("Servicemark")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        draw_frame(surface, WIDTH, HEIGHT)
        draw_rosette(surface, (_MIDDLE, 300), 190)
        _draw_band(drawing)
        _draw_holder(drawing)
        _draw_facts(drawing)
        _draw_code(drawing)
        surface.next_page()
        canvas.save()
        return output.getvalue()


def _draw_band(drawing: _Drawing) -> None:
    surface, sheet = drawing.surface, drawing.sheet
    surface.rect(_BAND, fill=palette.NAVY)
    surface.rect(Box(_BAND.x, _BAND.bottom, _BAND.width, 2.4), fill=palette.GOLD)
    draw_mark(surface, (_LEFT + 24, _BAND.y + 36), 21)
    left, room = _LEFT + 60, 400.0
    write(surface, (left, 60), sheet.network.english, size=15, color=palette.WHITE, width=room, bold=True, smallest=8)
    write(surface, (left, 79), sheet.network.chinese, size=11, color=palette.BLUE_PALE, width=room, smallest=7)
    label = drawing.words("number").both
    write(surface, (_RIGHT, 57), label, size=8, color=palette.BLUE_PALE, width=220, anchor="end", smallest=6)
    surface.text((_RIGHT, 78), sheet.number, size=15, color=palette.WHITE, bold=True, anchor="end")


def _draw_holder(drawing: _Drawing) -> None:
    """Who has passed what, and where they worked then."""
    sheet, title = drawing.sheet, drawing.words("title")
    drawing.centred(150, title.english, 30, palette.NAVY, bold=True)
    drawing.centred(178, title.chinese, 18, palette.NAVY)
    draw_divider(drawing.surface, (_MIDDLE, 195), 150)
    drawing.centred(222, drawing.words("certifies").both, 10, palette.MUTED)
    drawing.centred(258, sheet.person, 28, palette.INK, bold=True)
    drawing.centred(280, sheet.site.both, 11, palette.TEXT)
    drawing.centred(312, drawing.words("passed").both, 10, palette.MUTED)
    panel = Box(_MIDDLE - 250, 325, 500, 66)
    drawing.surface.rect(panel, fill=palette.WHITE, stroke=palette.GOLD, weight=0.9, radius=6)
    drawing.centred(350, sheet.course.english, 17, palette.NAVY, bold=True)
    drawing.centred(368, sheet.course.chinese, 12, palette.NAVY)
    drawing.centred(383, sheet.topic.both, 8, palette.MUTED)
    drawing.centred(411, drawing.words("issued_by").both, 9.5, palette.TEXT)


def _draw_facts(drawing: _Drawing) -> None:
    """The days and the seal."""
    surface, sheet = drawing.surface, drawing.sheet
    draw_seal(surface, (_LEFT + 46, _FACTS_TOP + 44), 36)
    until = drawing.days(sheet.valid_to) if sheet.valid_to else drawing.words("for_good")
    facts = [
        (drawing.words("passed_on"), drawing.days(sheet.passed_on)),
        (drawing.words("valid_from"), drawing.days(sheet.valid_from)),
        (drawing.words("valid_to"), until),
    ]
    for number, (label, value) in enumerate(facts):
        x = _LEFT + 124 + number * 156
        surface.line((x, _FACTS_TOP), (x + 132, _FACTS_TOP), stroke=palette.GOLD, weight=0.9)
        write(surface, (x, _FACTS_TOP + 14), label.both, size=8, color=palette.MUTED, width=140, smallest=6)
        surface.text((x, _FACTS_TOP + 34), value.english, size=15, color=palette.INK, bold=True)
        surface.text((x, _FACTS_TOP + 49), value.chinese, size=10, color=palette.TEXT)
    note = drawing.words("note")
    for y, text in ((_FACTS_TOP + 72, note.english), (_FACTS_TOP + 84, note.chinese)):
        write(surface, (_LEFT + 124, y), text, size=7.6, color=palette.MUTED, width=470, smallest=6)


def _draw_code(drawing: _Drawing) -> None:
    """The way to verify it."""
    surface, sheet = drawing.surface, drawing.sheet
    place = Box(_RIGHT - _QR, _FACTS_TOP - 14, _QR, _QR)
    draw_qr(surface, place, sheet.verify_url)
    write(surface, (place.x + _QR / 2, place.bottom + 19), drawing.words("scan").both, size=8, color=palette.NAVY,
          width=130, bold=True, anchor="middle", smallest=6)  # fmt: skip
    shown = sheet.verify_url.partition("://")[2] or sheet.verify_url
    write(surface, (_RIGHT, place.bottom + 29), shown, size=6.4, color=palette.MUTED, width=240, anchor="end",
          smallest=4.6)  # fmt: skip
