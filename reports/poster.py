"""The poster at the counter of a site as a PDF: `render_poster`. One page of A4 or A5, both languages on it.

The same sheet and fonts give the same bytes.
"""

from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

from reports import palette, typeface
from reports.certificate import Pair
from reports.certificate_ornaments import draw_qr
from reports.language import Language
from reports.lettering import wrap, write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.scorecard.frame import HEIGHT, MARGIN, RIGHT, WIDTH, draw_mark
from reports.surface import Box, Point, Surface

# In points. The poster is drawn as A4; A5 has the same proportions.
SIZES = MappingProxyType({"a4": (WIDTH, HEIGHT), "a5": (419.53, 595.28)})
_MIDDLE = WIDTH / 2
_BAND = 168.0
_ROOM = WIDTH - 2 * MARGIN
_CARD = Box(_MIDDLE - 158, 296, 316, 316)
_QUIET = 26.0


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """All that a poster says. `url`: where its QR code leads; `code`: what is typed instead; `size`: one of `SIZES`."""

    network: Pair
    site_code: str
    site: Pair
    code: str
    url: str
    size: str = "a4"


class _Words(NamedTuple):
    """The fixed words in one language."""

    question: str
    scan: str
    free: str
    type: str


def _words(language: Language) -> _Words:
    _ = language.gettext
    return _Words(
        question=_("How was our service?"),
        scan=_("Scan the code and tell us"),
        free=_("It takes a minute. Nobody asks who you are."),
        type=_("Or open the address and type the code"),
    )


def render_poster(sheet: PosterSheet, english: Language, chinese: Language) -> bytes:
    """The PDF. Raises MissingGlyph for a name that the fonts cannot draw, FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output, size = BytesIO(), SIZES[sheet.size]
        canvas = open_canvas(output, "en", size)
        canvas.scale(size[0] / WIDTH, size[1] / HEIGHT)
        surface = PdfSurface(canvas, HEIGHT)
        words = _words(english), _words(chinese)
        _describe(canvas, sheet, words[0].question)
        _draw_band(surface, sheet)
        _draw_question(surface, words)
        _draw_code(surface, sheet)
        _draw_foot(surface, sheet, words)
        surface.next_page()
        canvas.save()
        return output.getvalue()


def _describe(canvas: Any, sheet: PosterSheet, title: str) -> None:
    canvas.setTitle(f"{title} – {sheet.site.both}")
    canvas.setSubject(title)
    canvas.setAuthor(sheet.network.both)
    canvas.setKeywords(sheet.site_code)
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _draw_band(surface: Surface, sheet: PosterSheet) -> None:
    """Whose poster it is: the network and the site."""
    surface.rect(Box(0, 0, WIDTH, _BAND), fill=palette.NAVY)
    for x, width in ((318, 116), (452, 26)):
        stripe = [(x + _BAND, 0), (x + _BAND + width, 0), (x + width, _BAND), (x, _BAND)]
        surface.polygon(stripe, fill=palette.NAVY_LIGHT)
    surface.rect(Box(0, _BAND, WIDTH, 6), fill=palette.TEAL)
    draw_mark(surface, (MARGIN + 42, _BAND / 2), 40)
    left = MARGIN + 104
    room = RIGHT - left
    write(surface, (left, 40), sheet.network.both, size=11, color=palette.BLUE_PALE, width=room, smallest=7)
    y = 58.0
    for place, name in enumerate(dict.fromkeys(filter(None, sheet.site))):
        y = _draw_name(surface, (left, y), name, room, first=place == 0)


def _draw_name(surface: Surface, at: Point, name: str, room: float, *, first: bool) -> float:
    """In one line, a long one smaller and in two; where it ends."""
    sizes = (26, 20, 15) if first else (18, 15, 12)
    size = next((each for each in sizes if surface.text_width(name, each, bold=first) <= room), sizes[-1])
    y = at[1]
    for line in wrap(surface, name, size, room, bold=first, most=2):
        y += size * 1.32
        surface.text((at[0], y), line, size=size, color=palette.WHITE, bold=first)
    return y


def _centred(
    surface: Surface, y: float, text: str, size: float, color: str, *, bold: bool = False, room: float = _ROOM
) -> None:
    write(surface, (_MIDDLE, y), text, size=size, color=color, width=room, bold=bold, anchor="middle", smallest=8)


def _draw_question(surface: Surface, words: tuple[_Words, _Words]) -> None:
    english, chinese = words
    _centred(surface, 230, english.question, 38, palette.NAVY, bold=True)
    _centred(surface, 270, chinese.question, 28, palette.NAVY)


def _draw_code(surface: Surface, sheet: PosterSheet) -> None:
    """The QR code with its quiet zone, in a frame."""
    surface.rect(_CARD, fill=palette.WHITE, stroke=palette.TEAL, weight=3, radius=16)
    draw_qr(surface, _CARD.inset(_QUIET, _QUIET, _QUIET, _QUIET), sheet.url)


def _draw_foot(surface: Surface, sheet: PosterSheet, words: tuple[_Words, _Words]) -> None:
    english, chinese = words
    _centred(surface, 652, english.scan, 22, palette.INK, bold=True)
    _centred(surface, 682, chinese.scan, 19, palette.INK)
    _centred(surface, 708, Pair(english.free, chinese.free).both, 11.5, palette.TEXT)
    surface.rect(Box(MARGIN, 728, _ROOM, 66), fill=palette.PANEL, radius=8)
    _centred(surface, 745, Pair(english.type, chinese.type).both, 9, palette.MUTED)
    address = sheet.url.partition("://")[2].partition("?")[0]
    _centred(surface, 763, address, 12, palette.INK, room=_ROOM - 24)
    _centred(surface, 784, sheet.code, 16, palette.NAVY, bold=True)
    surface.text((_MIDDLE, HEIGHT - 22), sheet.site_code, size=8, color=palette.MUTED, anchor="middle")
