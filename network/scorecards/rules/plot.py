"""A plain plot of places: a frame that holds them, lines of the graticule, and names beside them. Pure.

No borders are drawn, and none may be: see DECISIONS.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt

# Degrees between two lines of the graticule, of which the first that gives at most so many lines is taken.
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)
_MOST_LINES = 10
# A plot of one place still shows a little of what is around it: half so many degrees on either side.
_LEAST_SPAN = 0.06
_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, north and east being positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that is drawn, `width` x `height` pixels; degrees of longitude are shortened as they are in
    its middle (an equirectangular projection)."""

    west: float
    east: float
    south: float
    north: float
    width: float
    height: float

    def point(self, place: Place) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        return (
            (place.longitude - self.west) / (self.east - self.west) * self.width,
            (self.north - place.latitude) / (self.north - self.south) * self.height,
        )


def frame_around(places: Sequence[Place], width: float, tallest: float) -> Frame:
    """The smallest frame of this width that holds all places (at least one) with a margin; no taller than `tallest`."""
    latitudes, longitudes = [each.latitude for each in places], [each.longitude for each in places]
    south, north = _widened(min(latitudes), max(latitudes))
    west, east = _widened(min(longitudes), max(longitudes))
    shortened = max(0.05, cos(radians((south + north) / 2)))
    degree = min(width / ((east - west) * shortened), tallest / (north - south))
    # What the height allows too little of in width is filled on both sides.
    spare = (width / (degree * shortened) - (east - west)) / 2
    return Frame(west - spare, east + spare, south, north, width, (north - south) * degree)


def _widened(low: float, high: float) -> tuple[float, float]:
    margin = max((high - low) * _MARGIN, _LEAST_SPAN / 2)
    return low - margin, high + margin


def graticule(low: float, high: float) -> list[float]:
    """Round degrees between two, evenly apart."""
    step = next((each for each in _STEPS if (high - low) / each <= _MOST_LINES), _STEPS[-1])
    first = ceil(low / step)
    return [round(number * step, 2) for number in range(first, int(high // step) + 1)]


def radius(sites: int) -> float:
    """Of the circle of so many sites: its area grows with them."""
    return 5 + 2.4 * sqrt(sites)


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle in the plot, and how wide its name is, in pixels."""

    x: float
    y: float
    radius: float
    name_width: float


Box = tuple[float, float, float, float]
NAME_HEIGHT = 13.0


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name is written: its baseline, and which end of it (`start`, `middle` or `end`) stands at `x`."""

    x: float
    y: float
    anchor: str


def name_places(marks: Sequence[Mark], frame: Frame) -> list[NamePlace | None]:
    """Each name right, left, below or above its circle, on no other name or circle.

    None for a name that has no such place. The first marks choose first.
    """
    taken: list[Box] = [_circle(mark) for mark in marks]
    found: list[NamePlace | None] = []
    for mark in marks:
        free = ((box, anchor) for box, anchor in _beside(mark) if _inside(box, frame) and not _on_any(box, taken))
        box, anchor = next(free, (None, ""))
        if box:
            taken.append(box)
        found.append(_placed(box, anchor) if box else None)
    return found


def _placed(box: Box, anchor: str) -> NamePlace:
    x = {"start": box[0], "middle": (box[0] + box[2]) / 2, "end": box[2]}[anchor]
    return NamePlace(x, box[3] - 3, anchor)


def _circle(mark: Mark) -> Box:
    return mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius


def _beside(mark: Mark) -> list[tuple[Box, str]]:
    gap, width, half = mark.radius + 3, mark.name_width, NAME_HEIGHT / 2
    return [
        ((mark.x + gap, mark.y - half, mark.x + gap + width, mark.y + half), "start"),
        ((mark.x - gap - width, mark.y - half, mark.x - gap, mark.y + half), "end"),
        ((mark.x - width / 2, mark.y + gap, mark.x + width / 2, mark.y + gap + NAME_HEIGHT), "middle"),
        ((mark.x - width / 2, mark.y - gap - NAME_HEIGHT, mark.x + width / 2, mark.y - gap), "middle"),
    ]


def _inside(box: Box, frame: Frame) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width and box[3] <= frame.height


def _on_any(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)
