"""What charts and blocks draw on: ten methods, two back-ends (`pdf_surface`, `svg_surface`).

Lengths are points in a PDF and pixels in an SVG; x grows to the right, y grows downwards, angles are degrees
counter-clockwise from three o'clock. Text stands on its baseline.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Literal, NamedTuple, Protocol

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


class Box(NamedTuple):
    """A place to draw in."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, left: float, top: float, right: float, bottom: float) -> "Box":
        return Box(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)


class Surface(Protocol):
    """Something to draw on. A colour is #rrggbb; `fill` and `stroke` of None leave that part out."""

    def rect(
        self, box: Box, *, fill: str | None = None, stroke: str | None = None, weight: float = 0.6, radius: float = 0
    ) -> None: ...

    def line(
        self, start: Point, end: Point, *, stroke: str, weight: float = 0.6, dash: tuple[float, ...] = ()
    ) -> None: ...

    def polyline(
        self, points: Sequence[Point], *, stroke: str, weight: float = 1, dash: tuple[float, ...] = ()
    ) -> None: ...

    def polygon(
        self, points: Sequence[Point], *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None: ...

    def circle(
        self, centre: Point, radius: float, *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None: ...

    def arc(self, centre: Point, radius: float, start: float, extent: float, *, stroke: str, weight: float) -> None:
        """A round-ended stroke along a circle; a negative `extent` runs clockwise."""

    def text(
        self, at: Point, text: str, *, size: float, color: str, bold: bool = False, anchor: Anchor = "start"
    ) -> None:
        """One line of text. A PDF raises MissingGlyph for a character its fonts lack."""

    def text_width(self, text: str, size: float, bold: bool = False) -> float: ...

    def title(self, title: str, description: str) -> None:
        """Name the picture for those who do not see it. To be called first, and once."""

    def group(self, title: str) -> AbstractContextManager[None]:
        """What is drawn inside belongs together; a page shows `title` on pointing at it."""
