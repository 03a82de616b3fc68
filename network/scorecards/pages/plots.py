"""Drawing sites and cities on a plot of degrees: what the template of the map writes as SVG."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from network.foundation.i18n import Text, current, ngettext
from network.foundation.i18n import gettext as _
from network.scorecards.queries.map import MappedSite
from network.scorecards.rules.plot import Frame, Mark, NamePlace, Place, frame_around, graticule, name_places, radius
from network.sites.pages.sites import site_path
from network.web.listing import ListState
from reports import palette
from reports.svg_surface import SvgSurface

UNRATED = "unrated"
WIDTH, TALLEST = 1000.0, 640.0
NAME_SIZE = 12.0
_SITE_RADIUS = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a standing is drawn: a sign that says it without the colours too."""

    fill: str
    rim: str
    sign: str


# Dark signs on pale faces, so that they are read in the sun.
LOOKS: Mapping[str, Look] = {
    "five_star": Look(palette.GOLD_PALE, palette.GOLD, "5"),
    "four_star": Look("#bfe5cb", palette.GOOD_DARK, "4"),
    "three_star": Look(palette.BLUE_PALE, palette.BLUE, "3"),
    "pass": Look(palette.SILVER_PALE, palette.SILVER, "P"),
    "fail": Look("#f0b4b4", palette.BAD_DARK, "✕"),
    UNRATED: Look(palette.WHITE, palette.MUTED, "–"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One circle of the plot: a city with its sites, or a site. `failing`: how many sites of it stand lowest."""

    place: Place
    radius: float
    look: Look
    name: str
    told: str
    href: str
    failing: int = 0


def city_marks(sites: Sequence[MappedSite], labels: Mapping[str, Text], state: ListState) -> list[Spot]:
    """A circle a city, the largest first, in the look of the standing that most of its sites have (of several, the
    lowest)."""
    by_city: dict[str, list[MappedSite]] = {}
    for site in sites:
        by_city.setdefault(site.city, []).append(site)
    spots = [_city(within, labels, state) for within in by_city.values()]
    return sorted(spots, key=lambda spot: (-spot.radius, spot.name))


def _city(sites: Sequence[MappedSite], labels: Mapping[str, Text], state: ListState) -> Spot:
    counts = Counter(site.standing or UNRATED for site in sites)
    order = list(labels)
    commonest = max(counts, key=lambda code: (counts[code], order.index(code) if code in order else -1))
    name = sites[0].city_in(current().code)
    number = ngettext("%(count)s site", "%(count)s sites", len(sites)) % {"count": current().decimal(len(sites))}
    spread = ", ".join(f"{labels[code]} {current().decimal(counts[code])}" for code in order if counts[code])
    return Spot(
        place=Place(_mean([site.latitude for site in sites]), _mean([site.longitude for site in sites])),
        radius=radius(len(sites)),
        look=LOOKS.get(commonest, LOOKS[UNRATED]),
        name=f"{name} {current().decimal(len(sites))}",
        told=f"{name}: {number}. {spread}",
        href=state.url(city=sites[0].city),
        failing=counts["fail"] if commonest != "fail" else 0,
    )


def site_marks(sites: Sequence[MappedSite], labels: Mapping[str, Text]) -> list[Spot]:
    """A circle a site."""
    return [
        Spot(
            place=Place(_mean([site.latitude]), _mean([site.longitude])),
            radius=_SITE_RADIUS,
            look=LOOKS.get(site.standing or UNRATED, LOOKS[UNRATED]),
            name=site.code,
            told=f"{site.name_in(current().code)} ({site.code}): {labels.get(site.standing or UNRATED, site.standing)}",
            href=site_path(site.code),
        )
        for site in sites
    ]


def _mean(degrees: Sequence[Any]) -> float:
    return float(sum(degrees) / len(degrees))


def drawn(spots: Sequence[Spot]) -> dict[str, Any]:
    """The plot as the template writes it: size, lines of the graticule with their degrees, circles with their names."""
    frame = frame_around([spot.place for spot in spots], WIDTH, TALLEST)
    ruler = SvgSurface(1, 1, "ruler")
    points = [frame.point(spot.place) for spot in spots]
    # Pages choose the font: a tenth more than the common ones need.
    widths = [ruler.text_width(spot.name, NAME_SIZE) * 1.1 for spot in spots]
    marks = [Mark(x, y, spot.radius, width) for (x, y), spot, width in zip(points, spots, widths, strict=True)]
    names = name_places(marks, frame)
    circles = [
        {"spot": spot, "x": f"{mark.x:.1f}", "y": f"{mark.y:.1f}", "radius": f"{mark.radius:.1f}", "name": _at(name)}
        | {"sign_y": f"{mark.y + 4:.1f}", "failing": _failing(spot, mark)}
        for spot, mark, name in zip(spots, marks, names, strict=True)
    ]
    lines = {"width": f"{frame.width:.0f}", "height": f"{frame.height:.0f}", "right": f"{frame.width - 4:.0f}"}
    return lines | {"circles": circles, "parallels": _parallels(frame), "meridians": _meridians(frame)}


def _at(name: NamePlace | None) -> dict[str, str] | None:
    return {"x": f"{name.x:.1f}", "y": f"{name.y:.1f}", "anchor": name.anchor} if name else None


def _failing(spot: Spot, mark: Mark) -> dict[str, str] | None:
    """The small mark at the upper right of a city's circle."""
    if not spot.failing:
        return None
    x, y = mark.x + mark.radius * 0.75, mark.y - mark.radius * 0.75
    return {"x": f"{x:.1f}", "y": f"{y:.1f}", "text_y": f"{y + 3:.1f}", "count": current().decimal(spot.failing)}


def _parallels(frame: Frame) -> list[dict[str, str]]:
    north, south = _("%(degrees)s° N"), _("%(degrees)s° S")
    return [
        {"y": f"{frame.point(Place(degree, frame.west))[1]:.1f}", "text": _degrees(degree, north, south)}
        for degree in graticule(frame.south, frame.north)
    ]


def _meridians(frame: Frame) -> list[dict[str, str]]:
    east, west = _("%(degrees)s° E"), _("%(degrees)s° W")
    return [
        {"x": f"{frame.point(Place(frame.north, degree))[0]:.1f}", "text": _degrees(degree, east, west)}
        for degree in graticule(frame.west, frame.east)
    ]


def _degrees(degree: float, positive: str, negative: str) -> str:
    return (positive if degree >= 0 else negative) % {"degrees": f"{abs(degree):g}"}
