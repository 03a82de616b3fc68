"""The network in a published quarter: its spread and trend, its regions by criterion, who moved, who is at risk."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.scorecards.pages.glance import at_a_glance
from network.scorecards.pages.reports import PATH as REPORT
from network.scorecards.pages.reports import report_links
from network.scorecards.pages.texts import (
    change,
    period_links,
    quarter_of,
    quarter_text,
    query,
    scorecard_href,
    standing,
    whole,
)
from network.scorecards.queries.dashboard import FILTERS, AtRisk, Dashboard, RegionLine, dashboard
from network.scorecards.queries.glance import UNRATED
from network.scorecards.queries.runs import RunLine, list_runs
from network.scorecards.queries.wording import criterion_label
from network.sites.pages.sites import region_groups
from network.sites.queries.regions import regions
from network.sites.schemas.sites import RegionOut
from network.web.downloads import Cell, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListPage, ListState
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.charts import STEPS, HeatCell, HeatRow, Scores, step_of, svg_heat_map, svg_histogram
from reports.wording import DASH, points_text

PATH = "/network/dashboard"


class DashboardPages(Controller):
    path = PATH

    @get(guards=[allows(Permission.COMPARE_SITES)])
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], period: FromQuery[str] = ""
    ) -> Response[Any]:
        """A published quarter, the newest by default; `?format=csv` or `xlsx`: its regions as a file."""
        lines = [line for line in await list_runs(actor) if line.is_final]
        if not lines and not period:
            return page("dashboard.html", shown=None, periods=[], breadcrumbs=_crumbs())
        asked = {"period": period} if period else {}
        state = ListState.read(request.query_params, ListPage(PATH, (), "", filters=FILTERS, fixed=asked))
        found = await dashboard(actor, quarter_of(period), state.filters.get("region", ""))
        if kind := format_of(request):
            return await table_download(_("Regions") + f" {found.run.period}", _header(found), _table(found), kind)
        return _shown(found, lines, state, await regions(actor), whole_network=actor.sites is None)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Network"), "href": ""}]


def _shown(
    found: Dashboard, lines: list[RunLine], state: ListState, tree: list[RegionOut], *, whole_network: bool
) -> Page:
    region = state.filters.get("region", "")
    glance = at_a_glance(found.glance, whole=whole_network and not region)
    export = query({"period": str(found.run.period), "region": region})
    joined = "&" if export else "?"
    return page(
        "dashboard.html",
        shown=glance,
        quarter=quarter_text(found.run.period),
        figures=_figures(found),
        scores=_histogram(found) if found.scores else None,
        heat=_heat(found) if any(each.points for each in found.regions) else None,
        at_risk=[_at_risk(each, found) for each in found.at_risk],
        falling_known=found.falling_known,
        groups=region_groups(state, tree, current()),
        clear_href=state.url(region="") if region else "",
        periods=period_links(lines, found.run.period, PATH, **({"region": region} if region else {})),
        exports=[
            {"label": label, "href": f"{PATH}{export}{joined}format={kind}"}
            for label, kind in ((_("Regions as CSV"), "csv"), (_("Regions as XLSX"), "xlsx"))
        ],
        reports=report_links(REPORT, str(found.run.period), region),
        breadcrumbs=_crumbs(),
    )


def _figures(found: Dashboard) -> list[dict[str, Any]]:
    """What the macro `figure` takes: how many sites, their mean and median, who is unrated, who falls."""
    reading, newest = current(), found.glance.newest
    sites, rated = newest.sites, newest.sites - newest.counts.get(UNRATED, 0)
    before = found.glance.quarters[-2] if len(found.glance.quarters) > 1 else None
    moved = None if before is None or before.mean is None or newest.mean is None else newest.mean - before.mean
    told = change(moved, before.period) if before else None
    fell = _("It takes three published quarters in a row to tell.")
    return [
        {
            "label": _("Sites judged"),
            "value": whole(sites),
            "facts": [{"label": _("Rated"), "text": f"{whole(rated)} · {reading.percent(_share(rated, sites), 0)}"}],
        },
        {
            "label": _("Mean score"),
            "value": None if newest.mean is None else points_text(reading, newest.mean, 2),
            "reason": _("No site is rated in this quarter."),
            "changes": [told] if told else [],
        },
        {
            "label": _("Median score"),
            "value": None if found.median is None else points_text(reading, found.median, 2),
            "reason": _("No franchised site is rated in this quarter."),
        },
        {
            "label": _("Falling for two quarters"),
            "value": whole(len(found.at_risk)) if found.falling_known else None,
            "reason": fell,
        },
        {
            "label": _("Revenue at risk (estimate)"),
            "value": _money(found.revenue) or None,
            "reason": _("It takes charges on record, and five answers of customers about a site in the quarter."),
        },
    ]


def _money(amounts: Mapping[str, Decimal]) -> str:
    """Whole amounts: an estimate has no cents."""
    return " · ".join(current().money(amount, currency, whole=True) for currency, amount in amounts.items())


def _share(part: int, of: int) -> Decimal:
    return Decimal(part) / of if of else Decimal(0)


def _histogram(found: Dashboard) -> dict[str, Any]:
    """What the macro `chart` takes: how many franchised sites score how much."""
    reading = current()
    counts = [0] * STEPS
    for score in found.scores:
        counts[step_of(score)] += 1
    mean = sum(found.scores, Decimal(0)) / len(found.scores)
    drawing = svg_histogram(
        Scores(tuple(counts), mean, found.median), found.glance.bands, reading, _("Scores"), "histogram"
    )
    rated = ngettext("%(count)s rated franchised site", "%(count)s rated franchised sites", len(found.scores))
    return {
        "title": _("Scores"),
        "description": rated % {"count": whole(len(found.scores))},
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Score"), _("Sites")],
        "rows": [(f"{place * 5}–{place * 5 + 5}", whole(sites)) for place, sites in enumerate(counts)],
    }


def _heat(found: Dashboard) -> dict[str, Any]:
    """What the macro `chart` takes: regions by criterion."""
    reading, criteria = current(), found.run.kept.scheme.criteria
    columns = [criterion_label(each) for each in criteria]
    rows = [
        HeatRow(
            _region(region),
            tuple(HeatCell(*region.points.get(each.code, (None, 0))) for each in criteria),
        )
        for region in found.regions
    ]
    return {
        "title": _("Regions by criterion"),
        "description": _("Mean points of the rated franchised sites, the best region on top."),
        "svg": Markup(svg_heat_map(columns, rows, reading, _("Regions by criterion"), "heat")),  # noqa: S704 - as above
        "headers": [_("Region"), _("Sites"), _("Rated"), _("Mean score"), *columns],
        "rows": [
            (
                _region(region),
                whole(region.sites),
                whole(region.rated),
                DASH if region.mean is None else points_text(reading, region.mean, 2),
                *(points_text(reading, cell.points) for cell in row.cells),
            )
            for region, row in zip(found.regions, rows, strict=True)
        ],
    }


def _region(line: RegionLine) -> str:
    return line.name or _("Without a region")


def _at_risk(site: AtRisk, found: Dashboard) -> dict[str, Any]:
    reading = current()
    return {
        "href": scorecard_href(site.code, found.run.period),
        "code": site.code,
        "name": site.name,
        "scores": [points_text(reading, score, 2) for score in site.scores],
        "change": change(-site.lost),
        "revenue": _money(site.revenue),
        "standing": standing(site.standing, found.glance.bands),
    }


def _header(found: Dashboard) -> list[str]:
    return [
        _("Region"),
        _("Sites"),
        _("Rated"),
        _("Mean score"),
        *(criterion_label(each) for each in found.run.kept.scheme.criteria),
    ]


def _table(found: Dashboard) -> list[list[Cell]]:
    """The regions for a file: numbers as they are, rounded as shown."""
    criteria = found.run.kept.scheme.criteria
    return [
        [
            line.path,
            line.sites,
            line.rated,
            None if line.mean is None else round(line.mean, 2),
            *(round(line.points[each.code][0], 1) if each.code in line.points else None for each in criteria),
        ]
        for line in found.regions
    ]
