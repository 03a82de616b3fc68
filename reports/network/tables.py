"""The middle of the report: regions, movers, sites at risk, criteria, actions, the league table."""

from reports import palette
from reports.charts import HeatCell, HeatRow, draw_heat_map, heat_map_height
from reports.network.drawing import NetworkDrawing, text_block, title_block
from reports.network.grid import Cell, Column, Heat, Told, change_cell, points_cell, standing_label, table
from reports.network.sheet import CriterionRow, Move, SiteRow
from reports.scorecard.frame import CONTENT, MARGIN, Block
from reports.surface import Box
from reports.wording import DASH, change_text, points_text, value_text

# So many rows of the heat map are drawn as one picture; more go on in the next.
_HEAT_ROWS = 24


def region_blocks(drawing: NetworkDrawing) -> list[Block]:
    _ = drawing.language.gettext
    columns = (
        Column(_("Region"), 0),
        Column(_("Sites"), 60, "end"),
        Column(_("Rated"), 60, "end"),
        Column(_("Mean score"), 80, "end"),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.name, ink=palette.INK),
            drawing.whole(each.sites),
            drawing.whole(each.rated),
            points_cell(drawing, each.mean, 2),
        ]
        for each in drawing.sheet.regions
    ]
    regions = table(
        drawing,
        _("Regions"),
        columns,
        rows,
        note=_("franchised sites, the best region on top"),
        empty=_("No franchised site was judged in this quarter."),
        starts_page=True,
    )
    return [*regions, *_heat_blocks(drawing)]


def _heat_blocks(drawing: NetworkDrawing) -> list[Block]:
    sheet, _ = drawing.sheet, drawing.language.gettext
    if not any(cell.points is not None for row in sheet.heat for cell in row.cells):
        return []
    heading = title_block(drawing, _("Regions by criterion"), _("mean points of the rated franchised sites"))
    starts = range(0, len(sheet.heat), _HEAT_ROWS)
    return [heading, *(_heat_block(drawing, sheet.heat[start : start + _HEAT_ROWS]) for start in starts)]


def _heat_block(drawing: NetworkDrawing, rows: tuple[HeatRow, ...]) -> Block:
    """Of more criteria than heads fit over, the heads are their numbers in the table of criteria."""
    criteria = drawing.sheet.criteria
    many = len(criteria) > 14
    heads = [f"C{place}" if many else each.label for place, each in enumerate(criteria, start=1)]
    height = heat_map_height(drawing.surface, CONTENT, heads, len(rows))
    cells = tuple(HeatRow(row.name, tuple(HeatCell(each.points, each.sites) for each in row.cells)) for row in rows)
    return Block(
        height,
        lambda top: draw_heat_map(drawing.surface, Box(MARGIN, top, CONTENT, height), heads, cells, drawing.language),
        gap=6,
    )


def mover_blocks(drawing: NetworkDrawing) -> list[Block]:
    sheet, _ = drawing.sheet, drawing.language.gettext
    if not sheet.compared:
        unknown = _("Which sites rose and fell shows as soon as two quarters in a row are published.")
        return [title_block(drawing, _("Movers")), text_block(drawing, unknown)]
    return [
        *moves(drawing, _("Rose most since the quarter before"), sheet.risen, _("No site's score rose.")),
        *moves(drawing, _("Fell most since the quarter before"), sheet.fallen, _("No site's score fell.")),
    ]


def moves(drawing: NetworkDrawing, title: str, found: tuple[Move, ...], empty: str) -> list[Block]:
    _ = drawing.language.gettext
    columns = (
        Column(_("Site"), 0),
        Column(_("Standing before"), 90),
        Column(_("Standing"), 90),
        Column(_("Score"), 56, "end"),
        Column(_("Change"), 56, "end"),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.name, sub=each.code, ink=palette.INK),
            standing_label(drawing, each.before),
            standing_label(drawing, each.standing),
            points_text(drawing.language, each.score, 2),
            change_cell(drawing, each.change),
        ]
        for each in found
    ]
    return table(drawing, title, columns, rows, empty=empty, lowest=24)


def risk_blocks(drawing: NetworkDrawing) -> list[Block]:
    """Those that fell twice in a row, with what that may cost; the estimate is called one in the head and below."""
    sheet, _ = drawing.sheet, drawing.language.gettext
    columns = (
        Column(_("Site"), 0),
        Column(_("Standing"), 84),
        Column(_("Scores, oldest first"), 118, "end"),
        Column(_("Fall in two quarters"), 62, "end"),
        Column(_("Revenue at risk (estimate)"), 96, "end"),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.name, sub=each.code, ink=palette.INK),
            standing_label(drawing, each.standing),
            " → ".join(points_text(drawing.language, score, 2) for score in each.scores),
            Told(change_text(drawing.language, -each.lost, 2), ink=palette.BAD_DARK, bold=True),
            each.revenue or DASH,
        ]
        for each in sheet.at_risk
    ]
    none = _("No site's score fell in this quarter and in the one before.")
    unknown = _("It takes three published quarters in a row to tell which sites fall.")
    shown = table(
        drawing, _("Sites at risk"), columns, rows, note=_("the score fell in this quarter and in the one before"),
        empty=none if sheet.falling_known else unknown, lowest=24,
    )  # fmt: skip
    study = _(
        "Revenue at risk is an estimate, never part of a score: what customers paid in the quarter, times what a less "
        "satisfied customer spends less by a study of 2011 (fair 10.94%, bad 39.30%, very bad 65.99%)."
    )
    return [*shown, text_block(drawing, study)] if rows else shown


def criterion_blocks(drawing: NetworkDrawing) -> list[Block]:
    _ = drawing.language.gettext
    columns = (
        Column("", 26),
        Column(_("Criterion"), 0),
        Column(_("Weight"), 50, "end"),
        Column(_("Network value"), 70, "end"),
        Column(_("Mean points"), 60, "end"),
        Column(_("Rated sites with points"), 76, "end"),
        Column(_("Under 60 points"), 70, "end"),
    )
    rows = [_criterion(drawing, place, each) for place, each in enumerate(drawing.sheet.criteria, start=1)]
    return table(drawing, _("Criteria"), columns, rows, note=_("how the network does on each"),
                 empty=_("The scheme has no criteria."))  # fmt: skip


def _criterion(drawing: NetworkDrawing, place: int, each: CriterionRow) -> list[Cell]:
    language = drawing.language
    share = language.percent(each.weight, 0 if (each.weight * 100) % 1 == 0 else 1)
    under = Told(drawing.whole(each.under), ink=palette.BAD_DARK, bold=True) if each.under else drawing.whole(0)
    return [
        Told(f"C{place}", ink=palette.MUTED),
        Told(each.label, ink=palette.INK),
        share,
        value_text(language, each.network, each.unit),
        points_cell(drawing, each.mean),
        drawing.whole(each.sites),
        under,
    ]


def action_blocks(drawing: NetworkDrawing) -> list[Block]:
    sheet, _ = drawing.sheet, drawing.language.gettext
    columns = (
        Column(_("Grade of the finding"), 0),
        Column(_("Owed by sites"), 80, "end"),
        Column(_("of them overdue"), 80, "end"),
        Column(_("Waiting for verification"), 90, "end"),
        Column(_("Oldest due day"), 90, "end"),
    )
    rows: list[list[Cell]] = [
        [
            Told(each.grade, ink=palette.INK),
            drawing.whole(each.owed),
            Told(drawing.whole(each.overdue), ink=palette.BAD_DARK, bold=True) if each.overdue else drawing.whole(0),
            drawing.whole(each.answered),
            drawing.language.date(each.oldest) if each.oldest else DASH,
        ]
        for each in sheet.actions
    ]
    note = _("as they stand on %(day)s") % {"day": drawing.language.date(sheet.actions_on)}
    return table(drawing, _("Corrective actions"), columns, rows, note=note, empty=_("No corrective action is open."))


def league_blocks(drawing: NetworkDrawing) -> list[Block]:
    """Every site by rank with its points, over as many pages as it takes."""
    sheet, _ = drawing.sheet, drawing.language.gettext
    cell = min(17.0, 230 / max(len(sheet.criteria), 1))
    columns = (
        Column(_("Rank"), 30, "end"),
        Column(_("Site"), 0),
        Column(_("Standing"), 70),
        Column(_("Score"), 36, "end"),
        Column(_("Change"), 38, "end"),
        *(Column(f"C{place}", cell, "middle") for place in range(1, len(sheet.criteria) + 1)),
    )
    rows = [_site(drawing, row) for row in sheet.rows]
    sites = drawing.language.ngettext("%(count)s site", "%(count)s sites", len(rows)) % {
        "count": drawing.whole(len(rows))
    }
    note = _("%(sites)s; C1, C2 and so on are the criteria by their numbers") % {"sites": sites}
    shown = table(drawing, _("League table"), columns, rows, note=note, lowest=20,
                  empty=_("No site was judged in this quarter."))  # fmt: skip
    if not any(row.provisional for row in sheet.rows):
        return shown
    return [*shown, text_block(drawing, _("* provisional: a site in its first two full quarters of certification."))]


def _site(drawing: NetworkDrawing, row: SiteRow) -> list[Cell]:
    about = " · ".join(part for part in (row.code, row.note or row.region) if part)
    return [
        DASH if row.rank is None else drawing.whole(row.rank),
        Told(row.name, sub=about, ink=palette.INK, most=1),
        standing_label(drawing, row.standing, provisional=row.provisional),
        Told(points_text(drawing.language, row.score, 2), ink=palette.INK, bold=True),
        change_cell(drawing, row.change),
        *(Heat(points) for points in row.points),
    ]
