"""The overall score on a 250 degree scale, notched where a standing begins."""

from decimal import Decimal
from math import cos, radians, sin

from reports import palette
from reports.language import Language
from reports.sheet import Judgement
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import points_text

_START, _SWEEP = 215.0, 250.0


def draw_gauge(surface: Surface, box: Box, judgement: Judgement, language: Language) -> None:
    """Fills a box about as high as it is wide. An unrated score is drawn in grey, an unknown one as a dash."""
    radius = min(box.width / 2 - 19, box.height / 1.75)
    centre = (box.x + box.width / 2, box.y + radius + 9)
    thickness = radius * 0.19
    surface.arc(centre, radius, _START, -_SWEEP, stroke=palette.TRACK, weight=thickness)
    if judgement.score is not None:
        extent = -_SWEEP * float(judgement.score) / 100
        surface.arc(centre, radius, _START, min(extent, -0.1), stroke=_color(judgement), weight=thickness)
    for band in judgement.bands:
        if 0 < band.floor < 100:
            _draw_notch(surface, centre, radius, thickness, band.floor, language)
    _draw_middle(surface, centre, radius, judgement, language)


def _color(judgement: Judgement) -> str:
    if judgement.score is None or judgement.standing is None:
        return palette.FAINT
    return palette.score_color(judgement.score, [band.floor for band in judgement.bands])


def _draw_notch(
    surface: Surface, centre: Point, radius: float, thickness: float, floor: Decimal, language: Language
) -> None:
    angle = radians(_START - _SWEEP * float(floor) / 100)
    inner, outer, label = radius - thickness / 2, radius + thickness / 2, radius + thickness / 2 + 6.5
    start, end, middle = (_on_circle(centre, r, angle) for r in (inner, outer, label))
    surface.line(start, end, stroke=palette.WHITE, weight=1.2)
    places = 0 if floor == floor.to_integral_value() else 1
    text = language.decimal(floor, places)
    surface.text((middle[0], middle[1] + 2), text, size=5.8, color=palette.MUTED, anchor="middle")


def _on_circle(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * cos(angle), centre[1] - radius * sin(angle)


def _draw_middle(surface: Surface, centre: Point, radius: float, judgement: Judgement, language: Language) -> None:
    _ = language.gettext
    known = judgement.score is not None
    text = points_text(language, judgement.score, 2)
    size = radius * (0.5 if known else 0.7)
    ink = palette.INK if known else palette.FAINT
    surface.text((centre[0], centre[1] + size * 0.3), text, size=size, color=ink, bold=True, anchor="middle")
    caption = _("out of 100") if known else _("no score")
    surface.text((centre[0], centre[1] + radius * 0.45), caption, size=7, color=palette.MUTED, anchor="middle")


def svg_gauge(judgement: Judgement, language: Language, identity: str, width: float = 240, height: float = 190) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    standing = judgement.band.label if judgement.band else _("Not rated")
    score = points_text(language, judgement.score, 2)
    description = _("%(score)s out of 100; standing: %(standing)s") % {"score": score, "standing": standing}
    surface.title(_("Overall score"), description)
    draw_gauge(surface, surface.box, judgement, language)
    return surface.markup()
