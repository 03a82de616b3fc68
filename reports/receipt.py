"""The receipt for a unit handed in at a counter, as a PDF: `render_receipt`. One page of A5, both languages on it.

The same sheet and fonts give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Protocol

from reports import palette, typeface
from reports.certificate import Pair
from reports.certificate_ornaments import draw_qr
from reports.language import Language
from reports.lettering import paragraph, wrap, write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.scorecard.frame import draw_mark
from reports.surface import Box, Surface

WIDTH, HEIGHT = 419.53, 595.28
_LEFT, _RIGHT = 30.0, WIDTH - 30.0
_CONTENT = _RIGHT - _LEFT
_HEAD = 64.0
_ROW = 35.0
_VALUE = 10.5
_QR = 58.0


class Tongue(Language, Protocol):
    """A language that writes amounts of money as well."""

    def money(self, amount: Decimal, currency: str) -> str: ...


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """All that a receipt says. Times are on the site's clock; a `price` of None was not quoted.

    `target_at` and `promised_at`: when the unit is to be ready, and when at the latest. `survey_url` is where its QR
    code leads, for who is asked how it was; empty: nobody is asked.
    """

    order_no: str
    network: Pair
    site_code: str
    site: Pair
    address: Pair
    phone: str
    customer: str
    serial_no: str
    product: str
    symptom: str
    accessories: str
    received_at: datetime
    target_at: datetime
    promised_at: datetime
    in_warranty: bool | None
    price: Decimal | None
    currency: str
    loan_unit_no: str
    survey_code: str = ""
    survey_url: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """The fixed words in one language, and what is said with them of this sheet."""

    title: str
    number: str
    customer: str
    serial_no: str
    product: str
    symptom: str
    accessories: str
    received_at: str
    target: str
    promise: str
    price: str
    price_value: str
    warranty: str
    warranty_value: str
    loan_unit: str
    moves: str
    keep: str
    signature: str
    grade: str


def _words(language: Tongue, sheet: ReceiptSheet) -> _Words:
    _ = language.gettext
    unquoted = _("to be quoted")
    unknown = _("to be checked")
    return _Words(
        title=_("Receipt for your unit"),
        number=_("Order number"),
        customer=_("Customer"),
        serial_no=_("Serial number"),
        product=_("Product"),
        symptom=_("Symptom"),
        accessories=_("Accessories"),
        received_at=_("Received"),
        target=_("We aim to have it ready by"),
        promise=_("We promise it by"),
        price=_("Quoted price"),
        price_value=unquoted if sheet.price is None else language.money(sheet.price, sheet.currency),
        warranty=_("In warranty"),
        warranty_value=unknown if sheet.in_warranty is None else _("Yes") if sheet.in_warranty else _("No"),
        loan_unit=_("Loan unit"),
        moves=_("Time in which we wait for your answer is added to both."),
        keep=_("Please bring this receipt when you collect the unit."),
        signature=_("Customer's signature"),
        grade=_("Afterwards, tell us how it was:"),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    surface: Surface
    sheet: ReceiptSheet
    english: Tongue
    chinese: Tongue

    def words(self, name: str) -> Pair:
        """The words of this name in both languages."""
        return Pair(*(getattr(_words(language, self.sheet), name) for language in (self.english, self.chinese)))

    def moment(self, at: datetime) -> Pair:
        return Pair(self.english.moment(at), self.chinese.moment(at))


def render_receipt(sheet: ReceiptSheet, english: Tongue, chinese: Tongue) -> bytes:
    """The PDF. Raises MissingGlyph for a text that the fonts cannot draw, FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, "en", (WIDTH, HEIGHT))
        surface = PdfSurface(canvas, HEIGHT)
        drawing = _Drawing(surface, sheet, english, chinese)
        _describe(canvas, drawing)
        _draw_head(drawing)
        y = _draw_title(drawing, _HEAD + 26)
        y = _draw_promise(drawing, y)
        y = _draw_facts(drawing, y)
        _draw_symptom(drawing, y)
        _draw_foot(drawing)
        surface.next_page()
        canvas.save()
        return output.getvalue()


def _describe(canvas: Any, drawing: _Drawing) -> None:
    sheet = drawing.sheet
    canvas.setTitle(f"{sheet.order_no} – {sheet.site.both}")
    canvas.setSubject(drawing.words("title").both)
    canvas.setAuthor(sheet.network.both)
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _draw_head(drawing: _Drawing) -> None:
    """Whose receipt it is: the network, the site, where it is."""
    surface, sheet = drawing.surface, drawing.sheet
    surface.rect(Box(0, 0, WIDTH, _HEAD), fill=palette.NAVY)
    surface.rect(Box(0, _HEAD, WIDTH, 2.2), fill=palette.TEAL)
    draw_mark(surface, (_LEFT + 14, _HEAD / 2), 14)
    left, room = _LEFT + 38, _CONTENT - 38
    write(surface, (left, 24), sheet.site.both, size=11.5, color=palette.WHITE, width=room, bold=True, smallest=7)
    write(surface, (left, 39), sheet.address.both, size=7.8, color=palette.BLUE_PALE, width=room, smallest=5.5)
    reach = "   ".join(filter(None, (sheet.network.both, sheet.site_code, sheet.phone)))
    write(surface, (left, 52), reach, size=7.2, color=palette.BLUE_PALE, width=room, smallest=5.5)


def _draw_title(drawing: _Drawing, y: float) -> float:
    surface, sheet = drawing.surface, drawing.sheet
    title, label = drawing.words("title"), drawing.words("number")
    write(surface, (_LEFT, y), title.english, size=15, color=palette.NAVY, width=200, bold=True, smallest=10)
    write(surface, (_LEFT, y + 15), title.chinese, size=10.5, color=palette.NAVY, width=200)
    write(surface, (_RIGHT, y - 8), label.both, size=7.2, color=palette.MUTED, width=150, anchor="end")
    write(surface, (_RIGHT, y + 9), sheet.order_no, size=14, color=palette.INK, width=200, bold=True, anchor="end",
          smallest=8)  # fmt: skip
    return y + 28


def _draw_promise(drawing: _Drawing, y: float) -> float:
    """The two moments that the customer may count on."""
    surface, sheet = drawing.surface, drawing.sheet
    panel = Box(_LEFT, y, _CONTENT, 70)
    surface.rect(panel, fill=palette.BLUE_TINT, radius=5)
    middle = _LEFT + _CONTENT / 2
    for x, name, at in ((_LEFT + 12, "target", sheet.target_at), (middle + 6, "promise", sheet.promised_at)):
        room, value = _CONTENT / 2 - 22, drawing.moment(at)
        write(surface, (x, y + 15), drawing.words(name).both, size=7.4, color=palette.TEXT, width=room, smallest=5.5)
        write(surface, (x, y + 32), value.english, size=11.5, color=palette.NAVY, width=room, bold=True, smallest=8)
        write(surface, (x, y + 46), value.chinese, size=8.4, color=palette.NAVY, width=room, smallest=6.5)
    write(surface, (_LEFT + 12, y + 62), drawing.words("moves").both, size=6.6, color=palette.TEXT,
          width=_CONTENT - 24, smallest=5)  # fmt: skip
    return panel.bottom + 20


def _draw_facts(drawing: _Drawing, y: float) -> float:
    """What was handed in, in two columns."""
    sheet, words = drawing.sheet, drawing.words
    facts: list[tuple[Pair, Pair]] = [
        (words("serial_no"), Pair(sheet.serial_no, "")),
        (words("product"), Pair(sheet.product, "")),
        (words("customer"), Pair(sheet.customer, "")),
        (words("received_at"), drawing.moment(sheet.received_at)),
        (words("price"), words("price_value")),
        (words("warranty"), words("warranty_value")),
    ]
    facts += [(words("accessories"), Pair(sheet.accessories, ""))] if sheet.accessories else []
    facts += [(words("loan_unit"), Pair(sheet.loan_unit_no, ""))] if sheet.loan_unit_no else []
    return _draw_columns(drawing.surface, facts, y)


def _draw_columns(surface: Surface, facts: Sequence[tuple[Pair, Pair]], y: float) -> float:
    width = _CONTENT / 2
    for place, (label, value) in enumerate(facts):
        x, top = _LEFT + place % 2 * width, y + place // 2 * _ROW
        write(surface, (x, top), label.both, size=7.2, color=palette.MUTED, width=width - 12, smallest=5.5)
        write(surface, (x, top + 12.5), value.english, size=_VALUE, color=palette.INK, width=width - 12, bold=True,
              smallest=6)  # fmt: skip
        if value.chinese != value.english:
            write(surface, (x, top + 22), value.chinese, size=7.2, color=palette.TEXT, width=width - 12, smallest=5.5)
    return y + -(-len(facts) // 2) * _ROW


def _draw_symptom(drawing: _Drawing, y: float) -> None:
    surface = drawing.surface
    write(surface, (_LEFT, y), drawing.words("symptom").both, size=7.2, color=palette.MUTED, width=_CONTENT)
    lines = wrap(surface, drawing.sheet.symptom, 9.5, _CONTENT, most=6)
    paragraph(surface, (_LEFT, y + 13), lines, size=9.5, color=palette.INK)


def _draw_foot(drawing: _Drawing) -> None:
    surface = drawing.surface
    keep, signature = drawing.words("keep"), drawing.words("signature")
    surface.line((_RIGHT - 160, HEIGHT - 58), (_RIGHT, HEIGHT - 58), stroke=palette.FAINT)
    write(surface, (_RIGHT - 160, HEIGHT - 48), signature.both, size=6.8, color=palette.MUTED, width=160, smallest=5)
    if drawing.sheet.survey_url:
        _draw_survey(drawing)
    for place, text in enumerate(keep):
        write(surface, (_LEFT, HEIGHT - 30 + place * 11), text, size=7.4, color=palette.TEXT, width=_CONTENT)


def _draw_survey(drawing: _Drawing) -> None:
    """Where the customer says afterwards how it was."""
    surface, grade, code = drawing.surface, drawing.words("grade"), drawing.sheet.survey_code
    draw_qr(surface, Box(_LEFT, HEIGHT - 108, _QR, _QR), drawing.sheet.survey_url)
    lines = (grade.english, grade.chinese, " ".join(code[at : at + 4] for at in range(0, len(code), 4)))
    for place, text in enumerate(lines):
        write(surface, (_LEFT + _QR + 10, HEIGHT - 96 + place * 12), text, size=7.4, color=palette.TEXT,
              width=_CONTENT - 180 - _QR, smallest=5)  # fmt: skip
