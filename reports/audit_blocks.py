"""The blocks of an audit's report, each of a known height."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from reports import palette
from reports.audit_sheet import AuditSheet, PhotoLine, QuestionLine, SectionLine
from reports.certificate_ornaments import draw_qr
from reports.charts.gauge import draw_gauge
from reports.language import Language
from reports.lettering import LEADING, paragraph, pill, wrap, write
from reports.pdf_surface import PdfSurface
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, RIGHT, Block, draw_card, draw_heading, under
from reports.sheet import Band, Judgement
from reports.surface import Box
from reports.wording import DASH, points_text

_SIZE, _SMALL = 7.6, 6.8
_GAUGE = 150.0
_HERO = 138.0
_LABEL, _ANSWER = 250.0, 170.0
_PHOTOS_A_ROW, _PHOTO = 4, 92.0
_QR = 74.0
# The same steps as the points of criteria: under 60 is bad, under 80 a warning.
_BANDS = tuple(Band(str(floor), "", Decimal(floor)) for floor in (0, 60, 80))


class AuditDrawing(NamedTuple):
    """What every block needs."""

    surface: PdfSurface
    sheet: AuditSheet
    language: Language


def identity_block(drawing: AuditDrawing) -> Block:
    """Which site, and by which checklist."""
    surface, sheet, language = drawing
    _ = language.gettext

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, 56), fill=palette.PANEL, radius=4)
        surface.rect(Box(MARGIN, top, 3, 56), fill=palette.TEAL)
        write(surface, (MARGIN + 12, top + 18), sheet.site, size=13, color=palette.INK, width=CONTENT - 24, bold=True,
              smallest=8)  # fmt: skip
        write(surface, (MARGIN + 12, top + 29), sheet.other_name, size=7.6, color=palette.MUTED, width=CONTENT - 24)
        facts = (
            (_("Site code"), sheet.site_code),
            (_("Kind of visit"), sheet.kind),
            (_("Checklist"), sheet.checklist),
            (_("Published"), language.date(sheet.published_on)),
            (_("Revision"), str(sheet.revision)),
        )
        width = (CONTENT - 24) / len(facts)
        for place, (label, value) in enumerate(facts):
            x = MARGIN + 12 + place * width
            write(surface, (x, top + 40), label, size=6.1, color=palette.MUTED, width=width - 6)
            write(surface, (x, top + 50), value, size=7.8, color=palette.INK, width=width - 6, bold=True, smallest=5.5)

    return Block(56, draw)


def hero_block(drawing: AuditDrawing) -> Block:
    """The score, and what has to be known with it."""
    surface, sheet, language = drawing

    def draw(top: float) -> None:
        left = Box(MARGIN, top, _GAUGE, _HERO)
        right = Box(left.right + GUTTER, top, CONTENT - _GAUGE - GUTTER, _HERO)
        draw_card(surface, left, language.gettext("Score"))
        draw_gauge(surface, left.inset(8, 24, 8, 10), _judgement(sheet), language)
        draw_card(surface, right, language.gettext("What to know"))
        y = right.y + 30
        for text, ink in _told(drawing):
            surface.circle((right.x + 12, y - 2.4), 1.8, fill=ink)
            lines = wrap(surface, text, _SIZE, right.width - 30, most=4)
            y += paragraph(surface, (right.x + 20, y), lines, size=_SIZE, color=palette.TEXT) + 5

    return Block(_HERO, draw)


def _judgement(sheet: AuditSheet) -> Judgement:
    reached = [band for band in _BANDS if sheet.score is not None and sheet.score >= band.floor]
    return Judgement(bands=_BANDS, score=sheet.score, standing=reached[-1].code if reached else None)


def _told(drawing: AuditDrawing) -> list[tuple[str, str]]:
    """Sentences with the colour of their dot."""
    _surface, sheet, language = drawing
    _ = language.gettext
    failed, told = sum(question.failed for question in sheet.questions), []
    if sheet.voided_because:
        told.append((_("Voided: %(reason)s") % {"reason": sheet.voided_because}, palette.BAD))
    if sheet.score is None:
        told.append((_("This visit is not scored."), palette.FAINT))
    passed = _("Of %(asked)s questions %(failed)s did not pass.") % {"asked": len(sheet.questions), "failed": failed}
    told.append((passed, palette.WARN if failed else palette.GOOD))
    if sheet.critical_failures:
        critical = language.ngettext(
            "%(count)s critical question failed.", "%(count)s critical questions failed.", sheet.critical_failures
        )
        told.append((critical % {"count": sheet.critical_failures}, palette.BAD))
    if sheet.cap is not None:
        text = _("A critical failure caps the whole audit at %(cap)s.") % {"cap": points_text(language, sheet.cap, 0)}
        told.append((text, palette.BAD))
    if sheet.changed_because:
        text = _("Revision %(revision)s, after an appeal: %(reason)s")
        told.append((text % {"revision": sheet.revision, "reason": sheet.changed_because}, palette.BLUE))
    if not sheet.voided_because:
        told.append((_window(sheet, language), palette.TEAL))
    return told


def _window(sheet: AuditSheet, language: Language) -> str:
    _ = language.gettext
    if sheet.delivered_on is None or sheet.appeal_until is None:
        return _("Not delivered yet: each question can be appealed for ten working days from its delivery.")
    facts = {"day": language.date(sheet.delivered_on), "moment": language.moment(sheet.appeal_until)}
    return _("Delivered on %(day)s: each question can be appealed before %(moment)s.") % facts


def section_blocks(drawing: AuditDrawing) -> list[Block]:
    """A row for each section: its points, as a bar too, and what capped it."""
    _ = drawing.language.gettext
    columns = (_("Section"), _("Points"), _("Cap"))
    head = _head_block(drawing, _("Sections"), columns, (MARGIN + 8, RIGHT - 190, RIGHT - 8))
    return under(head, [Block(18, partial(_draw_section, drawing, each), gap=0) for each in drawing.sheet.sections])


def _draw_section(drawing: AuditDrawing, section: SectionLine, top: float) -> None:
    surface, _sheet, language = drawing
    y, share = top + 11.5, section.earned / section.possible if section.possible else None
    write(surface, (MARGIN + 8, y), section.label, size=_SIZE, color=palette.INK, width=_LABEL, smallest=6)
    points = _points(language, section.earned, section.possible) if share is not None else DASH
    surface.text((RIGHT - 190, y), points, size=_SIZE, color=palette.INK, bold=True, anchor="end")
    track = Box(RIGHT - 178, top + 5.6, 120, 6.4)
    surface.rect(track, fill=palette.TRACK, radius=3.2)
    if share:
        color = palette.points_color(100 * share)
        surface.rect(track._replace(width=max(float(share) * track.width, 6.4)), fill=color, radius=3.2)
    if section.cap is not None:
        cap = language.gettext("at most %(cap)s%%") % {"cap": points_text(language, section.cap, 0)}
        pill(surface, (RIGHT - 8, top + 9), cap, ink=palette.BAD_DARK, fill=palette.BAD_TINT, anchor="end")
    surface.line((MARGIN, top + 18), (RIGHT, top + 18), stroke=palette.LINE, weight=0.5)


def failure_blocks(drawing: AuditDrawing) -> list[Block]:
    """What did not pass, each with what was found and what it cost."""
    _ = drawing.language.gettext
    failed = [question for question in drawing.sheet.questions if question.failed]
    if not failed:
        return []
    head = _title_block(drawing, _("What did not pass"))
    return under(head, [_failure_block(drawing, question) for question in failed])


def _failure_block(drawing: AuditDrawing, question: QuestionLine) -> Block:
    surface, _sheet, language = drawing
    room = CONTENT - 110
    label = wrap(surface, question.label, 8, room, bold=True, most=3)
    parts = [(text, ink) for text, ink in ((question.answer, palette.TEXT), (question.note, palette.TEXT),
             (question.consequence, palette.BAD_DARK)) if text]  # fmt: skip
    texts = [(wrap(surface, text, _SIZE, room, most=8), ink) for text, ink in parts]
    height = 12 + len(label) * 8 * LEADING + sum(len(lines) * _SIZE * LEADING + 1.5 for lines, _ink in texts)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height - 3), fill=palette.BAD_TINT, radius=4)
        surface.rect(Box(MARGIN, top, 3, height - 3), fill=palette.BAD)
        y = top + 12
        y += paragraph(surface, (MARGIN + 12, y), label, size=8, color=palette.INK, bold=True)
        for lines, ink in texts:
            y += paragraph(surface, (MARGIN + 12, y), lines, size=_SIZE, color=ink) + 1.5
        if question.earned is not None:
            points = _points(language, question.earned, question.points)
            surface.text((RIGHT - 10, top + 12), points, size=8, color=palette.BAD_DARK, bold=True, anchor="end")

    return Block(height, draw, gap=2)


def question_blocks(drawing: AuditDrawing) -> list[Block]:
    """Every question of every section."""
    _ = drawing.language.gettext
    columns = (_("Question"), _("Answer"), _("Points"))
    places = (MARGIN + 8, MARGIN + 16 + _LABEL, RIGHT - 8)
    blocks: list[Block] = []
    for section in drawing.sheet.sections:
        head = _head_block(drawing, section.label, columns, places)
        blocks += under(head, [_question_block(drawing, question) for question in section.questions])
    return blocks


def _question_block(drawing: AuditDrawing, question: QuestionLine) -> Block:
    surface, _sheet, language = drawing
    label = wrap(surface, question.label, _SIZE, _LABEL - 12, most=4)
    answer = wrap(surface, question.answer or DASH, _SIZE, _ANSWER, most=4)
    notes = [
        line
        for text in (question.note, question.remark)
        if text
        for line in wrap(surface, text, _SMALL, _ANSWER, most=5)
    ]
    height = max(len(label) * _SIZE * LEADING, len(answer) * _SIZE * LEADING + len(notes) * _SMALL * LEADING) + 8

    def draw(top: float) -> None:
        y, ink = top + 11, palette.BAD_DARK if question.failed else palette.INK
        surface.circle((MARGIN + 3, y - 2.6), 1.9, fill=palette.BAD if question.failed else palette.GOOD)
        paragraph(surface, (MARGIN + 8, y), label, size=_SIZE, color=ink, bold=question.failed)
        x = MARGIN + 16 + _LABEL
        used = paragraph(surface, (x, y), answer, size=_SIZE, color=palette.INK)
        paragraph(surface, (x, y + used), notes, size=_SMALL, color=palette.MUTED)
        points = DASH if question.earned is None else _points(language, question.earned, question.points)
        surface.text((RIGHT - 8, y), points, size=_SIZE, color=ink, bold=True, anchor="end")
        surface.line((MARGIN, top + height), (RIGHT, top + height), stroke=palette.LINE, weight=0.5)

    return Block(height, draw, gap=0)


def photo_blocks(drawing: AuditDrawing) -> list[Block]:
    """The photos, four a row."""
    photos = drawing.sheet.photos
    if not photos:
        return []
    head = _title_block(drawing, drawing.language.gettext("Photos"))
    rows = [photos[first : first + _PHOTOS_A_ROW] for first in range(0, len(photos), _PHOTOS_A_ROW)]
    return under(head, [Block(_PHOTO + 24, partial(_draw_photos, drawing, row), gap=2) for row in rows])


def _draw_photos(drawing: AuditDrawing, photos: Sequence[PhotoLine], top: float) -> None:
    surface, width = drawing.surface, (CONTENT - (_PHOTOS_A_ROW - 1) * GUTTER) / _PHOTOS_A_ROW
    for place, photo in enumerate(photos):
        frame = Box(MARGIN + place * (width + GUTTER), top, width, _PHOTO)
        surface.rect(frame, fill=palette.PANEL, stroke=palette.LINE, radius=3)
        surface.picture(frame.inset(3, 3, 3, 3), photo.jpeg)
        lines = wrap(surface, photo.caption, 6.4, width, most=2)
        paragraph(surface, (frame.x, frame.bottom + 8), lines, size=6.4, color=palette.MUTED)


def closing_block(drawing: AuditDrawing) -> Block:
    """Where the audit is read and appealed, as a link and a QR code."""
    surface, sheet, language = drawing
    _ = language.gettext
    told = _("Read this audit in Servicemark, with its photos in full size, and write to headquarters about it there.")

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, _QR + 20), fill=palette.PANEL, radius=5)
        surface.rect(Box(MARGIN + 8, top + 6, _QR + 8, _QR + 8), fill=palette.WHITE, radius=3)
        draw_qr(surface, Box(MARGIN + 12, top + 10, _QR, _QR), sheet.url)
        x, room = MARGIN + _QR + 32, CONTENT - _QR - 50
        surface.text((x, top + 26), _("This audit on the web"), size=9.2, color=palette.NAVY, bold=True)
        y = (
            top
            + 40
            + paragraph(surface, (x, top + 40), wrap(surface, told, _SIZE, room), size=_SIZE, color=palette.TEXT)
        )
        write(surface, (x, y + 6), sheet.url, size=7, color=palette.BLUE, width=room, smallest=4.5)

    return Block(_QR + 20, draw, gap=16)


def _title_block(drawing: AuditDrawing, title: str) -> Block:
    def draw(top: float) -> None:
        draw_heading(drawing.surface, (MARGIN, top + 10), title, CONTENT)

    return Block(16, draw, gap=14)


def _head_block(drawing: AuditDrawing, title: str, columns: Sequence[str], places: Sequence[float]) -> Block:
    """A title and the head of a table: the last column ends at its place, and one of three columns in the middle too
    when it is a number."""
    surface = drawing.surface

    def draw(top: float) -> None:
        draw_heading(surface, (MARGIN, top + 10), title, CONTENT)
        surface.rect(Box(MARGIN, top + 16, CONTENT, 14), fill=palette.PANEL, radius=3)
        for place, (x, text) in enumerate(zip(places, columns, strict=True)):
            ends = place == len(columns) - 1 or x > RIGHT - 200
            surface.text(
                (x, top + 25.5), text, size=6.4, color=palette.MUTED, bold=True, anchor="end" if ends else "start"
            )

    return Block(31, draw, gap=14)


def _points(language: Language, earned: Decimal, possible: Decimal) -> str:
    return f"{points_text(language, earned, 1)} / {points_text(language, possible, _places(possible))}"


def _places(points: Decimal) -> int:
    return 0 if points == points.to_integral_value() else 1
