"""The overall score over the quarters, on the bands of the standings."""

from collections.abc import Sequence
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL, LegendEntry, draw_legend, draw_series
from reports.language import Language
from reports.lettering import clip
from reports.sheet import Band, HistoryPoint
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import points_text


class _Scale:
    """Where quarters and scores fall in the plot; the axis ends at 100 and starts at a ten below all that is drawn."""

    def __init__(self, plot: Box, history: Sequence[HistoryPoint], bands: Sequence[Band]) -> None:
        values = [value for point in history for value in (point.score, point.network) if value is not None]
        second = [band.floor - 10 for band in bands[1:2]]
        self.low = max(0.0, float(min([*values, *second, Decimal(90)]) // 10 * 10))
        self.plot = plot
        self.slot = plot.width / max(len(history), 1)

    def x(self, position: int) -> float:
        return self.plot.x + self.slot * (position + 0.5)

    def y(self, score: float | Decimal) -> float:
        share = (float(score) - self.low) / (100 - self.low)
        return self.plot.bottom - self.plot.height * min(max(share, 0.0), 1.0)


def draw_history(
    surface: Surface, box: Box, history: Sequence[HistoryPoint], bands: Sequence[Band], language: Language
) -> None:
    """Oldest quarter left; a quarter without a score leaves a gap and a dash."""
    _ = language.gettext
    scale = _Scale(box.inset(18, 18, 2, 14), history, bands)
    legend: list[LegendEntry] = [
        ("dots", palette.BLUE, _("This site")),
        ("line", palette.NETWORK, _("Network average")),
    ]
    draw_legend(surface, (box.x + 18, box.y + 7), legend)
    _draw_bands(surface, scale, bands)
    _draw_axis(surface, scale, language)
    network = [None if p.network is None else (scale.x(n), scale.y(p.network)) for n, p in enumerate(history)]
    draw_series(surface, network, stroke=palette.NETWORK, weight=1.1)
    scores = [None if p.score is None else (scale.x(n), scale.y(p.score)) for n, p in enumerate(history)]
    draw_series(surface, scores, stroke=palette.BLUE, weight=1.5)
    for position, (point, at) in enumerate(zip(history, scores, strict=True)):
        _draw_quarter(surface, scale, position, point, at, language, latest=position == len(history) - 1)


def _draw_bands(surface: Surface, scale: _Scale, bands: Sequence[Band]) -> None:
    plot = scale.plot
    for position, band in enumerate(bands):
        upper = bands[position + 1].floor if position + 1 < len(bands) else Decimal(100)
        top, bottom = scale.y(upper), scale.y(band.floor)
        if bottom - top < 0.5:
            continue
        tint = palette.band_tint(position, len(bands))
        surface.rect(Box(plot.x, top, plot.width, bottom - top), fill=tint)
        if bottom - top > 7:
            label = clip(surface, band.label, 5.4, plot.width / 3)
            surface.text((plot.x + 3, top + 6.4), label, size=5.4, color=palette.MUTED)


def _draw_axis(surface: Surface, scale: _Scale, language: Language) -> None:
    step = 10 if scale.low >= 50 else 20
    for score in range(100, int(scale.low) - 1, -step):
        y = scale.y(score)
        surface.line((scale.plot.x, y), (scale.plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(score), 0)
        surface.text((scale.plot.x - 5, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")


def _draw_quarter(
    surface: Surface, scale: _Scale, position: int, point: HistoryPoint, at: Point | None, language: Language,
    *, latest: bool,
) -> None:  # fmt: skip
    x = scale.x(position)
    name = language.quarter_short(point.quarter.year, point.quarter.number)
    ink = palette.INK if latest else palette.MUTED
    surface.text((x, scale.plot.bottom + 10), name, size=LABEL, color=ink, bold=latest, anchor="middle")
    if at is None or point.score is None:
        surface.text((x, scale.plot.bottom - 4), "–", size=7, color=palette.MUTED, anchor="middle")
        return
    value = points_text(language, point.score)
    with surface.group(f"{language.quarter(point.quarter.year, point.quarter.number)}: {value}"):
        fill = palette.BLUE if latest else palette.WHITE
        surface.circle(at, 2.6 if latest else 2.0, fill=fill, stroke=palette.BLUE, weight=1.1)
        below_network = point.network is not None and point.score < point.network
        # Below the point where that keeps clear of the network's line, but never over the names of the quarters.
        under = at[1] < scale.plot.y + 10 or (below_network and at[1] < scale.plot.bottom - 12)
        y = at[1] + (10 if under else -5)
        surface.text((x, y), value, size=LABEL, color=palette.INK, bold=latest, anchor="middle")


def svg_history(
    history: Sequence[HistoryPoint],
    bands: Sequence[Band],
    language: Language,
    identity: str,
    width: float = 480,
    height: float = 280,
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    values = "; ".join(
        f"{language.quarter(p.quarter.year, p.quarter.number)} {points_text(language, p.score)}" for p in history
    )
    surface.title(_("Overall score by quarter"), values)
    draw_history(surface, surface.box.inset(2, 2, 2, 2), history, bands, language)
    return surface.markup()
