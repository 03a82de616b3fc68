"""Points of one criterion as a bar, with the target's tick and the whisker of what chance alone could explain."""

from decimal import Decimal

from reports import palette
from reports.language import Language
from reports.sheet import Interval
from reports.surface import Box, Surface
from reports.svg_surface import SvgSurface
from reports.wording import points_text

PASS_POINTS = Decimal(60)


def draw_bullet(surface: Surface, box: Box, points: Decimal | None, interval: Interval | None) -> None:
    """0..100 points over the width. The whisker spans the points that the two ends of the 95% interval would earn."""
    thickness = min(box.height, 6.4)
    middle = box.y + box.height / 2
    track = Box(box.x, middle - thickness / 2, box.width, thickness)
    surface.rect(track, fill=palette.TRACK, radius=thickness / 2)
    if points is not None and points > 0:
        length = max(box.width * float(points) / 100, thickness)
        surface.rect(track._replace(width=length), fill=palette.points_color(points), radius=thickness / 2)
    tick = box.x + box.width * float(PASS_POINTS) / 100
    surface.line((tick, middle - thickness * 0.85), (tick, middle + thickness * 0.85), stroke=palette.INK, weight=1.1)
    if interval:
        _draw_whisker(surface, box, middle, interval)


def _draw_whisker(surface: Surface, box: Box, middle: float, interval: Interval) -> None:
    ends = sorted(box.x + box.width * float(p) / 100 for p in (interval.low_points, interval.high_points))
    surface.line((ends[0], middle), (ends[1], middle), stroke=palette.NAVY, weight=0.8)
    for x in ends:
        surface.line((x, middle - 2), (x, middle + 2), stroke=palette.NAVY, weight=0.8)


def svg_bullet(
    points: Decimal | None,
    interval: Interval | None,
    label: str,
    language: Language,
    identity: str,
    width: float = 140,
    height: float = 14,
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity)
    described = _("%(points)s of 100 points") % {"points": points_text(language, points)}
    if interval:
        ends = sorted((interval.low_points, interval.high_points))
        low, high = (points_text(language, end) for end in ends)
        described += "; " + _("95%% interval: %(low)s to %(high)s points") % {"low": low, "high": high}
    surface.title(label, described)
    draw_bullet(surface, Box(2, 1, width - 4, height - 2), points, interval)
    return surface.markup()
