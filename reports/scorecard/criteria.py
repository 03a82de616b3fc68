"""The criteria table: from records to contribution, one row a criterion. Flows over pages with its header repeated."""

from collections.abc import Callable
from decimal import Decimal

from reports import palette
from reports.charts import draw_bullet, draw_sparkline
from reports.lettering import LEADING, clip, fit, paragraph, pill, wrap
from reports.scorecard.frame import CONTENT, MARGIN, RIGHT, Block, Drawing, draw_heading
from reports.sheet import CriterionLine
from reports.surface import Box
from reports.wording import DASH, bound_text, interval_text, points_text, state_text, value_text

HEADING, TOTAL = 31.0, 19.0
ROW_LOWEST, ROW_HIGHEST = 18.6, 29.0

# Right edges of the figures, and the places of bar and trend.
_NAME_WIDTH = 118.0
_WEIGHT, _SAMPLE, _RESULT, _ADJUSTED, _TARGET = (MARGIN + x for x in (158, 186, 240, 285, 338))
_BAR = MARGIN + 348
_BAR_WIDTH = 60.0
_POINTS, _CONTRIBUTION = MARGIN + 436, MARGIN + 467
_TREND = MARGIN + 478


def criteria_blocks(drawing: Drawing, row_height: float) -> list[Block]:
    """Heading, one block a row, and the total."""
    _ = drawing.language.gettext
    heading = Block(HEADING, lambda top: _draw_heading(drawing, top))
    criteria = drawing.sheet.criteria
    if not criteria:
        return [heading, Block(24, lambda top: _draw_empty(drawing, top), gap=0)]
    rows = [Block(row_height, _row(drawing, line, row_height), gap=0, heading=heading) for line in criteria]
    return [heading, *rows, Block(TOTAL, lambda top: _draw_total(drawing, top), gap=0, heading=heading)]


def _row(drawing: Drawing, line: CriterionLine, height: float) -> Callable[[float], None]:
    return lambda top: _draw_row(drawing, line, top, height)


def _draw_heading(drawing: Drawing, top: float) -> None:
    surface, _sheet, language = drawing
    _ = language.gettext
    draw_heading(surface, (MARGIN, top + 9), _("Criteria"), CONTENT, _("from records to points"))
    surface.rect(Box(MARGIN, top + 16, CONTENT, 15), fill=palette.PANEL, radius=3)
    y = top + 25.8
    surface.text((MARGIN + 5, y), _("Criterion"), size=6.4, color=palette.MUTED, bold=True)
    rights = (
        (_WEIGHT, 40, _("Weight")),
        (_SAMPLE, 28, _("Sample")),
        (_RESULT, 52, _("Result")),
        (_ADJUSTED, 44, _("Adjusted")),
        (_TARGET, 50, _("Target")),
        (_POINTS, 22, _("Points")),
        (_CONTRIBUTION, 32, _("Adds")),
    )
    for right, width, text in rights:
        shown, size = fit(surface, text, 6.4, 5, width, bold=True)
        surface.text((right, y), shown, size=size, color=palette.MUTED, bold=True, anchor="end")
    lefts = ((_BAR, _BAR_WIDTH, _("0 – 100 points")), (_TREND, RIGHT - _TREND, _("Six quarters")))
    for left, room, text in lefts:
        shown, size = fit(surface, text, 6.4, 5, room, bold=True)
        surface.text((left, y), shown, size=size, color=palette.MUTED, bold=True)


def _draw_row(drawing: Drawing, line: CriterionLine, top: float, height: float) -> None:
    surface, _sheet, language = drawing
    middle = top + height / 2
    _draw_name(drawing, line, top, height)
    surface.text((_WEIGHT, middle + 2.6), language.percent(line.weight, _weight_places(line.weight)), size=7.2,
                 color=palette.TEXT, anchor="end")  # fmt: skip
    sample = DASH if line.sample_size is None else language.decimal(Decimal(line.sample_size), 0)
    surface.text((_SAMPLE, middle + 2.6), sample, size=7.2, color=palette.TEXT, anchor="end")
    _draw_values(drawing, line, middle)
    _draw_points(drawing, line, middle)
    draw_sparkline(surface, Box(_TREND, middle - 5.5, RIGHT - _TREND - 4, 11), line.trend)
    surface.line((MARGIN, top + height), (RIGHT, top + height), stroke=palette.LINE, weight=0.5)


def _weight_places(weight: Decimal) -> int:
    return 0 if (weight * 100) % 1 == 0 else 1


def _draw_name(drawing: Drawing, line: CriterionLine, top: float, height: float) -> None:
    surface = drawing.surface
    middle = top + height / 2
    color = palette.FAINT if line.points is None else palette.points_color(line.points)
    surface.circle((MARGIN + 8, middle), 2.2, fill=color)
    size = 7.4
    if surface.text_width(line.label, size) > _NAME_WIDTH:
        size = 6.6
    lines = wrap(surface, line.label, size, _NAME_WIDTH, most=2)
    first = middle + size * 0.36 - (len(lines) - 1) * size * 1.2 / 2
    for number, text in enumerate(lines):
        surface.text((MARGIN + 15, first + number * size * 1.2), text, size=size, color=palette.INK)


def _draw_values(drawing: Drawing, line: CriterionLine, middle: float) -> None:
    """Result over its interval, adjusted over the network's value, target over what earns 60 points."""
    surface, _sheet, language = drawing
    _ = language.gettext
    upper, lower = middle - 1.2, middle + 6.6
    interval = interval_text(language, line.interval) if line.interval else ""
    network = enough = ""
    if line.network_value is not None:
        network = _("network %(value)s") % {"value": value_text(language, line.network_value, line.unit)}
    if line.pass_value is not None:
        enough = _("60 pts %(target)s") % {"target": bound_text(language, line.pass_value, line.unit, line.better)}
    target = bound_text(language, line.full_value, line.unit, line.better)
    cells = (
        (_RESULT, 56, value_text(language, line.raw, line.unit), interval, True),
        (_ADJUSTED, 48, value_text(language, line.adjusted, line.unit), network, False),
        (_TARGET, 51, target, enough, False),
    )
    for right, width, text, below, bold in cells:
        color = palette.INK if text != DASH else palette.MUTED
        surface.text((right, upper if below else middle + 2.6), text, size=7.2, color=color, bold=bold, anchor="end")
        shown, size = fit(surface, below, 5.6, 4.6, width)
        surface.text((right, lower), shown, size=size, color=palette.MUTED, anchor="end")


def _draw_points(drawing: Drawing, line: CriterionLine, middle: float) -> None:
    surface, _sheet, language = drawing
    state = state_text(language, line)
    if state:
        bad = line.state == "not_reported"
        ink, fill = (palette.BAD_DARK, palette.BAD_TINT) if bad else (palette.TEXT, palette.TRACK)
        width = _POINTS - _BAR - (12 if line.points is not None else 0)
        _draw_state(drawing, state, Box(_BAR, middle, width, 0), ink, fill)
    else:
        draw_bullet(surface, Box(_BAR, middle - 5, _BAR_WIDTH, 10), line.points, line.interval)
    if line.points is not None or not state:
        ink = palette.MUTED if line.points is None else palette.points_ink(line.points)
        text = points_text(language, line.points)
        surface.text((_POINTS, middle + 2.6), text, size=7.6, color=ink, bold=True, anchor="end")
    text = points_text(language, line.contribution, 2)
    surface.text((_CONTRIBUTION, middle + 2.6), text, size=7.2, color=palette.TEXT, anchor="end")


def _draw_state(drawing: Drawing, state: str, at: Box, ink: str, fill: str) -> None:
    """A pill when the words fit on one line, else two plain lines."""
    surface = drawing.surface
    if surface.text_width(state, 5.8, bold=True) + 11.1 <= at.width:
        pill(surface, (at.x, at.y), state, ink=ink, fill=fill, size=5.8, width=at.width)
        return
    lines = wrap(surface, state, 5.6, at.width, bold=True, most=2)
    first = at.y + 2 - (len(lines) - 1) * 5.6 * LEADING / 2
    paragraph(surface, (at.x, first), lines, size=5.6, color=ink, bold=True)


def _draw_total(drawing: Drawing, top: float) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    surface.line((MARGIN, top), (RIGHT, top), stroke=palette.NAVY, weight=1.1)
    y = top + 12.5
    surface.text((MARGIN + 5, y), _("Total"), size=7.6, color=palette.INK, bold=True)
    weight = language.percent(sum((line.weight for line in sheet.criteria), Decimal(0)), 0)
    surface.text((_WEIGHT, y), weight, size=7.6, color=palette.INK, bold=True, anchor="end")
    score = points_text(language, sheet.judgement.score, 2)
    surface.text((_CONTRIBUTION, y), score, size=7.6, color=palette.INK, bold=True, anchor="end")
    note = _("Weights without a score leave the total; the others share it.")
    note = clip(surface, note, 5.8, _POINTS - _WEIGHT - 24)
    surface.text((_WEIGHT + 14, y), note, size=5.8, color=palette.MUTED)


def _draw_empty(drawing: Drawing, top: float) -> None:
    _ = drawing.language.gettext
    text = _("The scheme has no criterion for this site.")
    drawing.surface.text((MARGIN + 5, top + 15), text, size=7.4, color=palette.MUTED)
