"""What makes a certificate look like one: frame, divider, rosette, seal and QR code, all drawn as lines and areas."""

from collections.abc import Iterator
from itertools import groupby
from math import cos, pi, sin

import segno

from reports import palette
from reports.surface import Box, Point, Surface

# Fine enough that nothing prints over what is written on it.
_ROSETTE_INK = "#f0ead9"
_ROSETTE_STEPS = 360


def draw_frame(surface: Surface, width: float, height: float) -> None:
    """A navy and a gold line around the page, with gold corners."""
    surface.rect(Box(14, 14, width - 28, height - 28), stroke=palette.NAVY, weight=2.4)
    surface.rect(Box(20, 20, width - 40, height - 40), stroke=palette.GOLD, weight=0.8)
    for x, y in ((20.0, 20.0), (width - 20, 20.0), (20.0, height - 20), (width - 20, height - 20)):
        _diamond(surface, (x, y), 6)


def draw_divider(surface: Surface, centre: Point, half: float) -> None:
    """A gold rule with a diamond in its middle."""
    x, y = centre
    surface.line((x - half, y), (x - 10, y), stroke=palette.GOLD, weight=0.9)
    surface.line((x + 10, y), (x + half, y), stroke=palette.GOLD, weight=0.9)
    _diamond(surface, centre, 4.5)


def _diamond(surface: Surface, centre: Point, radius: float) -> None:
    x, y = centre
    surface.polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], fill=palette.GOLD)


def draw_rosette(surface: Surface, centre: Point, radius: float) -> None:
    """Interlaced waves around a point, as on a banknote, so pale that they stay behind the text."""
    for waves, depth, turn in ((16, 0.16, 0.0), (16, 0.16, 0.5), (11, 0.34, 0.0), (11, 0.34, 0.5), (7, 0.6, 0.25)):
        surface.polyline(list(_wave(centre, radius, waves, depth, turn)), stroke=_ROSETTE_INK, weight=0.6)


def _wave(centre: Point, radius: float, waves: int, depth: float, turn: float) -> Iterator[Point]:
    for step in range(_ROSETTE_STEPS + 1):
        angle = 2 * pi * step / _ROSETTE_STEPS
        reach = radius * (1 - depth / 2 + depth / 2 * cos(waves * angle + 2 * pi * turn))
        yield centre[0] + 1.75 * reach * cos(angle), centre[1] + 0.95 * reach * sin(angle)


def draw_seal(surface: Surface, centre: Point, radius: float) -> None:
    """A gold seal with ribbons, and the tick of the mark."""
    x, y = centre
    for side in (-1, 1):
        ribbon = [(x + side * 0.1 * radius, y), (x + side * 0.72 * radius, y),
                  (x + side * 0.86 * radius, y + 1.62 * radius), (x + side * 0.5 * radius, y + 1.4 * radius),
                  (x + side * 0.2 * radius, y + 1.62 * radius)]  # fmt: skip
        surface.polygon(ribbon, fill=palette.NAVY_LIGHT)
    surface.polygon(_star(centre, radius, 28), fill=palette.GOLD)
    surface.circle(centre, radius * 0.8, fill=palette.WHITE)
    surface.circle(centre, radius * 0.76, fill=palette.GOLD)
    surface.circle(centre, radius * 0.66, stroke=palette.GOLD_PALE, weight=0.8)
    tick = ((-0.32, 0.02), (-0.08, 0.27), (0.35, -0.26))
    points = [(x + radius * across, y + radius * down) for across, down in tick]
    surface.polyline(points, stroke=palette.WHITE, weight=radius * 0.13)


def _star(centre: Point, radius: float, points: int) -> list[Point]:
    reach = (radius, radius * 0.9)
    return [
        (centre[0] + reach[step % 2] * sin(pi * step / points), centre[1] - reach[step % 2] * cos(pi * step / points))
        for step in range(2 * points)
    ]


def draw_qr(surface: Surface, box: Box, text: str) -> None:
    """A QR code of this text, without its quiet zone: the page around it is white."""
    # The mask is given, not sought: readers take any, and trying all eight is a tenth of the work of a scorecard.
    rows = segno.make(text, micro=False, error="m", mask=0).matrix
    size = box.width / len(rows)
    for down, row in enumerate(rows):
        across = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                # A hair larger, or viewers show seams between the modules.
                place = Box(box.x + across * size, box.y + down * size, length * size + 0.04, size + 0.04)
                surface.rect(place, fill=palette.NAVY)
            across += length
