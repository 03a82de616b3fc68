"""The Surface on a ReportLab canvas."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.lib.utils import ImageReader

from reports import typeface
from reports.surface import Anchor, Box, Point


@cache
def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (round(int(color[start : start + 2], 16) / 255, 4) for start in (1, 3, 5))
    return red, green, blue


class PdfSurface:
    """Draws on the canvas it is given; `height` is the page's, because PDF measures from the bottom.

    Colours, widths and fonts are set only when they change, so the canvas must not be used by others in between,
    and a new page is started here (`next_page`), since it forgets them.
    """

    def __init__(self, canvas: Any, height: float) -> None:
        self._canvas = canvas
        self._height = height
        self._forget()

    def next_page(self) -> None:
        self._canvas.showPage()
        self._forget()

    def _forget(self) -> None:
        self._fill, self._stroke, self._weight, self._cap = "", "", -1.0, -1
        self._dash: tuple[float, ...] = ()
        self._font = ("", -1.0)

    def rect(
        self, box: Box, *, fill: str | None = None, stroke: str | None = None, weight: float = 0.6, radius: float = 0
    ) -> None:
        self._pen(fill, stroke, weight)
        bottom = self._height - box.bottom
        filled, stroked = int(fill is not None), int(stroke is not None)
        round_by = min(radius, box.width / 2, box.height / 2)
        if round_by > 0:
            self._canvas.roundRect(box.x, bottom, box.width, box.height, round_by, stroke=stroked, fill=filled)
        else:
            self._canvas.rect(box.x, bottom, box.width, box.height, stroke=stroked, fill=filled)

    def line(self, start: Point, end: Point, *, stroke: str, weight: float = 0.6, dash: tuple[float, ...] = ()) -> None:
        self._pen(None, stroke, weight, dash)
        self._canvas.line(start[0], self._height - start[1], end[0], self._height - end[1])

    def polyline(
        self, points: Sequence[Point], *, stroke: str, weight: float = 1, dash: tuple[float, ...] = ()
    ) -> None:
        self._pen(None, stroke, weight, dash, cap=1)
        self._canvas.drawPath(self._path(points), stroke=1, fill=0)

    def polygon(
        self, points: Sequence[Point], *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None:
        self._pen(fill, stroke, weight)
        path = self._path(points)
        path.close()
        self._canvas.drawPath(path, stroke=int(stroke is not None), fill=int(fill is not None))

    def circle(
        self, centre: Point, radius: float, *, fill: str | None = None, stroke: str | None = None, weight: float = 1
    ) -> None:
        self._pen(fill, stroke, weight)
        filled, stroked = int(fill is not None), int(stroke is not None)
        self._canvas.circle(centre[0], self._height - centre[1], radius, stroke=stroked, fill=filled)

    def arc(self, centre: Point, radius: float, start: float, extent: float, *, stroke: str, weight: float) -> None:
        self._pen(None, stroke, weight, cap=1)
        x, y = centre[0], self._height - centre[1]
        self._canvas.arc(x - radius, y - radius, x + radius, y + radius, start, extent)

    def text(
        self, at: Point, text: str, *, size: float, color: str, bold: bool = False, anchor: Anchor = "start"
    ) -> None:
        if not text:
            return
        drawn = typeface.typeset(text)
        self._pen(color, None, 0)
        font = (typeface.BOLD if bold else typeface.REGULAR, size)
        if font != self._font:
            self._canvas.setFont(*font)
            self._font = font
        x = at[0]
        if anchor != "start":
            x -= self.text_width(text, size, bold) * (0.5 if anchor == "middle" else 1)
        self._canvas.drawString(x, self._height - at[1], drawn)

    @staticmethod
    def text_width(text: str, size: float, bold: bool = False) -> float:
        return typeface.width(text, bold) * size

    def picture(self, box: Box, jpeg: bytes) -> None:
        """A photo as large as fits, in the middle of the box. No chart needs one, so SVG has none."""
        image = ImageReader(BytesIO(jpeg))
        bottom = self._height - box.bottom
        self._canvas.drawImage(image, box.x, bottom, box.width, box.height, preserveAspectRatio=True, anchor="c")

    def title(self, title: str, description: str) -> None:
        """Nothing to do: this PDF is not tagged, so a picture in it has no alternative text."""

    def group(self, title: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def _path(self, points: Sequence[Point]) -> Any:
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], self._height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self._height - y)
        return path

    def _pen(
        self, fill: str | None, stroke: str | None, weight: float, dash: tuple[float, ...] = (), cap: int = 0
    ) -> None:
        canvas = self._canvas
        if fill is not None and fill != self._fill:
            canvas.setFillColorRGB(*_rgb(fill))
            self._fill = fill
        if stroke is None:
            return
        if stroke != self._stroke:
            canvas.setStrokeColorRGB(*_rgb(stroke))
            self._stroke = stroke
        if weight != self._weight:
            canvas.setLineWidth(weight)
            self._weight = weight
        if dash != self._dash:
            canvas.setDash(list(dash))
            self._dash = dash
        if cap != self._cap:
            canvas.setLineCap(cap)
            canvas.setLineJoin(cap)
            self._cap = cap
