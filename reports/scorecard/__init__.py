"""The quarterly scorecard of one site as a PDF: `render_scorecard`.

The same sheet, language and fonts give the same bytes, so the hash of a published scorecard can be stored and checked.
"""

from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from reports import typeface
from reports.language import Language
from reports.pdf_surface import PdfSurface
from reports.scorecard import criteria
from reports.scorecard.criteria import criteria_blocks
from reports.scorecard.definitions import definition_blocks, notes_block, provenance_block
from reports.scorecard.explanation import explanation_block
from reports.scorecard.follow_up import annex_blocks, finding_blocks, outcome_block
from reports.scorecard.frame import BOTTOM, FIRST_TOP, HEIGHT, WIDTH, Block, Drawing, draw_page_frame, paginate
from reports.scorecard.front import gates_block, hero_block, identity_block
from reports.scorecard.trends import HIGHEST, LOWEST, trends_block
from reports.sheet import ScorecardSheet

__all__ = ["open_canvas", "render_scorecard"]


def render_scorecard(sheet: ScorecardSheet, language: Language) -> bytes:
    """The PDF of a sheet, pages of A4. Raises MissingGlyph for a text the fonts cannot draw, FontMissing without fonts.

    Takes one core for some 20 ms; for many sheets use a process pool.
    """
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, language.code.replace("_", "-"))
        _describe(canvas, sheet, language)
        _draw(canvas, sheet, language)
        canvas.save()
        return output.getvalue()


def open_canvas(output: BytesIO, language_tag: str, size: tuple[float, float] = (WIDTH, HEIGHT)) -> Any:
    """A canvas, of A4 upright, that writes reproducible bytes and no font but ours."""
    return Canvas(
        output,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        lang=language_tag,
        initialFontName=typeface.REGULAR,
    )


def _describe(canvas: Any, sheet: ScorecardSheet, language: Language) -> None:
    _ = language.gettext
    quarter = language.quarter(sheet.quarter.year, sheet.quarter.number)
    canvas.setTitle(f"{sheet.site.code} {sheet.site.name} – {quarter}")
    canvas.setSubject(_("Quarterly service quality scorecard"))
    canvas.setAuthor(sheet.network_name)
    canvas.setKeywords(f"{sheet.provenance.document_number}; {sheet.provenance.fingerprint}")
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _draw(canvas: Any, sheet: ScorecardSheet, language: Language) -> None:
    surface = PdfSurface(canvas, HEIGHT)
    drawing = Drawing(surface, sheet, language)
    pages = paginate(_blocks(drawing))
    for number, placed in enumerate(pages, start=1):
        draw_page_frame(drawing, number, len(pages))
        for block, top in placed:
            block.draw(top)
        surface.next_page()


def _blocks(drawing: Drawing) -> list[Block]:
    """All blocks in reading order; rows and charts share out what page 1 has left. Of a published quarter page 2 says
    what was found and what follows, and an annex what each number means."""
    upper = [block for block in (identity_block(drawing), hero_block(drawing), gates_block(drawing)) if block]
    taken = sum(block.height + block.gap for block in upper)
    room = BOTTOM - FIRST_TOP - taken - criteria.HEADING - criteria.TOTAL - 12
    count = max(len(drawing.sheet.criteria), 1)
    row = min(max((room - LOWEST - 40) / count, criteria.ROW_LOWEST), criteria.ROW_HIGHEST)
    charts = min(max(room - row * count, LOWEST), HIGHEST)
    front = [*upper, *criteria_blocks(drawing, row), trends_block(drawing, charts), explanation_block(drawing)]
    closing = [notes_block(drawing), provenance_block(drawing)]
    if drawing.sheet.follow_up is None:
        return [*front, *definition_blocks(drawing), *closing]
    told = [*front, *finding_blocks(drawing), outcome_block(drawing), *closing]
    # What page 2 had no room for does not stand on a page alone.
    annex = definition_blocks(drawing, starts_page=len(paginate(told)) <= 2)
    return [*told, *annex, *annex_blocks(drawing)]
