"""All criteria against the network: a radar from five to eight criteria, else (and with gaps) a dot plot."""

from collections.abc import Sequence
from decimal import Decimal
from math import cos, pi, sin

from reports import palette
from reports.charts.parts import LegendEntry, draw_legend
from reports.language import Language
from reports.lettering import LEADING, clip, paragraph, wrap
from reports.sheet import CriterionLine
from reports.surface import Anchor, Box, Point, Surface
from reports.svg_surface import READABLE, SvgSurface
from reports.wording import points_text, state_name

_FILL = "#dbe6fc"
_FEWEST, _MOST = 5, 8
_LABEL = 5.6
_TOP_LABEL = 64.0


def draw_profile(surface: Surface, box: Box, criteria: Sequence[CriterionLine], language: Language) -> None:
    """Points 0..100 of this site and of the network's average."""
    _ = language.gettext
    if not criteria:
        surface.text((box.x, box.y + 14), _("There are no criteria to compare."), size=7, color=palette.MUTED)
        return
    complete = all(line.points is not None for line in criteria)
    radar = complete and _FEWEST <= len(criteria) <= _MOST
    if radar:
        _draw_radar(surface, box.inset(0, 0, 0, 12), criteria)
    else:
        _draw_dots(surface, box.inset(0, 0, 0, 12), criteria, language)
    entries: list[LegendEntry] = [
        ("line" if radar else "dot", palette.BLUE, _("This site")),
        ("line" if radar else "ring", palette.NETWORK, _("Network average")),
    ]
    width = sum(27 + surface.text_width(label, 6.4) for _mark, _color, label in entries) - 12
    draw_legend(surface, (box.x + (box.width - width) / 2, box.bottom - 1), entries)


def _draw_radar(surface: Surface, box: Box, criteria: Sequence[CriterionLine]) -> None:
    radius = min(box.width / 2 - 46, box.height / 2 - 14)
    centre = (box.x + box.width / 2, box.y + box.height / 2)
    count = len(criteria)

    def corner(position: int, share: float) -> Point:
        angle = 2 * pi * position / count
        return centre[0] + radius * share * sin(angle), centre[1] - radius * share * cos(angle)

    site = [corner(n, float(line.points or 0) / 100) for n, line in enumerate(criteria)]
    surface.polygon(site, fill=_FILL)
    for share in (0.25, 0.5, 0.75, 1.0):
        surface.polygon([corner(n, share) for n in range(count)], stroke=palette.LINE, weight=0.5)
    for n in range(count):
        surface.line(centre, corner(n, 1), stroke=palette.LINE, weight=0.5)
    averages = [line.network_points for line in criteria]
    known = [corner(n, float(value) / 100) for n, value in enumerate(averages) if value is not None]
    if len(known) == count:
        surface.polygon(known, stroke=palette.NETWORK, weight=1)
    surface.polygon(site, stroke=palette.BLUE, weight=1.4)
    for point in site:
        surface.circle(point, 1.7, fill=palette.BLUE)
    for n, line in enumerate(criteria):
        _draw_corner_label(surface, box, corner(n, 1 + 7 / radius), centre, line.label)


def _draw_corner_label(surface: Surface, box: Box, at: Point, centre: Point, label: str) -> None:
    x, y = at
    across = x - centre[0]
    anchor: Anchor = "middle" if abs(across) < 6 else "start" if across > 0 else "end"
    room = {"middle": _TOP_LABEL, "start": box.right - x, "end": x - box.x}[anchor]
    lines = wrap(surface, label, _LABEL, room, most=2)
    rise = (len(lines) - 1) * _LABEL * LEADING
    first = y - rise if y < centre[1] - 20 else y + 3 if y > centre[1] + 20 else y - rise / 2 + 2
    paragraph(surface, (x, first), lines, size=_LABEL, color=palette.TEXT, anchor=anchor)


def _draw_dots(surface: Surface, box: Box, criteria: Sequence[CriterionLine], language: Language) -> None:
    label_width = box.width * 0.46
    plot = Box(box.x + label_width + 6, box.y + 10, box.width - label_width - 10, box.height - 12)
    for score in (0, 50, 100):
        x = plot.x + plot.width * score / 100
        text = language.decimal(Decimal(score), 0)
        surface.text((x, plot.y - 3), text, size=_LABEL, color=palette.MUTED, anchor="middle")
        surface.line((x, plot.y), (x, plot.bottom), stroke=palette.LINE, weight=0.5)
    row = min(plot.height / max(len(criteria), 1), 26)
    size = 6.4 if row >= 9 else 5.2
    for position, line in enumerate(criteria):
        y = plot.y + row * (position + 0.5)
        most = 2 if row >= 2 * size * LEADING else 1
        lines = wrap(surface, line.label, size, label_width, most=most)
        first = y + size * 0.36 - (len(lines) - 1) * size * LEADING / 2
        paragraph(surface, (box.x, first), lines, size=size, color=palette.TEXT)
        _draw_pair(surface, plot, y, line, language)


def _draw_pair(surface: Surface, plot: Box, y: float, line: CriterionLine, language: Language) -> None:
    site, network = (
        None if value is None else plot.x + plot.width * float(value) / 100
        for value in (line.points, line.network_points)
    )
    surface.line((plot.x, y), (plot.right, y), stroke=palette.TRACK, weight=0.8)
    if site is not None and network is not None:
        surface.line((site, y), (network, y), stroke=palette.BLUE_PALE, weight=2.2)
    if network is not None:
        surface.circle((network, y), 2.3, fill=palette.WHITE, stroke=palette.NETWORK, weight=1.2)
    if site is not None:
        surface.circle((site, y), 2.8, fill=palette.BLUE)
    else:
        why = clip(surface, state_name(language, line.state), 5.4, plot.width)
        surface.text((plot.x + 2, y - 2), why, size=5.4, color=palette.MUTED)


def svg_profile(
    criteria: Sequence[CriterionLine], language: Language, identity: str, width: float = 420, height: float = 280
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    values = "; ".join(
        f"{line.label}: {points_text(language, line.points)} ({points_text(language, line.network_points)})"
        for line in criteria
    )
    surface.title(_("Points by criterion, this site and (network average)"), values)
    draw_profile(surface, surface.box.inset(2, 2, 2, 2), criteria, language)
    return surface.markup()
