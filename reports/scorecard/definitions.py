"""What each number means, how to read the sheet, and how it can be traced."""

from reports import palette
from reports.certificate_ornaments import draw_qr
from reports.language import Language
from reports.lettering import LEADING, clip, fit, paragraph, wrap
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, RIGHT, Block, Drawing, draw_heading
from reports.sheet import CriterionLine, Provenance
from reports.surface import Box, Point, Surface
from reports.wording import curve_text

_SIZE = 7.2
_NOTE = 7.0
QR = 72.0
_NAME, _POINTS = 104.0, 112.0
_DEFINITION = CONTENT - _NAME - _POINTS - 30


def definition_blocks(drawing: Drawing, *, starts_page: bool = False) -> list[Block]:
    """One block a criterion, under a heading that is repeated on every page."""
    _ = drawing.language.gettext
    if not drawing.sheet.criteria:
        return []
    heading = Block(31, lambda top: _draw_heading(drawing, top), starts_page=starts_page)
    rows = [_definition_row(drawing, line, heading) for line in drawing.sheet.criteria]
    return [heading, *rows]


def _draw_heading(drawing: Drawing, top: float) -> None:
    surface, _sheet, language = drawing
    _ = language.gettext
    draw_heading(surface, (MARGIN, top + 9), _("What each number means"), CONTENT)
    surface.rect(Box(MARGIN, top + 16, CONTENT, 15), fill=palette.PANEL, radius=3)
    columns = (
        (MARGIN + 5, _("Criterion")),
        (MARGIN + 5 + _NAME + 10, _("Definition")),
        (RIGHT - _POINTS, _("Value → points")),
    )
    for x, text in columns:
        surface.text((x, top + 25.8), text, size=6.4, color=palette.MUTED, bold=True)


def _definition_row(drawing: Drawing, line: CriterionLine, heading: Block) -> Block:
    surface, _sheet, language = drawing
    name = wrap(surface, line.label, _SIZE, _NAME, bold=True, most=3)
    definition = wrap(surface, line.definition, _SIZE, _DEFINITION, most=6)
    curve = wrap(surface, curve_text(language, line), 6.4, _POINTS - 4, most=3)
    count = max(len(name), len(definition), len(curve))
    height = count * _SIZE * LEADING + 5

    def draw(top: float) -> None:
        y = top + 9.5
        paragraph(surface, (MARGIN + 5, y), name, size=_SIZE, color=palette.INK, bold=True)
        paragraph(surface, (MARGIN + 5 + _NAME + 10, y), definition, size=_SIZE, color=palette.TEXT)
        paragraph(surface, (RIGHT - _POINTS, y), curve, size=6.4, color=palette.TEXT)
        surface.line((MARGIN, top + height), (RIGHT, top + height), stroke=palette.LINE, weight=0.5)

    return Block(height, draw, gap=0, heading=heading)


def _notes(drawing: Drawing) -> list[tuple[str, str]]:
    _ = drawing.language.gettext
    return [
        (
            _("Adjusted"),
            _(
                "Small samples are drawn towards the network's value, so that luck alone moves nobody. "
                "Points come from the adjusted value."
            ),
        ),
        (
            _("Interval"),
            _(
                "The range that holds the true rate in 95 of 100 cases (Wilson). "
                "The whisker on the bar shows the same range in points."
            ),
        ),
        (
            _("Target"),
            _(
                "The value that earns 100 points, and below it the one that earns 60. "
                "Between them points rise in a straight line; the tick on the bar marks 60."
            ),
        ),
        (
            _("No score"),
            _(
                "“Not applicable”, “sample too small” and “held” leave the total. "
                "“Not reported” earns 0 points and stays in it. A dash means not known, never 0."
            ),
        ),
        (
            _("Standing"),
            _(
                "Follows from the score rounded to two decimals. It needs enough of the weights to be judged, "
                "and a gate can cap it; a gate never changes the score."
            ),
        ),
        (
            _("Rank"),
            _(
                "Equal scores share a rank. Only rated sites are ranked: in the network, "
                "and among sites of the same kind and city tier."
            ),
        ),
    ]


def notes_block(drawing: Drawing) -> Block:
    """How to read the sheet, in two columns."""
    surface, _sheet, language = drawing
    _ = language.gettext
    width = (CONTENT - GUTTER - 24) / 2
    wrapped = [(title, wrap(surface, text, _NOTE, width)) for title, text in _notes(drawing)]
    columns = wrapped[:3], wrapped[3:]
    heights = [sum(14 + len(lines) * _NOTE * LEADING for _title, lines in column) for column in columns]
    height = 30 + max(heights)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.BLUE_TINT, radius=3)
        surface.rect(Box(MARGIN, top, 3, height), fill=palette.BLUE)
        draw_heading(surface, (MARGIN + 12, top + 16), _("How to read this scorecard"), CONTENT - 24)
        for number, column in enumerate(columns):
            x, y = MARGIN + 12 + number * (width + GUTTER), top + 30
            for title, lines in column:
                surface.text((x, y), title, size=_NOTE, color=palette.NAVY, bold=True)
                y += 9 + paragraph(surface, (x, y + 9), lines, size=_NOTE, color=palette.TEXT) + 5

    return Block(height, draw, gap=10)


def provenance_block(drawing: Drawing) -> Block:
    """Document, scheme and the fingerprint of the evidence; of an issued document also the way to verify it."""
    surface, sheet, language = drawing
    _ = language.gettext
    origin = sheet.provenance
    published = language.moment(origin.published_at) if origin.published_at else _("not published")
    facts = [
        (_("Document number"), origin.document_number),
        (_("Revision"), str(origin.revision)),
        (_("Scheme"), f"{origin.scheme} {origin.scheme_version}"),
        (_("Published"), published),
    ]
    room = CONTENT - 24 - (QR + 14 if origin.verify_url else 0)
    reason = wrap(surface, origin.revision_reason, _NOTE, room, most=3)
    upper = 92 if origin.verify_url else 68
    height = upper + (13 + len(reason) * _NOTE * LEADING if reason else 0)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.PANEL, radius=3)
        draw_heading(surface, (MARGIN + 12, top + 15), _("Where this scorecard comes from"), room)
        column = room / len(facts)
        for number, (caption, value) in enumerate(facts):
            _draw_fact(drawing, (MARGIN + 12 + number * column, top + 27), caption, value, column - 10)
        _draw_fingerprint(drawing, top + 49, room)
        if origin.verify_url:
            draw_verification(surface, origin, language, top, room)
        if reason:
            y = top + upper + 3
            surface.text((MARGIN + 12, y), _("Reason for this revision"), size=6.2, color=palette.MUTED)
            paragraph(surface, (MARGIN + 12, y + 9.5), reason, size=_NOTE, color=palette.TEXT)

    return Block(height, draw, gap=10)


def _draw_fact(drawing: Drawing, at: Point, caption: str, value: str, width: float) -> None:
    surface = drawing.surface
    surface.text(at, caption, size=6.2, color=palette.MUTED)
    shown, size = fit(surface, value, 7.2, 5.4, width, bold=True)
    surface.text((at[0], at[1] + 9.5), shown, size=size, color=palette.INK, bold=True)


def draw_verification(surface: Surface, origin: Provenance, language: Language, top: float, room: float) -> None:
    """The QR code on white, and beside it what it leads to, for who has no camera at hand."""
    _ = language.gettext
    white = Box(RIGHT - QR - 10, top + 10, QR, QR)
    surface.rect(white, fill=palette.WHITE, radius=3)
    draw_qr(surface, Box(white.x + 6, white.y + 6, QR - 12, QR - 12), origin.verify_url)
    caption = _("Signed; scan the code to see whether this is the newest revision, or type it at %(address)s")
    place = origin.verify_url.partition("://")[2].rpartition("/")[0]
    told = caption % {"address": place}
    surface.text((MARGIN + 12, top + 71), clip(surface, told, 6.2, room), size=6.2, color=palette.MUTED)
    surface.text((MARGIN + 12, top + 80.5), origin.code, size=7.2, color=palette.INK, bold=True)


def _draw_fingerprint(drawing: Drawing, y: float, room: float) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    caption = _("Fingerprint of the evidence (SHA-256): the same records always give the same one")
    surface.text((MARGIN + 12, y), clip(surface, caption, 6.2, room), size=6.2, color=palette.MUTED)
    digits = sheet.provenance.fingerprint
    groups = " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
    shown, size = fit(surface, groups, 7.2, 5, room)
    surface.text((MARGIN + 12, y + 9.5), shown, size=size, color=palette.INK)
