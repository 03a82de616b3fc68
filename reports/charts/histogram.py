"""How many sites have which score: a column for every five points, over the bands of the standings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL, axis_step, axis_top
from reports.language import Language
from reports.sheet import Band
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface

STEP = 5
STEPS = 100 // STEP


@dataclass(frozen=True, slots=True)
class Scores:
    """`sites`: how many rated sites score in each step of STEP points, the lowest first; 100 is in the last one."""

    sites: tuple[int, ...]
    mean: Decimal | None
    median: Decimal | None


def step_of(score: Decimal) -> int:
    """The place of a score of 0..100 among the steps."""
    return min(int(score // STEP), STEPS - 1)


def draw_histogram(surface: Surface, box: Box, scores: Scores, bands: Sequence[Band], language: Language) -> None:
    """`bands` as the sheets have them, lowest first: each tints its stretch of the scale."""
    plot = box.inset(26, 16, 4, 24)
    highest = max(max(scores.sites, default=0), 1)
    step = max(axis_step(highest), 1)
    top = axis_top(highest, step)
    _draw_bands(surface, plot, bands)
    for place in range(round(top / step) + 1):
        y = plot.bottom - plot.height * place * step / top
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.decimal(Decimal(round(place * step)), 0)
        surface.text((plot.x - 4, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")
    slot = plot.width / STEPS
    for place, sites in enumerate(scores.sites):
        told = language.ngettext("%(count)s site", "%(count)s sites", sites)
        with surface.group(f"{_between(place)}: {told % {'count': language.decimal(Decimal(sites), 0)}}"):
            height = plot.height * sites / top
            if sites:
                surface.rect(
                    Box(plot.x + slot * place + 1, plot.bottom - height, slot - 2, height), fill=palette.BLUE, radius=1
                )
    for score in range(0, 101, 20):
        at = (plot.x + plot.width * score / 100, plot.bottom + 9)
        surface.text(at, language.decimal(Decimal(score), 0), size=LABEL, color=palette.MUTED, anchor="middle")
    _draw_mean(surface, plot, scores, language)


def _draw_bands(surface: Surface, plot: Box, bands: Sequence[Band]) -> None:
    for place, band in enumerate(bands):
        start, end = float(band.floor), float(bands[place + 1].floor) if place + 1 < len(bands) else 100.0
        left = plot.x + plot.width * start / 100
        width = plot.width * (end - start) / 100
        surface.rect(Box(left, plot.y, width, plot.height), fill=palette.band_tint(place, len(bands)))


def _draw_mean(surface: Surface, plot: Box, scores: Scores, language: Language) -> None:
    if scores.mean is None:
        return
    x = plot.x + plot.width * float(scores.mean) / 100
    surface.line((x, plot.y), (x, plot.bottom), stroke=palette.NAVY, weight=1, dash=(3, 2))
    told = language.gettext("mean %(mean)s") % {"mean": language.decimal(scores.mean, 1)}
    if scores.mean < 80:
        surface.text((x + 3, plot.y - 4), told, size=LABEL, color=palette.NAVY)
    else:
        surface.text((x - 3, plot.y - 4), told, size=LABEL, color=palette.NAVY, anchor="end")


def _between(place: int) -> str:
    return f"{place * STEP}–{(place + 1) * STEP}"


def svg_histogram(
    scores: Scores,
    bands: Sequence[Band],
    language: Language,
    title: str,
    identity: str,
    width: float = 1080,
    height: float = 260,
) -> str:
    surface = SvgSurface(width, height, identity, READABLE)
    told = "; ".join(f"{_between(place)}: {sites}" for place, sites in enumerate(scores.sites) if sites)
    surface.title(title, told)
    draw_histogram(surface, surface.box.inset(2, 2, 2, 2), scores, bands, language)
    return surface.markup()
