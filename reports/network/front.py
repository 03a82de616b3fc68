"""Page 1: key figures, scores, standings, trend."""

from decimal import Decimal

from reports import palette
from reports.charts import draw_histogram, draw_shares, draw_spread
from reports.charts.parts import LABEL, draw_legend, draw_series
from reports.lettering import clip, wrap, write
from reports.network.drawing import NetworkDrawing
from reports.network.sheet import Mean
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, Block, draw_card
from reports.surface import Box
from reports.wording import DASH, points_text

_FIGURES, _HISTOGRAM, _SPREAD, _TREND = 62.0, 188.0, 184.0, 228.0


def figures_block(drawing: NetworkDrawing) -> Block:
    """The key figures side by side, the first stripe of the page."""
    surface, sheet, _language, _title = drawing
    count = max(len(sheet.figures), 1)
    # The last one is an amount of money, or several: it is half as wide again.
    width = (CONTENT - GUTTER * (count - 1)) / (count + 0.5)

    def draw(top: float) -> None:
        for place, figure in enumerate(sheet.figures):
            wide = width * (1.5 if place == count - 1 else 1)
            box = Box(MARGIN + place * (width + GUTTER), top, wide, _FIGURES)
            surface.rect(box, fill=palette.PANEL, radius=4)
            surface.rect(Box(box.x, top, wide, 2.4), fill=palette.TEAL)
            lines = wrap(surface, figure.label, 6.6, wide - 14, most=2)
            for number, line in enumerate(lines):
                surface.text((box.x + 8, top + 14 + number * 8), line, size=6.6, color=palette.MUTED)
            write(surface, (box.x + 8, top + 42), figure.value or DASH, size=15, color=palette.NAVY,
                  width=wide - 14, bold=True, smallest=7)  # fmt: skip
            write(surface, (box.x + 8, top + 54), figure.note, size=6.2, color=palette.TEXT, width=wide - 14,
                  smallest=5)  # fmt: skip

    return Block(_FIGURES, draw)


def scores_block(drawing: NetworkDrawing) -> Block:
    """How many sites score how much."""
    surface, sheet, language, _title = drawing
    _ = language.gettext
    rated = language.ngettext("%(count)s rated franchised site", "%(count)s rated franchised sites", sheet.rated)

    def draw(top: float) -> None:
        box = Box(MARGIN, top, CONTENT, _HISTOGRAM)
        draw_card(surface, box, _("Scores"), rated % {"count": drawing.whole(sheet.rated)})
        if not sheet.rated:
            _draw_nothing(drawing, box, _("No franchised site is rated in this quarter."))
            return
        draw_histogram(surface, box.inset(8, 20, 8, 12), sheet.scores, sheet.bands, language)
        _draw_band_names(drawing, box)

    return Block(_HISTOGRAM, draw, gap=10)


def _draw_band_names(drawing: NetworkDrawing, box: Box) -> None:
    """Below the scale, each where its stretch of it is; the narrow ones are clipped."""
    plot = box.inset(8 + 26, 0, 8 + 4, 0)
    bands = drawing.sheet.bands
    for place, band in enumerate(bands):
        end = bands[place + 1].floor if place + 1 < len(bands) else Decimal(100)
        width = plot.width * float(end - band.floor) / 100
        x = plot.x + plot.width * float(band.floor) / 100 + width / 2
        text = clip(drawing.surface, band.label, 5.6, width - 1)
        drawing.surface.text((x, box.bottom - 9), text, size=5.6, color=palette.MUTED, anchor="middle")


def standings_block(drawing: NetworkDrawing) -> Block:
    """Sites by standing, in this quarter and over the quarters."""
    surface, sheet, language, _title = drawing
    _ = language.gettext
    half = (CONTENT - GUTTER) / 2

    def draw(top: float) -> None:
        left, right = Box(MARGIN, top, half, _SPREAD), Box(MARGIN + half + GUTTER, top, half, _SPREAD)
        draw_card(surface, left, _("Sites by standing"))
        draw_card(surface, right, _("Standings over the quarters"))
        if sheet.quarters and sum(sheet.quarters[-1].sites):
            draw_spread(surface, left.inset(8, 26, 8, 10), sheet.classes, sheet.quarters[-1], language)
        else:
            _draw_nothing(drawing, left, _("No franchised site was judged in this quarter."))
        if any(sum(each.sites) for each in sheet.quarters):
            draw_shares(surface, right.inset(8, 26, 8, 8), sheet.classes, sheet.quarters, language)
        else:
            _draw_nothing(drawing, right, _("No franchised site was judged in any quarter so far."))

    return Block(_SPREAD, draw, gap=10)


def trend_block(drawing: NetworkDrawing) -> Block:
    """The mean score by quarter, over the bands."""
    surface, _sheet, language, _title = drawing

    def draw(top: float) -> None:
        box = Box(MARGIN, top, CONTENT, _TREND)
        draw_card(surface, box, language.gettext("Mean score by quarter"))
        _draw_trend(drawing, box.inset(30, 34, 12, 22))

    return Block(_TREND, draw, gap=10)


def _draw_trend(drawing: NetworkDrawing, plot: Box) -> None:
    surface, sheet, language, _title = drawing
    _ = language.gettext
    known = [each.score for each in sheet.means if each.score is not None]
    if not known:
        _draw_nothing(drawing, plot, _("No site is rated yet."))
        return
    low = float(max(min(known) // 10 * 10 - 10, Decimal(0)))
    draw_legend(surface, (plot.x, plot.y - 7), [("dots", palette.BLUE, _("Mean of the rated sites"))])
    _draw_trend_ground(drawing, plot, low)
    slot = plot.width / len(sheet.means)
    points = [
        None if each.score is None else (plot.x + slot * (place + 0.5), _height(plot, low, float(each.score)))
        for place, each in enumerate(sheet.means)
    ]
    draw_series(surface, points, stroke=palette.BLUE, weight=1.6)
    for place, each in enumerate(sheet.means):
        _draw_mean(drawing, plot, plot.x + slot * (place + 0.5), each, points[place], newest=each is sheet.means[-1])


def _draw_mean(
    drawing: NetworkDrawing, plot: Box, x: float, mean: Mean, at: tuple[float, float] | None, *, newest: bool
) -> None:
    surface, _sheet, language, _title = drawing
    name = language.quarter_short(mean.quarter.year, mean.quarter.number)
    ink = palette.INK if newest else palette.MUTED
    surface.text((x, plot.bottom + 11), name, size=LABEL, color=ink, bold=newest, anchor="middle")
    if at is None:
        surface.text((x, plot.bottom - 4), DASH, size=7, color=palette.MUTED, anchor="middle")
        return
    surface.circle(at, 3 if newest else 2.2, fill=palette.BLUE if newest else palette.WHITE, stroke=palette.BLUE)
    above = at[1] - 6 if at[1] > plot.y + 12 else at[1] + 12
    text = points_text(language, mean.score, 2)
    surface.text((x, above), text, size=7, color=palette.INK, bold=newest, anchor="middle")


def _height(plot: Box, low: float, score: float) -> float:
    return plot.bottom - plot.height * min(max((score - low) / (100 - low), 0.0), 1.0)


def _draw_trend_ground(drawing: NetworkDrawing, plot: Box, low: float) -> None:
    surface, sheet, language, _title = drawing
    for place, band in enumerate(sheet.bands):
        upper = sheet.bands[place + 1].floor if place + 1 < len(sheet.bands) else Decimal(100)
        top, bottom = _height(plot, low, float(upper)), _height(plot, low, float(band.floor))
        if bottom - top < 0.5:
            continue
        surface.rect(Box(plot.x, top, plot.width, bottom - top), fill=palette.band_tint(place, len(sheet.bands)))
        if bottom - top > 7:
            label = clip(surface, band.label, 5.6, 120)
            surface.text((plot.x + 3, top + 6.6), label, size=5.6, color=palette.MUTED)
    step = 10 if low >= 40 else 20
    for score in range(100, int(low) - 1, -step):
        y = _height(plot, low, score)
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(score), 0)
        surface.text((plot.x - 5, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")


def _draw_nothing(drawing: NetworkDrawing, box: Box, text: str) -> None:
    at = (box.x + box.width / 2, box.y + box.height / 2)
    shown = clip(drawing.surface, text, 8, box.width - 16)
    drawing.surface.text(at, shown, size=8, color=palette.MUTED, anchor="middle")
