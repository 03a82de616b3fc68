"""The standing: a badge like a medal, and the ladder of all standings with a pointer at the score."""

from math import cos, pi, sin

from reports import palette
from reports.language import Language
from reports.lettering import fit
from reports.sheet import Band, Judgement
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface


def draw_badge(surface: Surface, centre: Point, radius: float, judgement: Judgement, language: Language) -> None:
    """A hexagon with the standing's stars and name; grey with a dash for an unrated site."""
    _ = language.gettext
    band = judgement.band
    lowest = band is not None and band == judgement.bands[0]
    face, rim = palette.medal(band.stars, lowest) if band else palette.UNRATED
    surface.polygon(_hexagon(centre, radius), fill=rim)
    surface.polygon(_hexagon(centre, radius * 0.9), fill=face)
    surface.polygon(_hexagon(centre, radius * 0.8), stroke=rim, weight=0.7)
    _draw_sign(surface, (centre[0], centre[1] - radius * 0.26), radius, band, lowest)
    name, size = fit(surface, band.label if band else _("Not rated"), radius * 0.31, 5, radius * 1.3, bold=True)
    at = (centre[0], centre[1] + radius * 0.28)
    surface.text(at, name, size=size, color=palette.WHITE, bold=True, anchor="middle")
    below, size = fit(surface, _("Service standing"), radius * 0.14, 4, radius)
    surface.text((centre[0], centre[1] + radius * 0.5), below, size=size, color=palette.WHITE, anchor="middle")


def _draw_sign(surface: Surface, at: Point, radius: float, band: Band | None, lowest: bool) -> None:
    x, y = at
    arm = radius * 0.2
    if band is None or lowest:
        surface.polyline([(x - arm, y), (x + arm, y)], stroke=palette.WHITE, weight=radius * 0.09)
    elif not band.stars:
        tick = [(x - arm, y), (x - arm * 0.2, y + arm * 0.75), (x + arm, y - arm * 0.75)]
        surface.polyline(tick, stroke=palette.WHITE, weight=radius * 0.09)
    else:
        step = radius * 0.27
        for number in range(band.stars):
            offset = number - (band.stars - 1) / 2
            rise = radius * 0.035 * offset * offset
            surface.polygon(_star((x + offset * step, y + rise), radius * 0.135), fill=palette.WHITE)


def _hexagon(centre: Point, radius: float) -> list[Point]:
    return [(centre[0] + radius * sin(k * pi / 3), centre[1] - radius * cos(k * pi / 3)) for k in range(6)]


def _star(centre: Point, radius: float) -> list[Point]:
    spokes = ((k, radius if k % 2 == 0 else radius * 0.42) for k in range(10))
    return [(centre[0] + r * sin(k * pi / 5), centre[1] - r * cos(k * pi / 5)) for k, r in spokes]


def draw_ladder(surface: Surface, box: Box, judgement: Judgement, language: Language) -> None:
    """Equal segments, one a standing, lowest left, their floors below, and a pointer where the score is."""
    bands = judgement.bands
    if not bands:
        return
    segment = box.width / len(bands)
    for position, band in enumerate(bands):
        left = box.x + position * segment
        face, rim = palette.medal(band.stars, position == 0)
        color = face if band.code == judgement.standing else rim
        surface.rect(Box(left + 0.5, box.y, segment - 1, box.height), fill=color)
        if position:
            places = 0 if band.floor == band.floor.to_integral_value() else 1
            label = language.decimal(band.floor, places)
            surface.text((left, box.bottom + 8), label, size=5.8, color=palette.MUTED, anchor="middle")
    if judgement.score is not None:
        x = box.x + segment * _steps_up(float(judgement.score), [float(band.floor) for band in bands])
        ink = palette.INK if judgement.standing else palette.FAINT
        surface.polygon([(x, box.y - 1), (x - 3, box.y - 6), (x + 3, box.y - 6)], fill=ink)


def _steps_up(score: float, floors: list[float]) -> float:
    """How many segments up the ladder a score is, with the way through its own segment."""
    reached = max((n for n, floor in enumerate(floors) if score >= floor), default=0)
    low = floors[reached]
    high = floors[reached + 1] if reached + 1 < len(floors) else 100.0
    share = (score - low) / (high - low) if high > low else 1.0
    return reached + min(max(share, 0.0), 1.0)


def svg_badge(judgement: Judgement, language: Language, identity: str, size: float = 96) -> str:
    _ = language.gettext
    surface = SvgSurface(size, size, identity)
    band = judgement.band
    surface.title(_("Standing"), band.label if band else judgement.unrated_reason or _("Not rated"))
    draw_badge(surface, (size / 2, size / 2), size / 2, judgement, language)
    return surface.markup()


def svg_ladder(judgement: Judgement, language: Language, identity: str, width: float = 320) -> str:
    _ = language.gettext
    surface = SvgSurface(width, 46, identity, READABLE)
    steps = ", ".join(f"{band.label} {language.decimal(band.floor, 0)}" for band in judgement.bands)
    surface.title(_("Standings and the scores from which they are reached"), steps)
    draw_ladder(surface, surface.box.inset(4, 8, 4, 13), judgement, language)
    return surface.markup()
