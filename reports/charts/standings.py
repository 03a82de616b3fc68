"""How sites spread over standings: bars of one quarter, and columns of shares over the quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import palette
from reports.charts.parts import LABEL
from reports.language import Language
from reports.lettering import clip
from reports.sheet import Quarter
from reports.surface import Box, Surface
from reports.svg_surface import READABLE, SvgSurface

_GAP = 0.3  # of a slot stays empty between two columns
_SMALLEST_WITH_NUMBER = 8.5  # a lower segment has no room for its number


@dataclass(frozen=True, slots=True)
class Class:
    """A standing, or the lack of one: its name and its colour."""

    label: str
    color: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one quarter, so many sites of each class, in the order of the classes."""

    quarter: Quarter
    sites: tuple[int, ...]

    def share(self, place: int) -> Decimal:
        total = sum(self.sites)
        return Decimal(self.sites[place]) / total if total else Decimal(0)


def draw_spread(surface: Surface, box: Box, classes: Sequence[Class], counts: Counts, language: Language) -> None:
    """A bar for each class, the first one on top, with its number and its share."""
    names = max((surface.text_width(each.label, LABEL) for each in classes), default=0) + 6
    most = max(max(counts.sites, default=0), 1)
    plot = box.inset(min(names, box.width / 3), 0, 58, 0)
    slot = plot.height / max(len(classes), 1)
    for place, (each, sites) in enumerate(zip(classes, counts.sites, strict=True)):
        middle = plot.y + slot * (place + 0.5)
        told = f"{language.decimal(Decimal(sites), 0)} · {language.percent(counts.share(place), 0)}"
        with surface.group(f"{each.label}: {told}"):
            label = clip(surface, each.label, LABEL, plot.x - box.x - 4)
            surface.text((plot.x - 5, middle + 2.2), label, size=LABEL, color=palette.TEXT, anchor="end")
            length = plot.width * sites / most
            surface.rect(Box(plot.x, middle - slot * 0.31, plot.width, slot * 0.62), fill=palette.PANEL, radius=2)
            if sites:
                bar = Box(plot.x, middle - slot * 0.31, max(length, 1), slot * 0.62)
                surface.rect(bar, fill=each.color, radius=2)
            surface.text((plot.right + 5, middle + 2.2), told, size=LABEL, color=palette.INK)


def draw_shares(
    surface: Surface, box: Box, classes: Sequence[Class], quarters: Sequence[Counts], language: Language
) -> None:
    """A column for each quarter, oldest left, the first class on top; each is as high as all of its sites."""
    plot = box.inset(24, 4, 2, 14)
    slot = min(plot.width / max(len(quarters), 1), 60)
    for tenth in (0, 5, 10):
        y = plot.bottom - plot.height * tenth / 10
        surface.line((plot.x, y), (plot.right, y), stroke=palette.LINE, weight=0.5)
        label = language.percent(Decimal(tenth) / 10, 0)
        surface.text((plot.x - 4, y + 2), label, size=LABEL, color=palette.MUTED, anchor="end")
    for place, counts in enumerate(quarters):
        column = Box(plot.x + slot * (place + _GAP / 2), plot.y, slot * (1 - _GAP), plot.height)
        name = language.quarter_short(counts.quarter.year, counts.quarter.number)
        newest = place == len(quarters) - 1
        ink = palette.INK if newest else palette.MUTED
        at = (column.x + column.width / 2, plot.bottom + 10)
        surface.text(at, name, size=LABEL, color=ink, bold=newest, anchor="middle")
        _draw_column(surface, column, classes, counts, language)


def _draw_column(surface: Surface, column: Box, classes: Sequence[Class], counts: Counts, language: Language) -> None:
    top = column.y
    quarter = language.quarter(counts.quarter.year, counts.quarter.number)
    for place, each in enumerate(classes):
        share = counts.share(place)
        if not share:
            continue
        height = column.height * float(share)
        with surface.group(f"{quarter}, {each.label}: {language.percent(share, 0)}"):
            surface.rect(Box(column.x, top, column.width, height), fill=each.color, stroke=palette.WHITE, weight=0.6)
            if height >= _SMALLEST_WITH_NUMBER:
                at = (column.x + column.width / 2, top + height / 2 + 2)
                ink = palette.ink_on(each.color)
                surface.text(at, language.percent(share, 0), size=5.8, color=ink, anchor="middle")
        top += height


def svg_spread(
    classes: Sequence[Class], counts: Counts, language: Language, identity: str, width: float = 460, height: float = 230
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    told = "; ".join(
        f"{each.label} {language.decimal(Decimal(sites), 0)}" for each, sites in zip(classes, counts.sites, strict=True)
    )
    surface.title(_("Sites by standing"), told)
    draw_spread(surface, surface.box.inset(2, 2, 2, 2), classes, counts, language)
    return surface.markup()


def svg_shares(
    classes: Sequence[Class],
    quarters: Sequence[Counts],
    language: Language,
    identity: str,
    width: float = 460,
    height: float = 230,
) -> str:
    _ = language.gettext
    surface = SvgSurface(width, height, identity, READABLE)
    told = "; ".join(language.quarter(each.quarter.year, each.quarter.number) for each in quarters)
    surface.title(_("Share of each standing by quarter"), told)
    draw_shares(surface, surface.box.inset(2, 2, 2, 2), classes, quarters, language)
    return surface.markup()
