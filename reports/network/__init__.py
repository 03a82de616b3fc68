"""The quarterly report about a network, or a part of it, as a PDF: `render_network_report`. Pages of A4.

The same sheet, language and fonts give the same bytes. Ten thousand sites take some 250 pages.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reports import typeface
from reports.network.drawing import NetworkDrawing, Paper, draw_frame
from reports.network.front import figures_block, scores_block, standings_block, trend_block
from reports.network.method import method_blocks
from reports.network.sheet import NetworkSheet
from reports.network.tables import (
    action_blocks,
    criterion_blocks,
    league_blocks,
    mover_blocks,
    region_blocks,
    risk_blocks,
)
from reports.receipt import Tongue
from reports.scorecard import open_canvas
from reports.scorecard.frame import HEIGHT, Block, paginate

__all__ = ["NetworkSheet", "draw_pages", "render_network_report"]


def render_network_report(sheet: NetworkSheet, language: Tongue) -> bytes:
    """The PDF. Characters that the fonts lack are drawn as boxes; FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, language.code.replace("_", "-"))
        title = language.gettext("Quarterly network report")
        drawing = NetworkDrawing(Paper(canvas, HEIGHT), sheet, language, title)
        describe(canvas, drawing)
        draw_pages(drawing, _blocks(drawing))
        canvas.save()
        return output.getvalue()


def describe(canvas: Any, drawing: NetworkDrawing) -> None:
    """What a reader's program shows of the file."""
    sheet, language = drawing.sheet, drawing.language
    quarter = language.quarter(sheet.quarter.year, sheet.quarter.number)
    canvas.setTitle(f"{drawing.title} – {sheet.scope}, {quarter}")
    canvas.setSubject(drawing.title)
    canvas.setAuthor(sheet.network_name)
    canvas.setKeywords(f"{sheet.provenance.document_number}; {sheet.provenance.fingerprint}")
    canvas.setCreator("Servicemark")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def draw_pages(drawing: NetworkDrawing, blocks: Sequence[Block]) -> None:
    """All blocks in order, on as many pages as they need."""
    pages = paginate(blocks)
    for number, placed in enumerate(pages, start=1):
        draw_frame(drawing, number, len(pages))
        for block, top in placed:
            block.draw(top)
        drawing.surface.next_page()


def _blocks(drawing: NetworkDrawing) -> list[Block]:
    return [
        figures_block(drawing),
        scores_block(drawing),
        standings_block(drawing),
        trend_block(drawing),
        *region_blocks(drawing),
        *criterion_blocks(drawing),
        *mover_blocks(drawing),
        *risk_blocks(drawing),
        *action_blocks(drawing),
        *league_blocks(drawing),
        *method_blocks(drawing),
    ]
