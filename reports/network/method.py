"""The end of the report: how points come about, how to read it, and where it comes from."""

from reports import palette
from reports.lettering import LEADING, fit, paragraph, wrap
from reports.network.drawing import NetworkDrawing, text_block, title_block
from reports.network.grid import Column, Told, table
from reports.network.sheet import CriterionRow
from reports.scorecard.definitions import QR, draw_verification
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, Block, draw_heading
from reports.surface import Box
from reports.wording import value_text

_NOTE = 7.0
# Lines of a definition or a curve: how points come about is told to the end.
_WHOLE = 20


def method_blocks(drawing: NetworkDrawing) -> list[Block]:
    return [
        *_curve_blocks(drawing),
        *_standing_blocks(drawing),
        # Together, so that a last page holds more than where the report comes from.
        _both(_reading_block(drawing), _origin_block(drawing)),
    ]


def _both(upper: Block, lower: Block) -> Block:
    def draw(top: float) -> None:
        upper.draw(top)
        lower.draw(top + upper.height + lower.gap)

    return Block(upper.height + lower.gap + lower.height, draw, gap=upper.gap)


def _curve_blocks(drawing: NetworkDrawing) -> list[Block]:
    """Of each criterion what is measured, and its curve in words."""
    sheet, _ = drawing.sheet, drawing.language.gettext
    columns = (Column("", 26), Column(_("Criterion"), 112), Column(_("What is measured"), 190),
               Column(_("From a value to points"), 0))  # fmt: skip
    rows = [
        [
            Told(f"C{place}", ink=palette.MUTED),
            Told(each.label, ink=palette.INK, bold=True, most=3),
            Told(each.definition, most=_WHOLE),
            Told(_curve(drawing, each), most=_WHOLE),
        ]
        for place, each in enumerate(sheet.criteria, start=1)
    ]
    origin = sheet.provenance
    note = _("by the scheme %(scheme)s") % {"scheme": f"{origin.scheme} {origin.scheme_version}"}
    return table(drawing, _("Method"), columns, rows, note=note, empty=_("The scheme has no criteria."))


def _curve(drawing: NetworkDrawing, each: CriterionRow) -> str:
    language, _ = drawing.language, drawing.language.gettext
    steps = [
        _("%(value)s earns %(points)s") % {
            "value": value_text(language, value, each.unit), "points": language.decimal(points, 0)
        }
        for value, points in each.curve
    ]  # fmt: skip
    curve = _("; ").join(steps)
    better = _("higher is better") if each.better == "higher" else _("lower is better")
    told = _("%(curve)s; in a straight line between, %(better)s.") % {"curve": curve, "better": better}
    if each.min_sample > 1:
        told += " " + _("Counts from %(count)s records on.") % {"count": drawing.whole(each.min_sample)}
    return told


def _standing_blocks(drawing: NetworkDrawing) -> list[Block]:
    sheet, language = drawing.sheet, drawing.language
    _ = language.gettext
    bands = "; ".join(f"{band.label} ≥ {language.decimal(band.floor, 0)}" for band in reversed(sheet.bands))
    lines = [
        _("Standings by score: %(bands)s.") % {"bands": bands},
        _("A site without %(coverage)s of the weights scored has no standing.")
        % {"coverage": language.percent(sheet.min_coverage, 0)},
    ]
    gates = sheet.gates or (_("The scheme has no conditions that cap a standing."),)
    return [
        title_block(drawing, _("Standings and conditions")),
        *(text_block(drawing, line) for line in (*lines, *gates)),
    ]


def _reading_block(drawing: NetworkDrawing) -> Block:
    surface, _ = drawing.surface, drawing.language.gettext
    notes = (
        (_("Score"), _("The sum of each criterion's points times its weight, 0 to 100, of the criteria that count for the site.")),  # noqa: E501
        (_("Mean points"), _("Of the rated sites that have points on the criterion; a site counts once, however large it is.")),  # noqa: E501
        (_("Network value"), _("All records of the network taken together, so that large sites weigh more.")),
        (_("Rank"), _("Equal scores share a rank. Self-operated sites are shown for reference and never ranked.")),
        (_("Dash"), _("Not known, or it does not apply. It is never counted as 0.")),
        (_("Final"), _("Figures of a published quarter change only with a new revision, which gives its reason.")),
    )  # fmt: skip
    width = (CONTENT - GUTTER - 24) / 2
    wrapped = [(title, wrap(surface, text, _NOTE, width)) for title, text in notes]
    columns = wrapped[:3], wrapped[3:]
    height = 32 + max(sum(14 + len(lines) * _NOTE * LEADING for _t, lines in column) for column in columns)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.BLUE_TINT, radius=3)
        surface.rect(Box(MARGIN, top, 3, height), fill=palette.BLUE)
        draw_heading(surface, (MARGIN + 12, top + 16), _("How to read this report"), CONTENT - 24)
        for number, column in enumerate(columns):
            x, y = MARGIN + 12 + number * (width + GUTTER), top + 30
            for title, lines in column:
                surface.text((x, y), title, size=_NOTE, color=palette.NAVY, bold=True)
                y += 9 + paragraph(surface, (x, y + 9), lines, size=_NOTE, color=palette.TEXT) + 5

    return Block(height, draw, gap=14)


def _origin_block(drawing: NetworkDrawing) -> Block:
    """Document, scheme, revision, the fingerprint of the evidence; of an issued document also how to verify it."""
    surface, sheet, language, _title = drawing
    _, origin = language.gettext, sheet.provenance
    published = language.moment(origin.published_at) if origin.published_at else _("not published")
    facts = (
        (_("Document number"), origin.document_number),
        (_("Revision"), str(origin.revision)),
        (_("Scheme"), f"{origin.scheme} {origin.scheme_version}"),
        (_("Published"), published),
        (_("Scope"), sheet.scope),
    )
    room = CONTENT - 24 - (QR + 14 if origin.verify_url else 0)
    reason = wrap(surface, origin.revision_reason, _NOTE, room, most=3)
    upper = 92 if origin.verify_url else 70
    height = upper + (13 + len(reason) * _NOTE * LEADING if reason else 0)

    def fact(x: float, y: float, caption: str, value: str, width: float) -> None:
        surface.text((x, y), caption, size=6.2, color=palette.MUTED)
        shown, size = fit(surface, value, 7.2, 5, width, bold=True)
        surface.text((x, y + 9.5), shown, size=size, color=palette.INK, bold=True)

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.PANEL, radius=3)
        draw_heading(surface, (MARGIN + 12, top + 15), _("Where this report comes from"), room)
        column = room / len(facts)
        for number, (caption, value) in enumerate(facts):
            fact(MARGIN + 12 + number * column, top + 27, caption, value, column - 8)
        digits = origin.fingerprint
        groups = " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
        caption = _("Fingerprint of the evidence (SHA-256): the same records always give the same one")
        fact(MARGIN + 12, top + 49, caption, groups, room)
        if origin.verify_url:
            draw_verification(surface, origin, language, top, room)
        if reason:
            surface.text((MARGIN + 12, top + upper + 3), _("Reason for this revision"), size=6.2, color=palette.MUTED)
            paragraph(surface, (MARGIN + 12, top + upper + 12.5), reason, size=_NOTE, color=palette.TEXT)

    return Block(height, draw, gap=12)
