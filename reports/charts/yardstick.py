"""A criterion's curve with everything on it: this site and what chance leaves open, its peers, the whole network.

The curve stands above; below it, on the same axis, one lane each. Values that nobody may be told have no lane.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reports import palette
from reports.charts.curve import Breakpoints, draw_steps, points_at
from reports.charts.parts import LABEL
from reports.language import Language
from reports.lettering import clip
from reports.sheet import Unit
from reports.surface import Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import value_text

_BEYOND = Decimal("0.08")
_LANE = 15.0
_NAMES = 62.0


class Quartiles(NamedTuple):
    """Of `sites` sites of others: where the middle half of them lies."""

    lower: Decimal
    middle: Decimal
    upper: Decimal
    sites: int


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A criterion and all that is measured by it. `low`, `high`: the 95% interval of `raw`; `rate`: the network's."""

    label: str
    unit: Unit
    curve: Breakpoints
    raw: Decimal | None = None
    adjusted: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    rate: Decimal | None = None
    peers: Quartiles | None = None
    network: Quartiles | None = None
    scored: bool = True

    @property
    def values(self) -> list[Decimal]:
        """Everything that must fit on the axis."""
        spread = [end for held in (self.peers, self.network) if held for end in (held.lower, held.upper)]
        own = [self.raw, self.adjusted, self.low, self.high, self.rate]
        return [*(value for value, _points in self.curve), *spread, *(each for each in own if each is not None)]


class _Axis:
    """Values along the width of the plot."""

    def __init__(self, plot: Box, values: Sequence[Decimal]) -> None:
        lowest, highest = min(values), max(values)
        margin = (highest - lowest) * _BEYOND or Decimal(1)
        self.low, self.high, self.plot = lowest - margin, highest + margin, plot

    def x(self, value: Decimal) -> float:
        return self.plot.x + self.plot.width * float((value - self.low) / (self.high - self.low))


def draw_yardstick(surface: Surface, box: Box, shown: Yardstick, language: Language) -> None:
    lanes = list(_lanes(shown, language))
    plot = box.inset(_NAMES, 8, 10, 16 + _LANE * len(lanes))
    axis = _Axis(plot, shown.values)
    draw_steps(surface, plot, language)
    corners = [(axis.low, shown.curve[0][1]), *shown.curve, (axis.high, shown.curve[-1][1])]
    line = [(axis.x(value), _y(plot, points)) for value, points in corners]
    surface.polyline(line, stroke=palette.BLUE, weight=1.6)
    _draw_values(surface, axis, shown, language, plot.bottom + _LANE * len(lanes) + 9)
    for number, (name, draw) in enumerate(lanes):
        y = plot.bottom + _LANE * (number + 0.5) + 1
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        text = clip(surface, name, LABEL, _NAMES - 8)
        surface.text((plot.x - 5, y + 2), text, size=LABEL, color=palette.MUTED, anchor="end")
        draw(surface, axis, y)
    if shown.scored and shown.adjusted is not None:
        here = axis.x(shown.adjusted), _y(plot, points_at(shown.curve, shown.adjusted))
        lowest = plot.bottom + _LANE * 0.5 + 1
        surface.line(here, (here[0], lowest), stroke=palette.NAVY, weight=0.8, dash=(2.0, 1.6))
        surface.circle(here, 3, fill=palette.NAVY, stroke=palette.WHITE, weight=1)


def _y(plot: Box, points: Decimal) -> float:
    return plot.bottom - plot.height * float(points) / 100


def _draw_values(surface: Surface, axis: _Axis, shown: Yardstick, language: Language, y: float) -> None:
    """A ring for each breakpoint, its value below the lanes; one too near to its neighbour goes without its value."""
    taken = axis.plot.x - 100
    for value, points in shown.curve:
        x, label = axis.x(value), value_text(language, value, shown.unit)
        surface.circle((x, _y(axis.plot, points)), 2, fill=palette.WHITE, stroke=palette.BLUE, weight=1.1)
        half = surface.text_width(label, LABEL) / 2
        if x - half > taken + 4:
            surface.text((x, y), label, size=LABEL, color=palette.MUTED, anchor="middle")
            taken = x + half


class _Own(NamedTuple):
    """The site's lane: the interval as a whisker, the raw value as a ring, the adjusted one as a dot."""

    shown: Yardstick

    def __call__(self, surface: Surface, axis: _Axis, y: float) -> None:
        shown = self.shown
        if shown.low is not None and shown.high is not None:
            ends = axis.x(shown.low), axis.x(shown.high)
            surface.line((ends[0], y), (ends[1], y), stroke=palette.NAVY, weight=1)
            for x in ends:
                surface.line((x, y - 3), (x, y + 3), stroke=palette.NAVY, weight=1)
        if shown.raw is not None:
            surface.circle((axis.x(shown.raw), y), 2.6, fill=palette.WHITE, stroke=palette.NAVY, weight=1.2)
        if shown.adjusted is not None and shown.scored:
            surface.circle((axis.x(shown.adjusted), y), 2.6, fill=palette.NAVY)


class _Others(NamedTuple):
    """A lane of others: the middle half as a bar, its middle as a tick, the network's rate as a diamond."""

    held: Quartiles | None
    rate: Decimal | None
    color: str

    def __call__(self, surface: Surface, axis: _Axis, y: float) -> None:
        if self.held:
            left, right = axis.x(self.held.lower), axis.x(self.held.upper)
            surface.rect(Box(left, y - 2.6, max(right - left, 1), 5.2), fill=self.color, radius=2)
            middle = axis.x(self.held.middle)
            surface.line((middle, y - 4.2), (middle, y + 4.2), stroke=palette.INK, weight=1.3)
        if self.rate is not None:
            surface.polygon(_diamond((axis.x(self.rate), y)), fill=palette.WHITE, stroke=palette.MUTED, weight=1.1)


def _diamond(at: Point) -> list[Point]:
    x, y = at
    return [(x - 3.4, y), (x, y - 3.4), (x + 3.4, y), (x, y + 3.4)]


def _lanes(shown: Yardstick, language: Language) -> Iterator[tuple[str, _Own | _Others]]:
    _ = language.gettext
    if shown.raw is not None:
        yield _("This site"), _Own(shown)
    if shown.peers:
        yield _("Peer group"), _Others(shown.peers, None, palette.SILVER_PALE)
    if shown.network or shown.rate is not None:
        yield _("Network"), _Others(shown.network, shown.rate, palette.FAINT)


def svg_yardstick(shown: Yardstick, language: Language, identity: str, width: float = 340) -> str:
    _ = language.gettext
    height = 148 + _LANE * len(list(_lanes(shown, language)))
    surface = SvgSurface(width, height, identity, READABLE)
    rows = "; ".join(f"{name}: {value}" for name, value in yardstick_rows(shown, language))
    surface.title(_("Points for %(criterion)s") % {"criterion": shown.label}, rows)
    draw_yardstick(surface, surface.box, shown, language)
    return surface.markup()


def yardstick_rows(shown: Yardstick, language: Language) -> list[tuple[str, str]]:
    """The same as numbers: what, and its value."""
    _ = language.gettext

    def told(value: Decimal) -> str:
        return value_text(language, value, shown.unit)

    rows = [(_("Measured"), shown.raw), (_("Adjusted"), shown.adjusted), (_("Network rate"), shown.rate)]
    found = [(name, told(value)) for name, value in rows if value is not None]
    if shown.low is not None and shown.high is not None:
        found.insert(1, (_("95%% interval") % {}, f"{told(shown.low)} – {told(shown.high)}"))
    half, middle = _("middle half of %(sites)s sites of others"), _("the middle one")
    for name, held in ((_("Peer group"), shown.peers), (_("Network"), shown.network)):
        if held:
            text = half % {"sites": language.decimal(Decimal(held.sites), 0)}
            found.append((f"{name}: {text}", f"{told(held.lower)} – {told(held.upper)}"))
            found.append((f"{name}: {middle}", told(held.middle)))
    steps = ((_("%(points)s points from") % {"points": language.decimal(y, 0)}, told(x)) for x, y in shown.curve)
    return [*found, *steps]
