"""The upper half of page 1: who, how many points, which standing, against whom, and what capped it."""

from decimal import Decimal

from reports import palette
from reports.charts import draw_badge, draw_gauge, draw_ladder, draw_profile
from reports.lettering import LEADING, clip, fit, paragraph, pill, wrap
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, RIGHT, Block, Drawing, draw_card
from reports.sheet import Rank
from reports.surface import Box
from reports.wording import DASH, change_text

_HERO = 172.0
_GAUGE_WIDTH, _STANDING_WIDTH = 148.0, 168.0


def identity_block(drawing: Drawing) -> Block:
    surface, site = drawing.surface, drawing.sheet.site
    lines, size = _name_lines(drawing)
    other = clip(surface, site.other_name, 7.4, CONTENT - 24)
    names = len(lines) * size * LEADING + (11.0 if other else 0)

    def draw(top: float) -> None:
        box = Box(MARGIN, top, CONTENT, names + 36)
        surface.rect(box, fill=palette.PANEL, radius=3)
        surface.rect(Box(MARGIN, top, 3, box.height), fill=palette.TEAL)
        y = top + 5 + size
        y += paragraph(surface, (MARGIN + 12, y), lines, size=size, color=palette.INK, bold=True)
        if other:
            surface.text((MARGIN + 12, y - size * 0.36 + 1), other, size=7.4, color=palette.MUTED)
        _draw_facts(drawing, box.bottom - 17)

    return Block(names + 36, draw)


def _name_lines(drawing: Drawing) -> tuple[list[str], float]:
    """The name whole, whatever its length: on one line, or smaller on up to four (200 wide characters fit)."""
    surface, name = drawing.surface, drawing.sheet.site.name
    shown, size = fit(surface, name, 13.6, 11, CONTENT - 24, bold=True)
    if shown == name:
        return [shown], size
    for size, most in ((10.4, 2), (8.8, 4)):
        lines = wrap(surface, name, size, CONTENT - 24, bold=True, most=most)
        if "".join(lines).replace(" ", "") == name.replace(" ", ""):
            break
    return lines, size


def _facts(drawing: Drawing) -> list[tuple[str, str]]:
    language, site = drawing.language, drawing.sheet.site
    _ = language.gettext
    orders = None if site.repair_orders is None else language.decimal(Decimal(site.repair_orders), 0)
    return [
        (_("Site code"), site.code),
        (_("Region"), site.region or DASH),
        (_("City"), site.city or DASH),
        (_("Kind"), site.kind or DASH),
        (_("Operator"), site.operator or DASH),
        (_("Opened"), language.date(site.opened_on) if site.opened_on else DASH),
        (_("Repair orders"), orders or DASH),
    ]


def _draw_facts(drawing: Drawing, y: float) -> None:
    """Caption above value, columns as wide as their content wants, the widest ones giving way."""
    surface = drawing.surface
    facts = _facts(drawing)
    wanted = [max(surface.text_width(c, 6.2), surface.text_width(v, 7.4, bold=True)) for c, v in facts]
    room = CONTENT - 24 - 12 * (len(facts) - 1)
    most = room
    while sum(min(width, most) for width in wanted) > room:
        most *= 0.95
    widths = [min(width, most) for width in wanted]
    spare = (room - sum(widths)) / (len(facts) - 1)
    x = MARGIN + 12
    for (caption, value), width in zip(facts, widths, strict=True):
        surface.text((x, y), clip(surface, caption, 6.2, width), size=6.2, color=palette.MUTED)
        shown = clip(surface, value, 7.4, width + 0.1, bold=True)
        surface.text((x, y + 10), shown, size=7.4, color=palette.INK, bold=True)
        x += width + 12 + spare


def hero_block(drawing: Drawing) -> Block:
    def draw(top: float) -> None:
        standing = MARGIN + _GAUGE_WIDTH + GUTTER
        profile = standing + _STANDING_WIDTH + GUTTER
        _draw_score(drawing, Box(MARGIN, top, _GAUGE_WIDTH, _HERO))
        _draw_standing(drawing, Box(standing, top, _STANDING_WIDTH, _HERO))
        _draw_profile(drawing, Box(profile, top, RIGHT - profile, _HERO))

    return Block(_HERO, draw)


def _draw_score(drawing: Drawing, box: Box) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    judgement = sheet.judgement
    draw_card(surface, box, _("Overall score"))
    draw_gauge(surface, Box(box.x, box.y + 20, box.width, 112), judgement, language)
    middle = box.x + box.width / 2
    if judgement.score is not None and judgement.previous_score is not None and judgement.previous_quarter:
        change = judgement.score - judgement.previous_score
        before = language.quarter(judgement.previous_quarter.year, judgement.previous_quarter.number)
        text = _("%(change)s since %(quarter)s") % {"change": change_text(language, change, 2), "quarter": before}
        up = change >= 0
        ink, fill = (palette.GOOD_DARK, palette.GOOD_TINT) if up else (palette.BAD_DARK, palette.BAD_TINT)
        pill(surface, (middle, box.bottom - 29), text, ink=ink, fill=fill, width=box.width - 16, anchor="middle")
    if judgement.coverage is None:
        return
    coverage = language.percent(judgement.coverage, 0)
    text = _("%(share)s of the weights could be judged") % {"share": coverage}
    text, size = fit(surface, text, 6.4, 5, box.width - 14)
    surface.text((middle, box.bottom - 10), text, size=size, color=palette.MUTED, anchor="middle")


def _draw_standing(drawing: Drawing, box: Box) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    judgement = sheet.judgement
    draw_card(surface, box, _("Standing and rank"))
    middle = box.x + box.width / 2
    draw_badge(surface, (middle, box.y + 58), 36, judgement, language)
    if judgement.provisional and judgement.standing:
        at = (box.right - 7, box.y + 12)
        pill(surface, at, _("Provisional"), ink=palette.WARN_DARK, fill=palette.WARN_TINT, size=5.8, anchor="end")
    draw_ladder(surface, Box(box.x + 12, box.y + 103, box.width - 24, 5), judgement, language)
    if judgement.standing is None:
        reason = judgement.unrated_reason or _("There is too little data for a standing.")
        lines = wrap(surface, reason, 6.6, box.width - 24, most=4)
        paragraph(surface, (middle, box.y + 130), lines, size=6.6, color=palette.TEXT, anchor="middle")
        return
    peers = judgement.peer_group or _("Peer group")
    _draw_rank(drawing, box, box.y + 134, _("Network"), judgement.network_rank)
    _draw_rank(drawing, box, box.y + 154, peers, judgement.peer_rank)


def _draw_rank(drawing: Drawing, box: Box, y: float, group: str, rank: Rank | None) -> None:
    surface, _sheet, language = drawing
    _ = language.gettext
    right = box.right - 12
    if rank is None:
        surface.text((right, y), DASH, size=9.2, color=palette.MUTED, bold=True, anchor="end")
        shown = clip(surface, group, 6.8, box.width - 50)
        surface.text((box.x + 12, y), shown, size=6.8, color=palette.TEXT)
        return
    of = _("of %(count)s") % {"count": language.decimal(Decimal(rank.of), 0)}
    surface.text((right, y), of, size=6.8, color=palette.MUTED, anchor="end")
    number_right = right - surface.text_width(of, 6.8) - 3.5
    number = language.decimal(Decimal(rank.position), 0)
    surface.text((number_right, y), number, size=10.5, color=palette.INK, bold=True, anchor="end")
    room = number_right - surface.text_width(number, 10.5, bold=True) - box.x - 16
    surface.text((box.x + 12, y), clip(surface, group, 6.8, room), size=6.8, color=palette.TEXT)
    if rank.percentile is not None:
        ahead = _("ahead of %(share)s") % {"share": language.percent(rank.percentile, 1)}
        surface.text((box.x + 12, y + 7.8), ahead, size=5.8, color=palette.MUTED)


def _draw_profile(drawing: Drawing, box: Box) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    draw_card(surface, box, _("Profile"), _("points by criterion"))
    draw_profile(surface, box.inset(8, 22, 8, 6), sheet.criteria, language)


def gates_block(drawing: Drawing) -> Block | None:
    """The gates that capped the standing, each with its reason; None when none fired."""
    surface, sheet, language = drawing
    _ = language.gettext
    if not sheet.judgement.gates:
        return None
    texts = [_("%(reason)s. Highest standing: %(cap)s") % {"reason": g.reason.rstrip("。."), "cap": g.cap}
             for g in sheet.judgement.gates]  # fmt: skip
    title = _("Standing capped")
    left = MARGIN + 24 + surface.text_width(title, 7.4, bold=True)
    lines = [line for text in texts for line in wrap(surface, text, 7, RIGHT - left - 10, most=2)]
    height = len(lines) * 7 * LEADING + 8

    def draw(top: float) -> None:
        surface.rect(Box(MARGIN, top, CONTENT, height), fill=palette.BAD_TINT, radius=3)
        surface.rect(Box(MARGIN, top, 3, height), fill=palette.BAD)
        surface.text((MARGIN + 12, top + 11.5), title, size=7.4, color=palette.BAD_DARK, bold=True)
        paragraph(surface, (left, top + 11.5), lines, size=7, color=palette.TEXT)

    return Block(height, draw, gap=9)
