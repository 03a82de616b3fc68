"""Page 2 of a published scorecard: what was found, what is done about it, what it earned or cost; and the annex."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from reports import palette
from reports.annex_sheet import BookedLine, BookedSum, ConsequenceLine, VisitLine
from reports.lettering import clip, fit, paragraph, pill, wrap
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, RIGHT, Block, Drawing, draw_card, draw_heading, under
from reports.sheet import ActionLine, FollowUp, FoundLine, Tag, Tone
from reports.surface import Anchor, Box
from reports.wording import points_text

# So many stand on page 2; when there are more, the annex has all of them.
FINDINGS, OUTCOMES = 8, 7
_ROW, _HEAD, _SIZE = 16.0, 31.0, 7.2
_CARD_ROW = 18.0
_PILLS: dict[Tone, tuple[str, str]] = {
    "good": (palette.GOOD_DARK, palette.GOOD_TINT),
    "warn": (palette.WARN_DARK, palette.WARN_TINT),
    "bad": (palette.BAD_DARK, palette.BAD_TINT),
    "info": (palette.BLUE, palette.BLUE_TINT),
    "neutral": (palette.MUTED, palette.PANEL),
}
_GRADE, _TITLE = MARGIN + 62, MARGIN + 134


def _told(drawing: Drawing) -> FollowUp:
    assert drawing.sheet.follow_up is not None, "only a published scorecard says what follows"  # noqa: S101
    return drawing.sheet.follow_up


def finding_blocks(drawing: Drawing) -> list[Block]:
    """The first findings; a line in their place when there is none, and one below them when there are more."""
    _ = drawing.language.gettext
    found = _told(drawing).findings
    if not found:
        return [_empty(drawing, _("Findings"), _("Nothing was found, and nothing is open from before."))]
    blocks = _table(drawing, _("Findings"), found[:FINDINGS])
    if (more := len(found) - FINDINGS) > 0:
        blocks.append(_note(drawing, _more(drawing, more)))
    return blocks


def _more(drawing: Drawing, count: int) -> str:
    _ = drawing.language.gettext
    return _("%(count)s more in the annex") % {"count": drawing.language.decimal(Decimal(count), 0)}


def annex_blocks(drawing: Drawing) -> list[Block]:
    """All of what page 2 had no room for; the visits of the quarter by section, and the account of the site."""
    _ = drawing.language.gettext
    told, blocks = _told(drawing), []
    if len(told.findings) > FINDINGS:
        blocks += _table(drawing, _("All findings"), told.findings)
    if len(told.actions) > OUTCOMES:
        blocks += _rows(drawing, _("All corrective actions"), [[_action(each)] for each in told.actions])
    if len(told.consequences) > OUTCOMES:
        blocks += _rows(drawing, _("All rewards and penalties"), [[_consequence(each)] for each in told.consequences])
    if told.visits:
        note = _(
            "The score of audits is reckoned from the scored visits of four quarters; listed are those of this one."
        )
        blocks += _rows(drawing, _("Audits of the quarter"), [_visit(drawing, each) for each in told.visits], note)
    if told.booked:
        note = _("By the day on which it was booked: what a quarter earns or costs is booked after it was published.")
        rows = [[_booked(each)] for each in told.booked] + [[_sum(drawing, each)] for each in told.sums]
        blocks += _rows(drawing, _("Account of the site in the quarter"), rows, note)
    return blocks


def _table(drawing: Drawing, title: str, found: Sequence[FoundLine]) -> list[Block]:
    heading = Block(_HEAD, lambda top: _draw_head(drawing, top, title), gap=14)
    return under(heading, [_finding(drawing, each) for each in found])


def _draw_head(drawing: Drawing, top: float, title: str) -> None:
    surface, _sheet, language = drawing
    _ = language.gettext
    draw_heading(surface, (MARGIN, top + 9), title, CONTENT, _as_of(drawing))
    surface.rect(Box(MARGIN, top + 16, CONTENT, 15), fill=palette.PANEL, radius=3)
    for x, text in ((MARGIN + 5, _("Found on")), (_GRADE, _("Grade")), (_TITLE, _("What was found"))):
        surface.text((x, top + 25.8), text, size=6.4, color=palette.MUTED, bold=True)
    surface.text((RIGHT - 5, top + 25.8), _("State"), size=6.4, color=palette.MUTED, bold=True, anchor="end")


def _as_of(drawing: Drawing) -> str:
    return drawing.language.gettext("as of %(day)s") % {"day": drawing.language.date(_told(drawing).as_of)}


def _finding(drawing: Drawing, line: FoundLine) -> Block:
    surface, _sheet, language = drawing
    title = wrap(surface, line.title, _SIZE, RIGHT - 92 - _TITLE, most=2)
    height = _ROW + (len(title) - 1) * 9

    def draw(top: float) -> None:
        y = top + 10.6
        surface.text((MARGIN + 5, y), language.date(line.found_on), size=6.6, color=palette.TEXT)
        _pill(drawing, _GRADE, y - 2, line.grade, 66, "start")
        paragraph(surface, (_TITLE, y), title, size=_SIZE, color=palette.INK)
        _pill(drawing, RIGHT - 5, y - 2, line.state, 84, "end")
        surface.line((MARGIN, top + height), (RIGHT, top + height), stroke=palette.LINE, weight=0.5)

    return Block(height, draw, gap=0)


def _pill(drawing: Drawing, x: float, y: float, tag: Tag, width: float, anchor: Anchor) -> None:
    ink, fill = _PILLS[tag.tone]
    pill(drawing.surface, (x, y), tag.label, ink=ink, fill=fill, size=6.2, width=width, anchor=anchor)


def _empty(drawing: Drawing, title: str, text: str) -> Block:
    surface = drawing.surface

    def draw(top: float) -> None:
        draw_heading(surface, (MARGIN, top + 9), title, CONTENT, _as_of(drawing))
        lines = wrap(surface, text, _SIZE, CONTENT, most=2)
        paragraph(surface, (MARGIN, top + 22), lines, size=_SIZE, color=palette.MUTED)

    return Block(27, draw)


def _note(drawing: Drawing, text: str) -> Block:
    surface = drawing.surface

    def draw(top: float) -> None:
        surface.text((MARGIN + 5, top + 10), text, size=6.6, color=palette.MUTED)

    return Block(13, draw, gap=0)


# A row of either card: what, what is said below it, and at the end the amount or the state in its colour.
_Row = tuple[str, Callable[[Drawing], str], Tag]


def outcome_block(drawing: Drawing) -> Block:
    """Two cards: rewards and penalties, and corrective actions."""
    _ = drawing.language.gettext
    told, width = _told(drawing), (CONTENT - GUTTER) / 2
    money = [_consequence(each) for each in told.consequences]
    actions = [_action(each) for each in told.actions]
    most = max(len(money), len(actions))
    height = 30 + max(min(most, OUTCOMES), 1) * _CARD_ROW + (12 if most > OUTCOMES else 4)

    def draw(top: float) -> None:
        left = Box(MARGIN, top, width, height)
        right = Box(left.right + GUTTER, top, width, height)
        _draw_outcomes(drawing, left, _("Rewards and penalties"), money, _("Nothing follows from this quarter."))
        _draw_outcomes(drawing, right, _("Corrective actions"), actions, _("No corrective action is open."))

    return Block(height, draw)


def _draw_outcomes(drawing: Drawing, box: Box, title: str, rows: Sequence[_Row], empty: str) -> None:
    surface = drawing.surface
    draw_card(surface, box, title, _as_of(drawing))
    if not rows:
        lines = wrap(surface, empty, 7, box.width - 16, most=2)
        paragraph(surface, (box.x + 8, box.y + 31), lines, size=7, color=palette.MUTED)
    for place, row in enumerate(rows[:OUTCOMES]):
        _draw_row(drawing, box.inset(8, 0, 8, 0), box.y + 22 + place * _CARD_ROW, row, first=place == 0)
    if (more := len(rows) - OUTCOMES) > 0:
        surface.text((box.x + 8, box.bottom - 6), _more(drawing, more), size=6.4, color=palette.MUTED)


def _draw_row(drawing: Drawing, box: Box, top: float, row: _Row, *, first: bool) -> None:
    surface = drawing.surface
    title, below, end = row
    if not first:
        surface.line((box.x, top), (box.right, top), stroke=palette.LINE, weight=0.5)
    ink = _PILLS[end.tone][0]
    shown, size = fit(surface, end.label, 7.4, 5.6, box.width * 0.4, bold=True)
    surface.text((box.right, top + 11), shown, size=size, color=ink, bold=True, anchor="end")
    room = box.width - surface.text_width(shown, size, bold=True) - 8
    name, size = fit(surface, title, 7.2, 6.2, room)
    surface.text((box.x, top + 8), name, size=size, color=palette.INK)
    surface.text((box.x, top + 15.4), clip(surface, below(drawing), 5.8, room), size=5.8, color=palette.MUTED)


def _consequence(line: ConsequenceLine) -> _Row:
    return line.title, lambda _drawing: line.state, Tag(line.amount, "bad" if line.adverse else "good")


def _action(line: ActionLine) -> _Row:
    def below(drawing: Drawing) -> str:
        due = drawing.language.gettext("due %(day)s") % {"day": drawing.language.date(line.due_on)}
        return f"{line.owner} · {due}" if line.owner else due

    return line.title, below, line.state


def _visit(drawing: Drawing, line: VisitLine) -> list[_Row]:
    """The visit, and below it each section with its points."""
    language = drawing.language

    def below(_drawing: Drawing) -> str:
        told = language.ngettext("%(count)s critical failure", "%(count)s critical failures", line.critical_failures)
        failed = told % {"count": line.critical_failures} if line.critical_failures else ""
        contested = language.gettext("an appeal was open") if line.contested else ""
        return " · ".join(part for part in (language.date(line.visited_on), failed, contested) if part)

    scored = Tag(points_text(language, line.score, 2), "bad" if line.critical_failures else "good")
    return [
        (f"{line.kind} · {line.checklist}", below, scored),
        *(_section(drawing, *section) for section in line.sections),
    ]


def _section(drawing: Drawing, label: str, earned: Decimal, possible: Decimal) -> _Row:
    language = drawing.language
    lost = language.gettext("%(points)s lost") % {"points": language.decimal(possible - earned, 1)}
    shown = f"{language.decimal(earned, 1)} / {language.decimal(possible, 1)}"
    return f"   {label}", lambda _drawing: f"    {lost}" if earned < possible else "", Tag(shown, "neutral")


def _booked(line: BookedLine) -> _Row:
    def below(drawing: Drawing) -> str:
        _ = drawing.language.gettext
        balance = _("balance %(amount)s") % {"amount": line.balance}
        taken = _("taken back later") if line.taken_back else ""
        day = drawing.language.date(line.booked_on)
        return " · ".join(part for part in (day, line.other, balance, taken) if part)

    return line.title, below, Tag(line.amount, "bad" if line.adverse else "good")


def _sum(drawing: Drawing, line: BookedSum) -> _Row:
    _ = drawing.language.gettext
    told = _("%(opening)s before the quarter, %(closing)s after it")
    below = told % {"opening": line.opening, "closing": line.closing}
    return _("Booked in the quarter"), lambda _drawing: below, Tag(line.booked, "bad" if line.adverse else "good")


def _rows(drawing: Drawing, title: str, groups: Sequence[Sequence[_Row]], note: str = "") -> list[Block]:
    """Rows below their heading; those of a group stay on one page."""
    surface = drawing.surface
    said = wrap(surface, note, 6.6, CONTENT, most=2) if note else []

    def head(top: float) -> None:
        draw_heading(surface, (MARGIN, top + 9), title, CONTENT, _as_of(drawing))
        paragraph(surface, (MARGIN, top + 21), said, size=6.6, color=palette.MUTED)

    heading = Block(16 + 9 * len(said), head, gap=14)
    box = Box(MARGIN, 0, CONTENT, _CARD_ROW)

    def of(group: Sequence[_Row], place: int) -> Block:
        def draw(top: float) -> None:
            for turn, row in enumerate(group):
                _draw_row(drawing, box, top + turn * _CARD_ROW, row, first=place + turn == 0)

        return Block(_CARD_ROW * len(group), draw, gap=0)

    return under(heading, [of(group, place) for place, group in enumerate(groups)])
