"""The paper: its measures, the bands on top, the footer, and how blocks are laid on pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from reports import palette
from reports.language import Language
from reports.lettering import clip, fit, pill, write
from reports.sheet import ScorecardSheet
from reports.surface import Box, Point, Surface

WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 36.0
CONTENT = WIDTH - 2 * MARGIN
RIGHT = WIDTH - MARGIN
GUTTER = 10.0
FIRST_TOP, NEXT_TOP, BOTTOM = 103.0, 58.0, 798.0
_HEADER, _SLIM_HEADER = 86.0, 40.0
_ROUNDING = 0.01


class Drawing(NamedTuple):
    """What every block needs."""

    surface: Surface
    sheet: ScorecardSheet
    language: Language


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a known height that is drawn at a given top.

    `gap` is the space above it unless it starts a page; `heading` is drawn above it when it is the first on a new page.
    """

    height: float
    draw: Callable[[float], None]
    gap: float = 12
    heading: "Block | None" = None
    starts_page: bool = False


def under(head: Block, blocks: Sequence[Block]) -> list[Block]:
    """The blocks below their heading: it stays with the first of them, and comes again on a further page."""
    if not blocks:
        return []
    first, *others = blocks

    def draw(top: float) -> None:
        head.draw(top)
        first.draw(top + head.height)

    return [Block(head.height + first.height, draw, gap=head.gap), *(replace(each, heading=head) for each in others)]


Placed = tuple[Block, float]


def paginate(blocks: Sequence[Block]) -> list[list[Placed]]:
    """Blocks with their tops, page by page, in order; a block never straddles a page."""
    pages: list[list[Placed]] = [[]]
    y = FIRST_TOP
    for block in blocks:
        if pages[-1]:
            y += block.gap
        if pages[-1] and (block.starts_page or y + block.height > BOTTOM + _ROUNDING):
            pages.append([])
            y = NEXT_TOP
            if block.heading:
                pages[-1].append((block.heading, y))
                y += block.heading.height
        pages[-1].append((block, y))
        y += block.height
    return pages


def draw_page_frame(drawing: Drawing, number: int, count: int) -> None:
    """Header band and footer of page `number` of `count`."""
    if number == 1:
        _draw_header(drawing)
    else:
        _draw_slim_header(drawing)
    _draw_footer(drawing, number, count)


def _draw_header(drawing: Drawing) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    draw_head_band(surface)
    quarter = language.quarter(sheet.quarter.year, sheet.quarter.number)
    surface.text((RIGHT, 44), quarter, size=20, color=palette.WHITE, bold=True, anchor="end")
    days = f"{language.date(sheet.first_day)} – {language.date(sheet.last_day)}"
    surface.text((RIGHT, 59), days, size=7.6, color=palette.GOOD_TINT, anchor="end")
    left = MARGIN + 46
    room = RIGHT - left - 160
    write(surface, (left, 38), sheet.network_name, size=8.6, color=palette.BLUE_PALE, width=room, smallest=6)
    title = _("Quarterly service quality scorecard")
    write(surface, (left, 57), title, size=16.5, color=palette.WHITE, width=room, bold=True, smallest=11)
    if not sheet.provenance.is_final:
        status = sheet.provenance.status or _("Draft")
        pill(surface, (RIGHT, 72), status, ink=palette.WARN_DARK, fill=palette.WARN_TINT, anchor="end")


def draw_head_band(surface: Surface) -> None:
    """The band on top of a first page, with the mark and without a word."""
    surface.rect(Box(0, 0, WIDTH, _HEADER), fill=palette.NAVY)
    for x, width in ((330, 78), (422, 16)):
        stripe = [(x + 86, 0), (x + 86 + width, 0), (x + width, _HEADER), (x, _HEADER)]
        surface.polygon(stripe, fill=palette.NAVY_LIGHT)
    surface.rect(Box(0, _HEADER, WIDTH, 3), fill=palette.TEAL)
    draw_mark(surface, (MARGIN + 17, _HEADER / 2 + 1), 17)


def draw_slim_band(surface: Surface) -> None:
    """The band on top of all further pages."""
    surface.rect(Box(0, 0, WIDTH, _SLIM_HEADER), fill=palette.NAVY)
    surface.rect(Box(0, _SLIM_HEADER, WIDTH, 2), fill=palette.TEAL)
    draw_mark(surface, (MARGIN + 9, _SLIM_HEADER / 2), 9)


def draw_mark(surface: Surface, centre: Point, radius: float) -> None:
    """The product's own seal: a ring and a tick."""
    x, y = centre
    surface.circle(centre, radius, fill=palette.TEAL)
    surface.circle(centre, radius * 0.82, stroke=palette.WHITE, weight=radius * 0.06)
    tick = ((-0.4, 0.02), (-0.1, 0.34), (0.44, -0.32))
    surface.polyline(
        [(x + radius * across, y + radius * down) for across, down in tick], stroke=palette.WHITE, weight=radius * 0.2
    )


def _draw_slim_header(drawing: Drawing) -> None:
    surface, sheet, language = drawing
    draw_slim_band(surface)
    code = clip(surface, sheet.site.code, 7.6, 120)
    period = f"{code}  |  {language.quarter(sheet.quarter.year, sheet.quarter.number)}"
    surface.text((RIGHT, 23), period, size=7.6, color=palette.BLUE_PALE, anchor="end")
    room = CONTENT - 38 - surface.text_width(period, 7.6)
    name, size = fit(surface, sheet.site.name, 9.6, 7, room, bold=True)
    surface.text((MARGIN + 26, 23.4), name, size=size, color=palette.WHITE, bold=True)


def _draw_footer(drawing: Drawing, number: int, count: int) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    origin = sheet.provenance
    surface.line((MARGIN, HEIGHT - 34), (RIGHT, HEIGHT - 34), stroke=palette.LINE)
    document = _("Document %(number)s, revision %(revision)s")
    document %= {"number": origin.document_number, "revision": origin.revision}
    page = _("Page %(page)s of %(pages)s") % {"page": number, "pages": count}
    upper, lower = HEIGHT - 24, HEIGHT - 15.5
    write(surface, (MARGIN, upper), document, size=6.4, color=palette.TEXT, width=CONTENT - 90, bold=True)
    surface.text((RIGHT, upper), page, size=6.4, color=palette.TEXT, bold=True, anchor="end")
    generated = _("Generated %(moment)s") % {"moment": language.moment(origin.generated_at)}
    surface.text((RIGHT, lower), generated, size=6.2, color=palette.MUTED, anchor="end")
    room = CONTENT - 20 - surface.text_width(generated, 6.2)
    secret = _("Confidential: for the site operator and %(network)s only") % {"network": sheet.network_name}
    write(surface, (MARGIN, lower), secret, size=6.2, color=palette.MUTED, width=room)


def draw_card(surface: Surface, box: Box, heading: str, note: str = "") -> None:
    """A white card with a thin border and its heading."""
    surface.rect(box, fill=palette.WHITE, stroke=palette.LINE, radius=5)
    draw_heading(surface, (box.x + 8, box.y + 14.5), heading, box.width - 16, note)


def draw_heading(surface: Surface, at: Point, heading: str, width: float, note: str = "") -> None:
    heading, size = fit(surface, heading, 9.2, 7, width, bold=True)
    surface.text(at, heading, size=size, color=palette.NAVY, bold=True)
    taken = surface.text_width(heading, size, bold=True) + 6
    if note and taken + 20 < width:
        write(surface, (at[0] + taken, at[1]), note, size=6.6, color=palette.MUTED, width=width - taken)
