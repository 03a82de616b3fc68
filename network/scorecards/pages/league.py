"""The league table as a page and as a file."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.scorecards.pages.reports import PATH as REPORT
from network.scorecards.pages.reports import report_links
from network.scorecards.pages.texts import (
    change,
    period_links,
    quarter_of,
    quarter_text,
    scorecard_href,
    standing,
    standing_color,
)
from network.scorecards.queries.glance import UNRATED
from network.scorecards.queries.league import FILTERS, POINTS, League, Wanted, league
from network.scorecards.queries.runs import Run, RunLine, list_runs, read_run
from network.scorecards.queries.wording import criterion_label
from network.sites.pages.sites import region_groups
from network.sites.queries.regions import regions
from network.sites.rules.sites import KIND_LABELS
from network.sites.schemas.sites import RegionOut
from network.web.downloads import XLSX, Cell, Format, download, format_of, table_download
from network.web.guards import allows
from network.web.listing import Column, ListPage, ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from reports import palette
from reports.league_table import render_league_table
from reports.sheet import LeagueCell, LeagueRow
from reports.wording import points_text, state_name

PATH = "/scorecards/league-table"


class LeaguePages(Controller):
    path = PATH

    @get(guards=[allows(Permission.COMPARE_SITES)])
    async def table(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: FromQuery[str] = "",
    ) -> Response[Any]:
        """The sites in reach by rank; `?format=csv` or `xlsx`: all that is shown of them, as a file."""
        lines = await list_runs(actor)
        if not lines and not period:
            return _nothing_yet(actor)
        run = await read_run(actor, quarter_of(period))
        state = ListState.read(request.query_params, list_page(run))
        name = settings.name_of_network(current().code)
        if kind := format_of(request):
            return await _file(await league(actor, run.period, _wanted(state, whole=True), name), state, kind)
        found = await league(actor, run.period, _wanted(state), name)
        prints = found.run.is_final and actor.may(Permission.PRINT_BATCHES)
        return _shown(found, state.within(found.total), lines, await regions(actor), may_print=prints)


def list_page(run: Run) -> ListPage:
    """The columns of this quarter's table: those of every quarter, and one for each criterion of its scheme.

    An optional one is told in the second line of another cell, until it is chosen: all criteria fit beside it.
    """
    criteria = [
        Column(POINTS + each.code, criterion_label(each), numeric=True, first="descending")
        for each in run.kept.scheme.criteria
    ]
    return ListPage(
        path=PATH,
        columns=(
            Column("rank", _("Rank"), numeric=True),
            Column("range", _("Rank range"), numeric=True, sortable=False, optional=True),
            Column("name", _("Site"), heading=True),
            Column("region", _("Region"), optional=True),
            Column("standing", _("Standing"), sortable=False),
            Column("overall", _("Score"), numeric=True, first="descending"),
            Column("coverage", _("Coverage"), numeric=True, first="descending", optional=True),
            Column("peer_rank", _("Peer rank"), numeric=True, optional=True),
            *criteria,
        ),
        sort="rank",
        filters=FILTERS,
        fixed={"period": str(run.period)},
    )


def _wanted(state: ListState, *, whole: bool = False) -> Wanted:
    """What the query is asked for; `whole`: every page of it."""
    sort = "name_zh" if state.sort == "name" and current().code == "zh_CN" else state.sort
    return Wanted(
        text=state.q,
        region=state.filters.get("region", ""),
        standing=state.filters.get("standing", ""),
        kind=state.filters.get("kind", ""),
        sort=sort,
        direction=state.direction,
        limit=None if whole else state.limit,
        offset=0 if whole else state.offset,
    )


def _nothing_yet(actor: Actor) -> Page:
    computes = actor.may(Permission.COMPUTE_SCORECARDS)
    return page(
        "league_table.html",
        table=None,
        may_compute=computes,
        periods=[],
        breadcrumbs=[{"label": _("League table"), "href": ""}],
    )


def _shown(
    found: League, state: ListState, lines: Sequence[RunLine], tree: list[RegionOut], *, may_print: bool
) -> Page:
    count = ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": current().decimal(found.total)}
    table = list_card(
        state,
        found.total,
        [_row(row, found) for row in found.sheet.rows],
        title=_("Sites by rank"),
        count=count,
        search_label=_("Code, name or city"),
        groups=[*region_groups(state, tree, current()), options(state, "kind", _("Kind"), KIND_LABELS)],
        empty=Empty(_("No site of yours was scored in this quarter"), _("Choose another quarter.")),
    )
    return page(
        "league_table.html",
        table=table,
        columns={column.key for column in state.visible()},
        run=found.run,
        quarter=quarter_text(found.run.period),
        scheme=found.sheet.provenance.scheme,
        spread=_spread(found, state),
        reports=report_links(REPORT, str(found.run.period), state.filters.get("region", ""))
        if found.run.is_final
        else [],
        prints=may_print,
        periods=period_links(lines, found.run.period, PATH),
        breadcrumbs=[{"label": _("League table"), "href": ""}],
    )


def _spread(found: League, state: ListState) -> list[dict[str, Any]]:
    """The standings, best first, and the unrated: each with its count, its share of the bar and its filter."""
    known = [(band.code, band.label) for band in reversed(found.sheet.bands)]
    total = sum(found.spread.values())
    chosen = state.filters.get("standing", "")
    parts, start = [], Decimal(0)
    for code, label in [*known, (UNRATED, _("Not rated"))]:
        count = found.spread.get(code, 0)
        share = Decimal(100) * count / total if total else Decimal(0)
        parts.append(
            {
                "code": None if code == UNRATED else code,
                "label": label,
                "count": current().decimal(count),
                "start": f"{start:.3f}",
                "share": f"{share:.3f}",
                "color": standing_color(code),
                "href": state.url(standing="" if chosen == code else code),
                "active": chosen == code,
            }
        )
        start += share
    return parts


def _row(row: LeagueRow, found: League) -> dict[str, Any]:
    """A row as the template shows it."""
    reading = current()
    criteria = zip(found.run.kept.scheme.criteria, row.cells, strict=True)
    return {
        "href": scorecard_href(row.site_code, found.run.period),
        "code": row.site_code,
        "name": row.site_name,
        "rank": None if row.rank is None else reading.decimal(row.rank),
        "range": _range(row),
        "unranked": _unranked(row, found),
        "region": _region(row.region),
        "kind": row.kind if row.site_code in found.self_operated else "",
        "standing": standing(row.standing, found.sheet.bands, provisional=row.provisional),
        "reason": row.unrated_reason,
        "overall": None if row.overall is None else points_text(reading, row.overall, 2),
        "change": change(found.changes[row.site_code]),
        "coverage": "" if row.coverage is None else reading.percent(row.coverage, 0),
        "peer_rank": None if row.peer_rank is None else reading.decimal(row.peer_rank),
        **{POINTS + criterion.code: _cell(cell) for criterion, cell in criteria},
    }


def _range(row: LeagueRow) -> str:
    """Between which ranks chance alone could move the site; empty where its rank is certain, or not kept."""
    if row.rank_range is None or row.rank_range[0] == row.rank_range[1]:
        return ""
    best, worst = (current().decimal(end) for end in row.rank_range)
    return f"{best}–{worst}"


def _region(path: str | None) -> tuple[str, str]:
    """The region itself, and where it lies."""
    above, _dot, own = (path or "").rpartition(" · ")
    return own, above


def _unranked(row: LeagueRow, found: League) -> str:
    """Why a row has no rank."""
    if row.site_code in found.self_operated:
        return _("Self-operated sites are shown for reference and never ranked.")
    return row.unrated_reason


def _cell(cell: LeagueCell) -> dict[str, Any]:
    if cell.points is None:
        return {"points": None, "reason": state_name(current(), cell.state)}
    return {
        "points": points_text(current(), cell.points),
        "width": f"{cell.points:.2f}",
        "color": palette.points_color(cell.points),
    }


async def _file(found: League, state: ListState, kind: Format) -> Response[bytes]:
    """Every row that matches, in the order shown: as CSV the columns chosen or else all, as XLSX the whole workbook."""
    name = _("League table") + f" {found.run.period}"
    if kind == "xlsx":
        content = await asyncio.to_thread(render_league_table, found.sheet, current())
        return download(f"{name}.xlsx", content, XLSX)
    shown = state.visible() if state.shown else state.definition.columns
    header = [_("Site code"), *(str(column.label) for column in shown)]
    rows = [[row.site_code, *(_plain(row, found)[column.key] for column in shown)] for row in found.sheet.rows]
    return await table_download(name, header, rows, kind)


def _plain(row: LeagueRow, found: League) -> dict[str, Cell]:
    """A row for a file: numbers as they are stored."""
    labels = {band.code: band.label for band in found.sheet.bands}
    criteria = zip(found.run.kept.scheme.criteria, row.cells, strict=True)
    return {
        "rank": row.rank,
        "range": None if row.rank_range is None else f"{row.rank_range[0]}-{row.rank_range[1]}",
        "name": row.site_name,
        "region": row.region,
        "standing": labels[row.standing] if row.standing else _("Not rated"),
        "overall": row.overall,
        "coverage": row.coverage,
        "peer_rank": row.peer_rank,
        **{POINTS + criterion.code: cell.points for criterion, cell in criteria},
    }
