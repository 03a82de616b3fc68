"""The pack for a service meeting: what the quarter says, what is owed, what waits for a decision, and room for minutes.

A working paper of the day on which it is drawn, in the look of the quarterly report: `render_meeting_pack`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from reports import palette, typeface
from reports.network import describe, draw_pages
from reports.network.drawing import NetworkDrawing, Paper, text_block
from reports.network.front import figures_block, trend_block
from reports.network.grid import Cell, Column, Label, Told, table
from reports.network.sheet import NetworkSheet
from reports.network.tables import criterion_blocks, mover_blocks, risk_blocks
from reports.receipt import Tongue
from reports.scorecard import open_canvas
from reports.scorecard.frame import HEIGHT, Block
from reports.wording import DASH

# Lines for what the meeting decides: as many as a page holds.
_MINUTES = 16


@dataclass(frozen=True, slots=True)
class OwedAction:
    """A corrective action that a site owes."""

    site: str
    code: str
    title: str
    grade: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Who answers for complaints of the quarter: how many, and how many of them were answered late or not at all."""

    party: str
    complaints: int
    late: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What waits for a decision of headquarters: how many, the oldest since that day."""

    name: str
    count: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A consequence that waits for approval, or whose appeal waits."""

    site: str
    code: str
    title: str
    amount: str
    adverse: bool
    state: str


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """`network`: the quarter as its report tells it. `owed` and `proposed` are the first of so many in all. A part is
    None for readers who may not see it."""

    network: NetworkSheet
    owed: tuple[OwedAction, ...] | None
    owed_in_all: int
    overdue: int
    parties: tuple[PartyRow, ...] | None
    matters: tuple[Matter, ...]
    proposed: tuple[Proposed, ...] | None
    proposed_in_all: int


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the agenda, `told`: what there is to say about it in one line."""

    key: str
    title: str
    told: str


def agenda(sheet: MeetingSheet, language: Tongue) -> list[Item]:
    """The points of the meeting, in order; those that the reader may not see are left out."""
    _, network = language.gettext, sheet.network
    items = [
        Item("figures", _("The quarter in figures"), _mean(network, language)),
        Item("movers", _("Which sites rose and fell"), _moved(network, language)),
        Item("risk", _("Sites at risk"), _at_risk(network, language)),
        Item("criteria", _("Criteria"), _weak(network, language)),
    ]
    if sheet.owed is not None:
        told = _("%(count)s owed by sites, %(overdue)s of them overdue")
        counts = {"count": _whole(language, sheet.owed_in_all), "overdue": _whole(language, sheet.overdue)}
        items.append(Item("actions", _("Corrective actions"), told % counts))
    if sheet.parties is not None:
        count = sum(each.complaints for each in sheet.parties)
        told = language.ngettext("%(count)s in the quarter", "%(count)s in the quarter", count)
        items.append(Item("complaints", _("Complaints"), told % {"count": _whole(language, count)}))
    waiting = sum(each.count for each in sheet.matters)
    told = _("%(count)s waiting") % {"count": _whole(language, waiting)} if waiting else _("nothing waits")
    items.append(Item("decisions", _("Decisions that wait"), told))
    return [*items, Item("minutes", _("Decisions of this meeting"), _("who does what by when"))]


def render_meeting_pack(sheet: MeetingSheet, language: Tongue) -> bytes:
    """The PDF. Characters that the fonts lack are drawn as boxes; FontMissing without fonts."""
    with typeface.one_at_a_time:
        typeface.load()
        output = BytesIO()
        canvas = open_canvas(output, language.code.replace("_", "-"))
        drawing = NetworkDrawing(Paper(canvas, HEIGHT), sheet.network, language, language.gettext("Service meeting"))
        describe(canvas, drawing)
        draw_pages(drawing, _blocks(drawing, sheet))
        canvas.save()
        return output.getvalue()


def _blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    return [
        figures_block(drawing),
        *_agenda_blocks(drawing, sheet),
        trend_block(drawing),
        *mover_blocks(drawing),
        *risk_blocks(drawing),
        *criterion_blocks(drawing),
        *_action_blocks(drawing, sheet),
        *_complaint_blocks(drawing, sheet),
        *_matter_blocks(drawing, sheet),
        *_proposed_blocks(drawing, sheet),
        *_minutes_blocks(drawing),
    ]


def _whole(language: Tongue, count: int) -> str:
    return language.decimal(Decimal(count), 0)


def _mean(network: NetworkSheet, language: Tongue) -> str:
    known = network.means[-1].score if network.means else None
    if known is None:
        return language.gettext("No site is rated yet.")
    return language.gettext("mean score %(score)s") % {"score": language.decimal(known, 2)}


def _moved(network: NetworkSheet, language: Tongue) -> str:
    _ = language.gettext
    if not network.compared:
        return _("known as soon as two quarters in a row are published")
    sites = [*network.risen, *network.fallen]
    changed = sum(each.standing != each.before for each in sites)
    told = _("%(changed)s of the %(count)s biggest movers have another standing than before")
    return told % {"changed": _whole(language, changed), "count": _whole(language, len(sites))}


def _at_risk(network: NetworkSheet, language: Tongue) -> str:
    if not network.falling_known:
        return language.gettext("known as soon as three quarters in a row are published")
    count = len(network.at_risk)
    told = language.ngettext("%(count)s site fell twice in a row", "%(count)s sites fell twice in a row", count)
    return told % {"count": _whole(language, count)}


def _weak(network: NetworkSheet, language: Tongue) -> str:
    """The criterion on which the network does worst."""
    known = [each for each in network.criteria if each.mean is not None]
    if not known:
        return language.gettext("No site is rated yet.")
    worst = min(known, key=lambda each: each.mean or Decimal(0))
    told = {"criterion": worst.label, "points": language.decimal(worst.mean or Decimal(0), 1)}
    return language.gettext("weakest: %(criterion)s, %(points)s points") % told


def _agenda_blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    _ = drawing.language.gettext
    columns = (Column("", 26), Column(_("Item"), 190), Column(_("What there is"), 0))
    rows: list[list[Cell]] = [
        [Told(str(place), ink=palette.MUTED), Told(each.title, ink=palette.INK, bold=True), each.told]
        for place, each in enumerate(agenda(sheet, drawing.language), start=1)
    ]
    return table(drawing, _("Agenda"), columns, rows, note=_("as things stand on %(day)s") % {"day": _day(drawing)})


def _day(drawing: NetworkDrawing) -> str:
    return drawing.language.date(drawing.sheet.actions_on)


def _action_blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    if sheet.owed is None:
        return []
    _ = drawing.language.gettext
    columns = (
        Column(_("Site"), 150),
        Column(_("Finding"), 0),
        Column(_("Grade of the finding"), 76),
        Column(_("Due"), 70, "end"),
        Column("", 64),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.site, sub=each.code, ink=palette.INK, most=1),
            each.title,
            each.grade,
            drawing.language.date(each.due_on),
            Label(_("overdue"), palette.BAD_DARK, palette.BAD_TINT) if each.overdue else "",
        ]
        for each in sheet.owed
    ]
    shown = table(
        drawing, _("Corrective actions"), columns, rows, note=_("owed by sites, the overdue ones first"),
        empty=_("No site owes a corrective action."), lowest=24,
    )  # fmt: skip
    return [*shown, *_more(drawing, len(rows), sheet.owed_in_all)]


def _more(drawing: NetworkDrawing, shown: int, in_all: int) -> list[Block]:
    """That a list goes on elsewhere."""
    rest = in_all - shown
    if rest <= 0:
        return []
    language = drawing.language
    told = language.ngettext("%(count)s more is in its list.", "%(count)s more are in their list.", rest)
    return [text_block(drawing, told % {"count": _whole(language, rest)})]


def _complaint_blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    if sheet.parties is None:
        return []
    _ = drawing.language.gettext
    columns = (
        Column(_("Who answers for it"), 0),
        Column(_("Complaints"), 100, "end"),
        Column(_("answered late or not yet"), 130, "end"),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.party, ink=palette.INK),
            drawing.whole(each.complaints),
            Told(drawing.whole(each.late), ink=palette.BAD_DARK, bold=True) if each.late else drawing.whole(0),
        ]
        for each in sheet.parties
    ]
    note = _("received in the quarter, by who had to answer for them")
    return table(drawing, _("Complaints"), columns, rows, note=note, empty=_("No complaint came in this quarter."))


def _matter_blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    _ = drawing.language.gettext
    columns = (Column(_("What waits"), 0), Column(_("How many"), 90, "end"), Column(_("Oldest since"), 110, "end"))
    rows: list[list[Cell]] = [
        [
            Told(each.name, ink=palette.INK),
            drawing.whole(each.count),
            drawing.language.date(each.oldest) if each.oldest else DASH,
        ]
        for each in sheet.matters
        if each.count
    ]
    return table(drawing, _("Decisions that wait"), columns, rows, empty=_("Nothing waits for a decision."))


def _proposed_blocks(drawing: NetworkDrawing, sheet: MeetingSheet) -> list[Block]:
    if not sheet.proposed:
        return []
    _ = drawing.language.gettext
    columns = (
        Column(_("Site"), 150),
        Column(_("Consequence"), 0),
        Column(_("Amount"), 110, "end"),
        Column(_("State"), 100),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.site, sub=each.code, ink=palette.INK, most=1),
            each.title,
            Told(each.amount, ink=palette.BAD_DARK if each.adverse else palette.GOOD_DARK, bold=True),
            each.state,
        ]
        for each in sheet.proposed
    ]
    shown = table(drawing, _("Rewards and penalties that wait"), columns, rows, lowest=24)
    return [*shown, *_more(drawing, len(rows), sheet.proposed_in_all)]


def _minutes_blocks(drawing: NetworkDrawing) -> list[Block]:
    """A page to write on."""
    _ = drawing.language.gettext
    columns = (Column("", 26), Column(_("What was decided"), 0), Column(_("Who"), 110), Column(_("By when"), 80))
    rows: list[Sequence[Cell]] = [[Told(str(place), ink=palette.MUTED), "", "", ""] for place in range(1, _MINUTES + 1)]
    note = _("held on ____________   present: ________________________________________")
    return table(drawing, _("Decisions of this meeting"), columns, rows, note=note, starts_page=True, lowest=38)
