"""An edition of a manual as a PDF: a title page, a table of contents, and the chapters. Pages of A4, in one language.

The same sheet, language and fonts give the same bytes.
"""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer
from reportlab.platypus.tableofcontents import TableOfContents

from reports import palette, typeface
from reports.language import Language
from reports.manual_flow import Styles, block_flowables, drawable, marked_up
from reports.manual_sheet import ChapterPart, ManualSheet
from reports.scorecard import open_canvas

_WIDTH, _HEIGHT = A4
_MARGIN = 20 * mm
_BAND = 62 * mm


def render_manual(sheet: ManualSheet, language: Language) -> bytes:
    """The PDF. Characters that the fonts lack are drawn as boxes; FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        book = _Book(output, sheet, language)
        # Once to know the page of each heading, and again to write it into the contents.
        book.multiBuild(list(_story(sheet, language)), canvasmaker=partial(_canvas, language))
        return output.getvalue()


class _Book(BaseDocTemplate):  # type: ignore[misc]
    """Tells the table of contents where each heading came to stand."""

    def __init__(self, output: BytesIO, sheet: ManualSheet, language: Language) -> None:
        about = {"title": f"{sheet.title} – {sheet.edition}", "author": sheet.network, "subject": sheet.edition}
        super().__init__(output, pagesize=A4, invariant=1, creator="Servicemark", **about)
        inner = Frame(_MARGIN, 22 * mm, _WIDTH - 2 * _MARGIN, _HEIGHT - 46 * mm, 0, 0, 0, 0, id="text")
        title = Frame(_MARGIN, 22 * mm, _WIDTH - 2 * _MARGIN, _HEIGHT - _BAND - 40 * mm, 0, 0, 0, 0, id="title")
        self.addPageTemplates(
            [
                PageTemplate("title", [title], onPage=partial(_draw_title, sheet, language)),
                PageTemplate("text", [inner], onPage=partial(_draw_page, sheet, language)),
            ]
        )

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - ReportLab calls it so
        place = getattr(flowable, "contents_place", None)
        if place is None:
            return
        level, text, key = place
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(drawable(text), key, level, closed=level == 0)
        self.notify("TOCEntry", (level, marked_up(text), self.page, key))


def _canvas(language: Language, output: BytesIO, **_options: Any) -> Any:
    return open_canvas(output, language.code.replace("_", "-"))


def _story(sheet: ManualSheet, language: Language) -> Iterator[Any]:
    styles = Styles(language.code)
    yield NextPageTemplate("text")
    yield from (Paragraph(marked_up(each), styles.lead) for each in sheet.summary.splitlines() if each.strip())
    yield PageBreak()
    yield Paragraph(marked_up(language.gettext("Table of contents")), styles.contents_title)
    contents = TableOfContents(dotsMinLevel=0)
    contents.levelStyles = [styles.contents_chapter, styles.contents_clause]
    yield contents
    for chapter in sheet.chapters:
        yield PageBreak()
        yield from _chapter(chapter, sheet, styles)


def _chapter(chapter: ChapterPart, sheet: ManualSheet, styles: Styles) -> Iterator[Any]:
    yield _heading(f"{chapter.number} {chapter.title}", f"chapter-{chapter.number}", 0, styles.chapter)
    for clause in chapter.clauses:
        yield _heading(f"{clause.number} {clause.title}", f"clause-{clause.key}", 1, styles.clause)
        for block in clause.blocks:
            yield from block_flowables(block, sheet.pictures, styles, _WIDTH - 2 * _MARGIN)
        yield Spacer(1, 4 * mm)


def _heading(text: str, key: str, level: int, style: Any) -> Any:
    heading = Paragraph(marked_up(text), style)
    heading.contents_place = (level, text, key)
    return heading


def _draw_title(sheet: ManualSheet, language: Language, canvas: Any, _book: Any) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor(palette.NAVY))
    canvas.rect(0, _HEIGHT - _BAND, _WIDTH, _BAND, stroke=0, fill=1)
    canvas.setFillColor(HexColor(palette.TEAL))
    canvas.rect(0, _HEIGHT - _BAND - 2, _WIDTH, 2, stroke=0, fill=1)
    room = _WIDTH - 2 * _MARGIN
    _write(canvas, sheet.network, _HEIGHT - 22 * mm, 11, palette.BLUE_PALE, room)
    _write(canvas, sheet.title, _HEIGHT - 38 * mm, 26, palette.WHITE, room, bold=True)
    _write(canvas, sheet.other_title, _HEIGHT - 47 * mm, 12, palette.BLUE_PALE, room)
    _write(canvas, sheet.edition, _HEIGHT - _BAND - 12 * mm, 13, palette.INK, room, bold=True)
    if sheet.fingerprint:
        told = language.gettext("Fingerprint of this edition: %(sha256)s") % {"sha256": sheet.fingerprint}
        _write(canvas, told, 14 * mm, 7, palette.MUTED, room)
    canvas.restoreState()


def _draw_page(sheet: ManualSheet, language: Language, canvas: Any, book: Any) -> None:
    canvas.saveState()
    canvas.setStrokeColor(HexColor(palette.LINE))
    for height in (_HEIGHT - 17 * mm, 17 * mm):
        canvas.line(_MARGIN, height, _WIDTH - _MARGIN, height)
    room = _WIDTH - 2 * _MARGIN
    _write(canvas, sheet.title, _HEIGHT - 14 * mm, 8, palette.TEXT, room * 0.6, bold=True)
    _write(canvas, sheet.edition, 12 * mm, 8, palette.MUTED, room * 0.7)
    canvas.setFillColor(HexColor(palette.MUTED))
    canvas.setFont(typeface.REGULAR, 8)
    canvas.drawRightString(_WIDTH - _MARGIN, _HEIGHT - 14 * mm, drawable(sheet.network))
    page = language.gettext("Page %(page)s") % {"page": book.page}
    canvas.drawRightString(_WIDTH - _MARGIN, 12 * mm, drawable(page))
    canvas.restoreState()


def _write(canvas: Any, text: str, height: float, size: float, color: str, room: float, *, bold: bool = False) -> None:
    """A line at the left margin, smaller when it would not fit."""
    shown = drawable(text)
    fitting = min(size, room / max(typeface.width(shown, bold), 0.01))
    canvas.setFillColor(HexColor(color))
    canvas.setFont(typeface.BOLD if bold else typeface.REGULAR, fitting)
    canvas.drawString(_MARGIN, height, shown)
