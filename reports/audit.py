"""The report of a published audit for its site as a PDF: `render_audit`. Pages of A4, in one language.

The same sheet, language and fonts give the same bytes. Nothing in it tells who came, or when to the hour.
"""

from io import BytesIO
from typing import Any

from reports import palette, typeface
from reports.audit_blocks import (
    AuditDrawing,
    closing_block,
    failure_blocks,
    hero_block,
    identity_block,
    photo_blocks,
    question_blocks,
    section_blocks,
)
from reports.audit_sheet import AuditSheet, PhotoLine, QuestionLine, SectionLine
from reports.language import Language
from reports.lettering import clip, fit, pill, write
from reports.pdf_surface import PdfSurface
from reports.scorecard import open_canvas
from reports.scorecard.frame import (
    CONTENT,
    HEIGHT,
    MARGIN,
    RIGHT,
    Block,
    draw_head_band,
    draw_slim_band,
    paginate,
)

__all__ = ["AuditSheet", "PhotoLine", "QuestionLine", "SectionLine", "render_audit"]


def render_audit(sheet: AuditSheet, language: Language) -> bytes:
    """The PDF. Characters that the fonts lack are drawn as boxes; FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, language.code.replace("_", "-"))
        drawing = AuditDrawing(PdfSurface(canvas, HEIGHT), sheet.drawable(), language)
        _describe(canvas, drawing)
        pages = paginate(_blocks(drawing))
        for number, placed in enumerate(pages, start=1):
            _draw_frame(drawing, number, len(pages))
            for block, top in placed:
                block.draw(top)
            drawing.surface.next_page()
        canvas.save()
        return output.getvalue()


def _describe(canvas: Any, drawing: AuditDrawing) -> None:
    """Whose report it is, and of which day: no more than is printed."""
    sheet, language = drawing.sheet, drawing.language
    canvas.setTitle(f"{sheet.site_code} {sheet.site} – {sheet.kind}, {language.date(sheet.visited_on)}")
    canvas.setSubject(language.gettext("Audit report"))
    canvas.setAuthor(sheet.network)
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _blocks(drawing: AuditDrawing) -> list[Block]:
    """All blocks in reading order: what it came to, what did not pass, then everything."""
    return [
        identity_block(drawing),
        hero_block(drawing),
        *section_blocks(drawing),
        *failure_blocks(drawing),
        *question_blocks(drawing),
        *photo_blocks(drawing),
        closing_block(drawing),
    ]


def _draw_frame(drawing: AuditDrawing, number: int, count: int) -> None:
    if number == 1:
        _draw_head(drawing)
    else:
        _draw_slim_head(drawing)
    _draw_foot(drawing, number, count)


def _draw_head(drawing: AuditDrawing) -> None:
    surface, sheet, language = drawing
    draw_head_band(surface)
    left, room = MARGIN + 46, RIGHT - MARGIN - 46 - 150
    write(surface, (left, 38), sheet.network, size=8.6, color=palette.BLUE_PALE, width=room, smallest=6)
    title = language.gettext("Audit report")
    write(surface, (left, 57), title, size=16.5, color=palette.WHITE, width=room, bold=True, smallest=11)
    day = language.date(sheet.visited_on)
    surface.text((RIGHT, 44), day, size=18, color=palette.WHITE, bold=True, anchor="end")
    surface.text((RIGHT, 59), sheet.part_of_day, size=7.6, color=palette.GOOD_TINT, anchor="end")
    if sheet.voided_because:
        voided = language.gettext("Voided")
        pill(surface, (RIGHT, 72), voided, ink=palette.BAD_DARK, fill=palette.BAD_TINT, anchor="end")


def _draw_slim_head(drawing: AuditDrawing) -> None:
    surface, sheet, language = drawing
    draw_slim_band(surface)
    about = f"{clip(surface, sheet.site_code, 7.6, 120)}  |  {language.date(sheet.visited_on)}"
    surface.text((RIGHT, 23), about, size=7.6, color=palette.BLUE_PALE, anchor="end")
    room = CONTENT - 38 - surface.text_width(about, 7.6)
    name, size = fit(surface, sheet.site, 9.6, 7, room, bold=True)
    surface.text((MARGIN + 26, 23.4), name, size=size, color=palette.WHITE, bold=True)


def _draw_foot(drawing: AuditDrawing, number: int, count: int) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    surface.line((MARGIN, HEIGHT - 34), (RIGHT, HEIGHT - 34), stroke=palette.LINE)
    revision = _("%(kind)s of %(day)s, revision %(revision)s")
    revision %= {"kind": sheet.kind, "day": language.date(sheet.visited_on), "revision": sheet.revision}
    page = _("Page %(page)s of %(pages)s") % {"page": number, "pages": count}
    upper, lower = HEIGHT - 24, HEIGHT - 15.5
    write(surface, (MARGIN, upper), revision, size=6.4, color=palette.TEXT, width=CONTENT - 90, bold=True)
    surface.text((RIGHT, upper), page, size=6.4, color=palette.TEXT, bold=True, anchor="end")
    secret = _("Confidential: for the site operator and %(network)s only") % {"network": sheet.network}
    write(surface, (MARGIN, lower), secret, size=6.2, color=palette.MUTED, width=CONTENT)
