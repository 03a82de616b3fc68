"""The Surface as an <svg> element for a page: inherits its fonts, has no style attribute (strict CSP)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import cos, radians, sin
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from reports.surface import Anchor, Box, Point

READABLE = 1.75
# Advance widths of the common sans-serif faces, in ems; pages choose the font, so this is as near as one can be.
_NARROW = frozenset("ijltfrI1.,:;!|'’()[] /·-–")
_WIDE = frozenset("mwMW%@—")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _attributes(**values: str | float | None) -> str:
    pairs = ((name.rstrip("_").replace("_", "-"), value) for name, value in values.items() if value is not None)
    return "".join(f" {n}={quoteattr(v if isinstance(v, str) else _number(v))}" for n, v in pairs)


class SvgSurface:
    """Collects the elements of one picture. `identity` prefixes its ids, and must be unique in the page.

    The picture is `width` x `height` pixels in the page; `box` is that place in the units drawn in. Charts are measured
    for paper, so those with text are drawn enlarged by READABLE: 6.4 points there are 11.2 pixels here.
    """

    def __init__(self, width: float, height: float, identity: str, scale: float = 1) -> None:
        self._pixels = (width, height)
        self.box = Box(0, 0, width / scale, height / scale)
        self._identity = identity
        self._parts: list[str] = []
        self._titled = False

    def markup(self) -> str:
        """The finished <svg> element."""
        width, height = self._pixels
        view = f"0 0 {_number(self.box.width)} {_number(self.box.height)}"
        names = f"{self._identity}-title {self._identity}-description"
        label = _attributes(role="img", aria_labelledby=names) if self._titled else _attributes(aria_hidden="true")
        head = _attributes(class_="chart", viewBox=view, width=width, height=height)
        opening = f'<svg xmlns="http://www.w3.org/2000/svg"{head}{label}>'
        return opening + "".join(self._parts) + "</svg>"

    def rect(
        self, box: Box, *, fill: str | None = None, stroke: str | None = None, weight: float = 0.6, radius: float = 0
    ) -> None:
        round_by = min(radius, box.width / 2, box.height / 2) or None
        place = _attributes(x=box.x, y=box.y, width=box.width, height=box.height, rx=round_by)
        self._add("rect", place + _paint(fill, stroke, weight))

    def line(self, start: Point, end: Point, *, stroke: str, weight: float = 0.6, dash: tuple[float, ...] = ()) -> None:
        place = _attributes(x1=start[0], y1=start[1], x2=end[0], y2=end[1])
        self._add("line", place + _paint(None, stroke, weight, dash))

    def polyline(
        self, points: Sequence[Point], *, stroke: str, weight: float = 1, dash: tuple[float, ...] = ()
    ) -> None:
        round_ends = _attributes(stroke_linecap="round", stroke_linejoin="round")
        self._add("polyline", _points(points) + _paint(None, stroke, weight, dash) + round_ends)

    def polygon(
        self, points: Sequence[Point], *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None:
        self._add("polygon", _points(points) + _paint(fill, stroke, weight))

    def circle(
        self, centre: Point, radius: float, *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None:
        self._add("circle", _attributes(cx=centre[0], cy=centre[1], r=radius) + _paint(fill, stroke, weight))

    def arc(self, centre: Point, radius: float, start: float, extent: float, *, stroke: str, weight: float) -> None:
        ends = [
            f"{_number(centre[0] + radius * cos(radians(angle)))} {_number(centre[1] - radius * sin(radians(angle)))}"
            for angle in (start, start + extent)
        ]
        large, sweep = int(abs(extent) > 180), int(extent < 0)
        path = f"M{ends[0]}A{_number(radius)} {_number(radius)} 0 {large} {sweep} {ends[1]}"
        self._add("path", _attributes(d=path, stroke_linecap="round") + _paint(None, stroke, weight))

    def text(
        self, at: Point, text: str, *, size: float, color: str, bold: bool = False, anchor: Anchor = "start"
    ) -> None:
        place = _attributes(x=at[0], y=at[1], font_size=size, fill=color, font_weight="700" if bold else None)
        align = _attributes(text_anchor=None if anchor == "start" else anchor)
        self._parts.append(f"<text{place}{align}>{escape(text)}</text>")

    @staticmethod
    def text_width(text: str, size: float, bold: bool = False) -> float:
        return sum(map(_advance, text)) * size * (1.05 if bold else 1)

    def title(self, title: str, description: str) -> None:
        self._titled = True
        for element, content in (("title", title), ("desc", description)):
            suffix = "title" if element == "title" else "description"
            self._parts.append(f"<{element} id={quoteattr(f'{self._identity}-{suffix}')}>{escape(content)}</{element}>")

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        self._parts.append(f"<g><title>{escape(title)}</title>")
        yield
        self._parts.append("</g>")

    def _add(self, element: str, attributes: str) -> None:
        self._parts.append(f"<{element}{attributes}/>")


def _points(points: Sequence[Point]) -> str:
    return _attributes(points=" ".join(f"{_number(x)},{_number(y)}" for x, y in points))


def _paint(fill: str | None, stroke: str | None, weight: float, dash: tuple[float, ...] = ()) -> str:
    pen = _attributes(stroke=stroke, stroke_width=weight) if stroke else ""
    return _attributes(fill=fill or "none") + pen + _attributes(stroke_dasharray=" ".join(map(_number, dash)) or None)


def _advance(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.3
    if character in _WIDE:
        return 0.85
    return 0.68 if character.isupper() else 0.56
